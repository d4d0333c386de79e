"""The public directory: who is in it, who finds whom, and what is told of whom."""

import datetime as dt

import pytest
from django.urls import reverse

from partners import profile
from partners.models import District, Partner
from tests.factories import BalanceFactory, PartnerFactory, TargetFactory

pytestmark = pytest.mark.django_db
URL = "/partner/"


def names(response) -> list[str]:
    return [partner.name for partner in response.context["page"]]


def test_directory_shows_active_public_partners_in_alphabetical_order(client):
    for name in ("Zeta GmbH", "Ökobau AG", "Oberkassel KG", "alpha e. V."):
        PartnerFactory(name=name)
    PartnerFactory(name="Geheim GmbH", is_public=False)
    PartnerFactory(name="Weg GmbH", left=True)
    PartnerFactory(name="Neu GmbH", status=Partner.Status.INTERESTED, joined_on=None)

    response = client.get(URL)

    assert names(response) == ["alpha e. V.", "Oberkassel KG", "Ökobau AG", "Zeta GmbH"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("mueller", "Müller & Söhne GmbH & Co. KG"),
        ("Müller", "Mueller Metallbau GmbH"),
        ("MULLER", "Müller & Söhne GmbH"),
        ("Müller Söhne GmbH & Co. KG", "Müller und Söhne oHG"),
        ("strasse", "Druck in der Straße GmbH"),
        ("Straße", "Strasse 7 AG"),
        ("Beispeil", "Beispiel Logistik GmbH"),
        ("Logstik", "Beispiel Logistik GmbH"),
        ("logi", "Beispiel Logistik GmbH"),
        ("Cafe", "Café Muster e. K."),
        ("Neu", "Neue Energie eG"),
        ("100%", "100% Muster UG (haftungsbeschränkt)"),
    ],
)
def test_search_forgives(client, words, name):
    PartnerFactory(name=name)
    PartnerFactory(name="Quarzwerk X AG")

    assert names(client.get(URL, {"words": words})) == [name]


def test_the_closest_stands_first(client):
    for name in ("Beispiel Autohaus GmbH", "Beispiel Bank und Leihhaus eG", "Beispiel Bank eG"):
        PartnerFactory(name=name)

    found = names(client.get(URL, {"words": "Beispiel Bank"}))

    assert found[:2] == ["Beispiel Bank eG", "Beispiel Bank und Leihhaus eG"]


def test_search_that_finds_nothing_says_so(client):
    PartnerFactory(name="Muster Druck GmbH")

    response = client.get(URL, {"words": "Zylinder"})

    assert names(response) == []
    assert "Auf diese Filter passt niemand" in response.content.decode()


@pytest.mark.parametrize("words", ("%", "_", "&", "'"))
def test_signs_alone_search_for_nothing(client, words):
    PartnerFactory(name="Muster Druck GmbH")

    assert names(client.get(URL, {"words": words})) == ["Muster Druck GmbH"]


def test_legal_form_alone_is_a_name(client):
    PartnerFactory(name="AG")

    assert names(client.get(URL, {"words": "AG"})) == ["AG"]


def test_filters_narrow_together(client):
    one, two = District.objects.create(number=1, name="Mitte"), District.objects.create(number=2, name="Nord")
    PartnerFactory(name="Richtig", sector="C", district=one)
    PartnerFactory(name="Falsche Branche", sector="F", district=one)
    PartnerFactory(name="Falscher Bezirk", sector="C", district=two)

    response = client.get(URL, {"sector": "C", "district": one.pk})

    assert names(response) == ["Richtig"]
    assert response.context["query"] == f"sector=C&district={one.pk}"


def test_a_filter_by_what_nobody_shows_is_not_there_and_gives_nothing_away(client):
    PartnerFactory(name="Klein GmbH", size=Partner.Size.MICRO)

    response = client.get(URL, {"size": "large"})

    assert "size" not in response.context["form"].fields
    assert names(response) == ["Klein GmbH"]


@pytest.mark.parametrize("wrong", ({"sector": "?"}, {"district": "x"}, {"seite": "x"}, {"words": "x" * 300}))
def test_wrong_filters_break_nothing(client, wrong):
    PartnerFactory(name="Da GmbH")

    response = client.get(URL, wrong)

    assert response.status_code == 200
    assert names(response) == ["Da GmbH"]


def test_badges_state_dated_facts(client):
    partner = PartnerFactory(name="Muster GmbH")
    TargetFactory(partner=partner, is_public=True, target_year=2035)
    BalanceFactory(partner=partner, year=2023, approved=True)
    BalanceFactory(partner=partner, year=2024)
    TargetFactory(partner=PartnerFactory(name="Zurückhaltend GmbH"), is_public=False)

    page = client.get(URL).content.decode()

    assert page.count("Ziel für 2035 gesetzt") == 1
    assert page.count("Klimabilanz 2023 geprüft") == 1
    assert "2024 geprüft" not in page
    assert names(client.get(URL, {"has": "target"})) == ["Muster GmbH"]
    assert names(client.get(URL, {"has": "balance"})) == ["Muster GmbH"]


def test_pages_keep_the_filters(client):
    PartnerFactory.create_batch(25, sector="C")

    page = client.get(URL, {"sector": "C"}).content.decode()

    assert 'href="?sector=C&amp;seite=2"' in page


@pytest.mark.parametrize("count", (1, 3))
def test_directory_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    for _ in range(count):
        district = District.objects.create(number=Partner.objects.count(), name=f"B {Partner.objects.count()}")
        TargetFactory(partner=PartnerFactory(district=district), is_public=True)
    client.get(URL)

    with django_assert_num_queries(6):  # pact, two filters with values, districts, count, partners
        response = client.get(URL)

    assert len(names(response)) == count


@pytest.mark.parametrize("count", (1, 3))
def test_table_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    PartnerFactory.create_batch(count)

    with django_assert_num_queries(3):  # two filters with values, partners
        response = client.get("/partner/liste.csv")

    assert len(response.content.decode().splitlines()) == count + 1


def test_table_holds_the_public_fields_in_german_form(client):
    PartnerFactory(
        name="=Muster; GmbH", sector="C", size="micro", website="https://muster.example", joined_on=dt.date(2022, 5, 1)
    )

    response = client.get("/partner/liste.csv")

    lines = response.content.decode().splitlines()
    assert lines[0].startswith("\ufeffName;Branche;Größe;")
    assert lines[1] == '"\'=Muster; GmbH";Verarbeitendes Gewerbe;;;;;;;01.05.2022;;;'
    assert response["Content-Disposition"] == 'attachment; filename="klimapartner.csv"'


def test_table_follows_the_filters(client):
    PartnerFactory(name="Bau GmbH", sector="F")
    PartnerFactory(name="Werk GmbH", sector="C")

    table = client.get("/partner/liste.csv", {"sector": "F"}).content.decode()

    assert "Bau GmbH" in table
    assert "Werk GmbH" not in table


def test_profile_shows_only_what_is_released(client):
    partner = PartnerFactory(size="micro", website="https://muster.example", programmes="EMAS", sector="C")

    page = client.get(reverse("pact:partner_detail", args=[partner.slug])).content.decode()

    assert "Verarbeitendes Gewerbe" in page
    assert "1. Mai 2022" in page
    assert not any(secret in page for secret in ("muster.example", "EMAS", "bis 9"))


@pytest.mark.parametrize(
    "hidden", ({"is_public": False}, {"left": True}, {"status": Partner.Status.INTERESTED, "joined_on": None})
)
def test_profile_of_who_is_not_in_the_directory_does_not_exist(client, hidden):
    partner = PartnerFactory(**hidden)

    assert client.get(reverse("pact:partner_detail", args=[partner.slug])).status_code == 404


def test_empty_directory_says_what_will_stand_there(client):
    assert "Noch nimmt niemand teil" in client.get(URL).content.decode()


def test_office_sees_every_field_and_the_public_only_some():
    partner = PartnerFactory(programmes="EMAS", employees=None)

    assert set(profile.visible(partner, profile.PUBLIC)) == {"name", "sector", "since"}
    assert set(profile.visible(partner, profile.OFFICE)) == {"name", "sector", "since", "size", "programmes"}
    partner.is_public = False
    assert profile.visible(partner, profile.PUBLIC) == {}


def test_name_is_searched_by_its_newest_spelling():
    partner = PartnerFactory(name="Alt GmbH")
    Partner.objects.filter(pk=partner.pk).update(name="Über Öl GmbH & Co. KG")

    partner.refresh_from_db()

    assert partner.search_name == "uber ol ueber oel"
