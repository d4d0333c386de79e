"""The library of measures shows what was released and checked, and nothing else."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from emissions.models import Measure, MeasureUpdate
from partners.models import ProfileVisibility
from tests.factories import MeasureFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db
D = Decimal
PUBLIC = reverse("emissions:library")


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


def idea(*, checked=True, **fields):
    """Of a partner in the pact, released, at work, checked: each can be taken away."""
    fields.setdefault("partner", PartnerFactory())
    measure = MeasureFactory(**{"is_released": True, "status": "done", **fields})
    MeasureUpdate.objects.create(
        measure=measure,
        year=2024,
        achieved_t=9,
        checked_t=8 if checked else None,
        checked_at=timezone.now() if checked else None,
    )
    return measure


def shown(client, **filters):
    return [one.measure for one in client.get(PUBLIC, filters).context["ideas"]]


def test_only_what_is_released_checked_and_at_work(client):
    measure = idea()
    idea(is_released=False)
    idea(checked=False)
    idea(status="planned")
    idea(status="dropped", dropped_cause="cost")
    idea(partner=PartnerFactory(left=True))

    assert shown(client) == [measure]


def test_the_checked_value_of_the_latest_checked_year_is_shown(client):
    measure = idea()
    MeasureUpdate.objects.create(measure=measure, year=2025, achieved_t=99)

    page = client.get(PUBLIC).content.decode().replace("\u00a0", " ")

    assert "8,0 t CO₂e (2024)" in page


def test_neither_person_nor_sums_of_money_nor_evidence_leave_the_house(client):
    idea(owner="Kim Muster", cost_eur=D(12_345), saving_eur_per_year=D(5000), evidence=ContentFile(b"%PDF-", "x.pdf"))

    page = client.get(PUBLIC).content.decode()

    assert "10.000 bis unter 50.000 EUR" in page
    assert "2,5 Jahren" in page
    for secret in ("Kim Muster", "12.345", "5.000", "x.pdf"):
        assert secret not in page


def test_who_is_not_in_the_directory_has_no_name(client):
    idea(partner=PartnerFactory(is_public=False, name="Geheim GmbH"))

    page = client.get(PUBLIC).content.decode()

    assert "Geheim GmbH" not in page
    assert "Ein Klimapartner" in page


def test_filters(client):
    cheap = idea(field="heat", cost_eur=D("9999.99"), title="Dämmung")
    dear = idea(field="mobility", cost_eur=D(10_000), description="mit Ladepunkten")

    assert shown(client, field="heat") == [cheap]
    assert shown(client, cost="medium") == [dear]
    assert shown(client, cost="low") == [cheap]
    assert shown(client, words="dämm") == [cheap]
    assert shown(client, words="ladepunkte") == [dear]
    assert shown(client, field="heat", cost="medium") == []
    assert set(shown(client, field="nonsense", cost="x")) == {cheap, dear}


def test_a_filter_does_not_give_away_what_a_profile_hides(client):
    open_one = idea(partner=PartnerFactory(sector="C", size="large"))
    hidden = idea(partner=PartnerFactory(sector="C", size="large"))
    for partner, audience in ((open_one.partner, "public"), (hidden.partner, "office")):
        for field in ("sector", "size"):
            ProfileVisibility.objects.create(partner=partner, field=field, audience=audience)

    assert shown(client, sector="C") == [open_one]
    assert shown(client, size="large") == [open_one]


@pytest.mark.parametrize("count", (1, 3))
def test_page_is_a_constant_number_of_queries(client, count, django_assert_num_queries):
    for _number in range(count):
        idea()
    client.get(PUBLIC)

    with django_assert_num_queries(4):
        assert len(shown(client)) == count


def test_taking_over_makes_one_draft_without_the_figures_of_the_other(client, lead):
    measure = idea(title="Abwärme", description="Vom Kompressor", cost_eur=D(5), planned_t_per_year=D(3))
    address = reverse("emissions:idea_take", args=[lead.partner.slug, measure.pk])

    for _press in range(2):
        response = client.post(address)

    draft = Measure.objects.get(partner=lead.partner)
    assert (draft.title, draft.description, draft.status, draft.copied_from) == (
        "Abwärme",
        "Vom Kompressor",
        "planned",
        measure,
    )
    assert (draft.cost_eur, draft.planned_t_per_year, draft.is_released) == (None, None, False)
    assert response.url == draft.get_absolute_url()
    page = client.get(reverse("emissions:idea_list", args=[lead.partner.slug])).content.decode()
    assert "Steht in Ihrem Plan" in page


def test_a_viewer_looks_and_takes_nothing(client):
    measure, viewer = idea(), MembershipFactory()
    client.force_login(viewer.user)

    assert "Übernehmen" not in client.get(reverse("emissions:idea_list", args=[viewer.partner.slug])).content.decode()
    assert client.post(reverse("emissions:idea_take", args=[viewer.partner.slug, measure.pk])).status_code == 404


def test_what_is_not_in_the_library_cannot_be_taken(client, lead):
    hidden = idea(is_released=False)

    assert client.post(reverse("emissions:idea_take", args=[lead.partner.slug, hidden.pk])).status_code == 404


def test_evidence_is_a_download_for_its_partner_alone(client, lead):
    measure = MeasureFactory(partner=lead.partner, evidence=ContentFile(b"%PDF-1.7", "x.pdf"), title="LED Halle 3")
    address = reverse("emissions:measure_evidence", args=[lead.partner.slug, measure.pk])

    response = client.get(address)

    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="nachweis-led-halle-3.pdf"'
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(address).status_code == 404
