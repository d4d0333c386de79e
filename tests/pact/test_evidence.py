"""The badge that partners show elsewhere, and the page that verifies it."""

import datetime as dt
import html
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from klimapakt.pact.evidence import months_between
from partners.models import ProfileVisibility
from tests.factories import BalanceFactory, PartnerFactory, TargetFactory

pytestmark = pytest.mark.django_db
CHECKED_ON = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)


@pytest.fixture
def partner():
    partner = PartnerFactory(name="Muster <Metall> & Söhne GmbH", joined_on=dt.date(2022, 12, 5))
    BalanceFactory(partner=partner, year=2025, submitted_at=CHECKED_ON, approved_at=CHECKED_ON)
    return partner


def page(client, partner, on: dt.date = dt.date(2026, 6, 1)) -> str:
    with time_machine.travel(dt.datetime.combine(on, dt.time(12), dt.UTC), tick=False):
        return client.get(reverse("pact:evidence", args=[partner.slug])).content.decode()


def badge(client, partner, on: dt.date = dt.date(2026, 6, 1), language: str = "") -> list[str]:
    """The texts of the picture, which must be well-formed."""
    with time_machine.travel(dt.datetime.combine(on, dt.time(12), dt.UTC), tick=False):
        response = client.get(language + reverse("pact:evidence_badge", args=[partner.slug]))
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    drawing = ElementTree.fromstring(response.content)  # noqa: S314 -- our own
    return [text.text or "" for text in drawing.iter("{http://www.w3.org/2000/svg}text")]


def test_each_fact_has_its_day(client, partner):
    TargetFactory(partner=partner, is_public=True, target_year=2030)

    facts = [
        "Klimapartner seit 05.12.2022",
        "Bilanz 2025, von der Geschäftsstelle geprüft am 12.03.2026",
        "Eigenes Ziel für 2030 veröffentlicht",
    ]
    shown = page(client, partner)
    assert all(fact in shown for fact in facts)
    assert badge(client, partner)[1:4] == facts
    assert badge(client, partner)[-1] == "Stand 01.06.2026. Prüfen: dem Link folgen"


@pytest.mark.parametrize(
    ("on", "warning"),
    (
        (dt.date(2027, 9, 11), ""),
        (dt.date(2027, 9, 12), "Angaben älter als 18 Monate"),
        (dt.date(2028, 3, 12), "Angaben älter als 2 Jahre"),
        (dt.date(2030, 1, 1), "Angaben älter als 3 Jahre"),
    ),
)
def test_it_ages_by_itself(client, partner, on, warning):
    texts, shown = badge(client, partner, on), page(client, partner, on)

    assert [text for text in texts if "älter" in text] == ([warning] if warning else [])
    assert ("Diese Angaben sind aktuell" in shown) == (not warning)
    assert warning in shown


def test_who_has_left_is_no_partner_there_either(client, partner):
    partner.status, partner.left_on = "left", dt.date(2026, 6, 30)
    partner.save()

    shown = page(client, partner, dt.date(2026, 7, 1))

    assert "Kein Klimapartner mehr seit 30.06.2026" in shown
    assert "geprüft am" not in shown
    assert not any("Bilanz" in text for text in badge(client, partner, dt.date(2026, 7, 1)))


def test_without_a_checked_balance_it_says_so(client):
    assert "Noch keine geprüfte Bilanz" in badge(client, PartnerFactory())


def test_what_the_partner_hides_stays_hidden(client, partner):
    ProfileVisibility.objects.create(partner=partner, field="since", audience="office")
    TargetFactory(partner=partner, is_public=False)

    assert badge(client, partner)[1:-1] == ["Bilanz 2025, von der Geschäftsstelle geprüft am 12.03.2026"]


@pytest.mark.parametrize("fields", ({"is_public": False}, {"status": "interested", "joined_on": None}))
def test_who_is_not_in_the_directory_has_none(client, fields):
    partner = PartnerFactory(**fields)

    for name in ("evidence", "evidence_badge"):
        assert client.get(reverse(f"pact:{name}", args=[partner.slug])).status_code == 404


def test_the_lines_to_copy_lead_to_this_page(client, partner, settings):
    source = html.unescape(page(client, partner))

    assert f'<a href="{settings.BASE_URL}{reverse("pact:evidence", args=[partner.slug])}"' in source


def test_english_badge_speaks_english(client, partner):
    assert badge(client, partner, language="/en")[1] == "Climate partner since 5 Dec 2022"


def test_it_costs_the_same_few_queries(client, partner, django_assert_max_num_queries):
    page(client, partner)  # the pact is there from now on

    with django_assert_max_num_queries(3):
        page(client, partner)


def test_months_are_full_ones():
    assert months_between(dt.date(2026, 1, 31), dt.date(2026, 2, 28)) == 0
    assert months_between(dt.date(2026, 1, 31), dt.date(2027, 1, 31)) == 12
