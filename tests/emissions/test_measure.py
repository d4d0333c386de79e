import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions.models import Measure, MeasureUpdate
from partners.models import LogEntry
from tests.factories import MeasureFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Wärmepumpe statt Gaskessel",
    "field": "heat",
    "status": "planned",
    "starts_on": "2024-03-01",
    "planned_t_per_year": "120,5",
    "cost_eur": "250.000",
}


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


def address(name, lead, *keys):
    return reverse(f"emissions:measure_{name}", args=[lead.partner.slug, *keys])


def test_recording_twice_records_one(client, lead):
    for _press in range(2):
        response = client.post(address("add", lead), TYPED)

    measure = Measure.objects.get()
    assert response.url == measure.get_absolute_url()
    assert (measure.planned_t_per_year, measure.cost_eur, measure.created_by) == (Decimal("120.5"), 250_000, lead.user)


def open_sections(page):
    return page.count('<details class="kpk-fold" open>')


def test_what_most_measures_leave_empty_is_folded_until_it_says_something(client, lead):
    measure = MeasureFactory(partner=lead.partner, cost_eur=5_000)

    fresh = client.get(address("add", lead)).content.decode()
    dropped = client.post(address("add", lead), TYPED | {"status": "dropped", "cost_eur": ""}).content.decode()
    costly = client.get(address("change", lead, measure.pk)).content.decode()

    assert [open_sections(page) for page in (fresh, dropped, costly)] == [0, 1, 1]


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ({"title": ""}, "Bitte füllen Sie aus: Titel."),
        ({"planned_t_per_year": "12x"}, "ist keine Zahl"),
        ({"planned_t_per_year": "-1"}, "mindestens 0"),
        ({"status": "dropped"}, "warum die Maßnahme aufgegeben wurde"),
        ({"ends_on": "2024-01-01"}, "Das Ende liegt vor dem Beginn."),
        ({"starts_on": "31.02.2024"}, "Geben Sie einen Tag an"),
    ),
)
def test_wrong_entries_are_explained_and_kept(client, lead, typed, words):
    page = client.post(address("add", lead), {**TYPED, **typed}).content.decode()

    assert words in page
    assert "250.000" in page
    assert "<title>Fehler:" in page
    assert Measure.objects.count() == 0


def test_a_change_of_status_is_logged(client, lead):
    measure = MeasureFactory(partner=lead.partner)

    client.post(address("change", lead, measure.pk), {**TYPED, "status": "dropped", "dropped_reason": "zu teuer"})

    entry = LogEntry.objects.get(verb="measure-status")
    assert (entry.state_from, entry.state_to, entry.reason) == ("planned", "dropped", "zu teuer")


def test_results_by_year(client, lead):
    measure = MeasureFactory(partner=lead.partner)
    year = timezone.localdate().year - 1

    for value in ("8", "8,5"):
        client.post(measure.get_absolute_url(), {"year": year, "achieved_t": value})

    assert MeasureUpdate.objects.get().achieved_t == Decimal("8.5")


@pytest.mark.parametrize(
    ("year", "words"), (("2099", "noch nicht abgeschlossen"), ("2001", "begann 2024"), ("x", "vier Ziffern"))
)
def test_results_of_impossible_years(client, lead, year, words):
    measure = MeasureFactory(partner=lead.partner)

    assert words in client.post(measure.get_absolute_url(), {"year": year, "achieved_t": "1"}).content.decode()


def test_what_is_checked_stays(client, lead):
    measure = MeasureFactory(partner=lead.partner)
    MeasureUpdate.objects.create(
        measure=measure, year=2024, achieved_t=5, checked_t=4, checked_at=timezone.now(), checked_by=UserFactory()
    )

    page = client.post(measure.get_absolute_url(), {"year": "2024", "achieved_t": "9"}, follow=True).content.decode()

    assert "hat dieses Jahr geprüft" in page
    assert MeasureUpdate.objects.get().achieved_t == 5


def test_deleting_only_without_results(client, lead):
    empty, reported = MeasureFactory.create_batch(2, partner=lead.partner)
    MeasureUpdate.objects.create(measure=reported, year=2024, achieved_t=5)

    for measure in (empty, reported):
        assert client.get(address("delete", lead, measure.pk)).status_code == 200
        client.post(address("delete", lead, measure.pk))

    assert list(Measure.objects.all()) == [reported]


def test_a_viewer_reports_nothing(client, lead):
    viewer = MembershipFactory(partner=lead.partner)
    measure = MeasureFactory(partner=lead.partner)
    client.force_login(viewer.user)

    client.post(measure.get_absolute_url(), {"year": "2024", "achieved_t": "9"})

    assert MeasureUpdate.objects.count() == 0
    assert client.post(address("add", lead), TYPED).status_code == 404


@pytest.mark.parametrize(
    "fields",
    (
        {"ends_on": dt.date(2023, 1, 1)},
        {"planned_t_per_year": -1},
        {"status": "dropped"},
        {"cost_eur": -1},
    ),
)
def test_the_database_refuses_impossible_measures(fields):
    with pytest.raises(IntegrityError):
        MeasureFactory(**fields)
