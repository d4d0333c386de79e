"""The public calls: partners, events, impact, factors, reports, and the description of them all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from partners.models import ProfileVisibility
from tests import factories

pytestmark = pytest.mark.django_db
FIGURES = {"partners": {"members": 3}, "emissions": {"delivered": 1}}


def get(client, name, *keys, **asked):
    return client.get(reverse(f"api:{name}", args=keys), asked)


def slugs(client, **asked):
    return [partner["slug"] for partner in get(client, "partner_list", **asked).json()["results"]]


def show(partner, **audiences):
    for field, audience in audiences.items():
        ProfileVisibility.objects.update_or_create(partner=partner, field=field, defaults={"audience": audience})


def published(**fields):
    now = timezone.now()
    return factories.CityReportFactory(snapshot__figures=FIGURES, state="published", published_at=now, **fields)


def test_partner_shows_what_everybody_may_see(client):
    partner = factories.PartnerFactory(sector="C", size="small", employees=12)
    factories.TargetFactory(partner=partner, is_public=True)

    shown = get(client, "partner_detail", partner.slug).json()

    assert (shown["sector"], shown["size"], shown["target_year"], shown["balance_year"]) == ("C", None, 2035, None)
    assert "employees" not in shown
    show(partner, size="public", sector="office", since="office")
    shown = get(client, "partner_detail", partner.slug).json()
    assert (shown["sector"], shown["size"], shown["joined_on"]) == (None, "small", None)


def test_partners_are_found_only_by_what_they_show(client):
    partner = factories.PartnerFactory(name="Muster Maschinenbau", slug="muster-maschinenbau", sector="C", size="small")
    factories.PartnerFactory(is_public=False, sector="C")
    show(partner, size="office")

    assert slugs(client, sector="C", search="maschinen", kind="climate") == ["muster-maschinenbau"]
    assert slugs(client, size="small") == []
    assert slugs(client, kind="founding") == []


@pytest.mark.parametrize(
    ("name", "asked", "field"),
    (
        ("partner_list", {"sector": "ZZ"}, "sector"),
        ("partner_list", {"district": "Atlantis"}, "district"),
        ("partner_list", {"search": "\x00"}, "search"),
        ("partner_list", {"page": "999"}, "page"),
        ("partner_list", {"page": "x"}, "page"),
        ("partner_list", {"sectr": "C"}, "sectr"),
        ("event_list", {"from": "gestern"}, "from"),
        ("event_list", {"kind": "party"}, "kind"),
        ("factor_list", {"year": "24"}, "year"),
        ("factor_list", {"scope": "4"}, "scope"),
        ("factor_list", {"set": "x"}, "set"),
        ("factor_list", {"key": "a\x00"}, "key"),
        ("factor_list", {"q": "\x00"}, "q"),
    ),
)
def test_bad_filter_is_named(client, name, asked, field):
    response = get(client, name, **asked)

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_events_come_with_agenda_and_speakers_but_nothing_internal(client):
    event = factories.EventFactory(
        published=True,
        slug="treffen",
        starts_at=dt.datetime(2024, 2, 27, 15, tzinfo=dt.UTC),
        ends_at=dt.datetime(2024, 2, 27, 18, tzinfo=dt.UTC),
    )
    first = factories.AgendaItemFactory(event=event, position=1, minutes=15)
    first.speakers.add(factories.SpeakerFactory(name="Kim Muster", email="kim@muster.example"))
    factories.AgendaItemFactory(event=event, position=2, is_internal=True)
    factories.AgendaItemFactory(event=event, position=3)

    shown = get(client, "event_detail", "treffen").json()

    assert [slot["starts_at"][11:16] for slot in shown["agenda"]] == ["16:00", "16:15"]
    assert shown["agenda"][0]["speakers"][0]["name"] == "Kim Muster"
    assert "kim@muster.example" not in str(shown)


def test_events_by_day_and_kind(client):
    early = factories.EventFactory(
        published=True,
        kind="workshop",
        starts_at=dt.datetime(2023, 5, 1, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2023, 5, 1, 12, tzinfo=dt.UTC),
    )
    late = factories.EventFactory(
        published=True,
        starts_at=dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC),
    )
    factories.EventFactory()

    def found(**asked):
        return [event["slug"] for event in get(client, "event_list", **asked).json()["results"]]

    assert found() == [late.slug, early.slug]
    assert found(**{"from": "2024-01-01"}) == [late.slug]
    assert found(to="2023-12-31", kind="workshop") == [early.slug]


def test_factors_by_key_year_scope_and_words(client):
    edition = factories.FactorSetFactory()
    for year in (2019, 2023):
        factories.FactorFactory(
            factor_set=edition,
            key="uba.strom",
            name_de="Strom",
            scope="2",
            valid_year=year,
            kg_co2e_per_unit=Decimal("0.38"),
        )
    factories.FactorFactory(factor_set=edition, key="x.gas", name_de="Erdgas", scope="1", use="reference")

    def found(**asked):
        return [(one["key"], one["year"]) for one in get(client, "factor_list", **asked).json()["results"]]

    assert found(key="uba.strom") == [("uba.strom", 2023), ("uba.strom", 2019)]
    assert found(year="2022", scope="2") == [("uba.strom", 2019)]
    assert found(q="erd", set=edition.edition) == [("x.gas", found(q="erd")[0][1])]
    (gas,) = get(client, "factor_list", scope="1").json()["results"]
    assert (gas["is_for_balances"], gas["use"]) == (False, "reference")


def test_impact_is_what_was_published_last(client):
    assert get(client, "impact").status_code == 404
    published(snapshot__year=2023)
    latest = published(snapshot__year=2024)
    factories.CityReportFactory(snapshot__year=2025, snapshot__figures=FIGURES)  # a draft

    answer = get(client, "impact").json()

    assert (answer["year"], answer["figures"], answer["sha256"]) == (2024, FIGURES, latest.snapshot.sha256)


def test_reports_are_those_published_and_their_files_are_there(client):
    report = published(file=ContentFile(b"%PDF-1.7", name="bericht.pdf"), file_sha256="a" * 64)
    draft = factories.CityReportFactory(snapshot__figures=FIGURES, file=ContentFile(b"%PDF-1.7", name="entwurf.pdf"))

    (listed,) = get(client, "report_list").json()["results"]
    (file,) = get(client, "report_year", 2024).json()["files"]

    assert (listed["year"], listed["sha256"], file["sha256"]) == (2024, "a" * 64, "a" * 64)
    assert b"".join(client.get(file["file"]).streaming_content) == b"%PDF-1.7"
    assert file["file"] == reverse("api:report_file", args=[2024, report.pk])
    assert get(client, "report_file", 2024, draft.pk).status_code == 404


def test_the_city_sees_every_version(client, roles):
    published()
    factories.CityReportFactory(snapshot__figures=FIGURES)
    client.force_login(factories.UserFactory(city=True))

    assert [one["state"] for one in get(client, "report_year", 2024).json()["files"]] == ["draft", "published"]


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(
    ("name", "make", "queries"),
    (
        ("partner_list", lambda edition: factories.PartnerFactory(), 3),
        (
            "event_list",
            lambda edition: factories.AgendaItemFactory(event=factories.EventFactory(published=True)).speakers.add(
                factories.SpeakerFactory()
            ),
            4,
        ),
        ("factor_list", lambda edition: factories.FactorFactory(factor_set=edition), 3),
        ("report_list", lambda edition: published(), 2),
    ),
)
def test_list_asks_as_often_whatever_its_length(client, name, make, queries, count, django_assert_num_queries):
    edition = factories.FactorSetFactory()
    for _number in range(count):
        make(edition)

    with django_assert_num_queries(queries):
        answer = get(client, name).json()

    assert (answer["count"], len(answer["results"])) == (count, count)


def test_list_comes_in_pages(client):
    factories.PartnerFactory.create_batch(3)

    answer = get(client, "partner_list", page_size=2).json()

    assert set(answer) == {"count", "next", "previous", "results"}
    assert len(client.get(answer["next"]).json()["results"]) == 1


@pytest.mark.parametrize("name", ("partner_list", "event_list", "factor_list", "calculate", "impact"))
def test_public_calls_know_nobody(client, name):
    """A cookie changes nothing, so proxies may keep the answers."""
    response = get(client, name)

    assert "Cookie" not in response.get("Vary", "")
    assert "sessionid" not in response.cookies


def test_description_of_the_api_is_valid_and_complete(client):
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)

    validate_schema(schema)
    assert {"/api/v1/calculate/", "/api/v1/pathway/", "/api/v1/my/balances/{year}/vsme/"} <= set(schema["paths"])
    assert {"token", "session"} == set(schema["components"]["securitySchemes"])


def test_unknown_address_is_404(client):
    assert client.get("/api/v1/gibt-es-nicht/").status_code == 404
