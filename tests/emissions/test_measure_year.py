"""The yearly update: one line for each measure, saved together, and nobody overwrites a colleague unawares."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions.actions import measure as actions
from emissions.entries import Achieved, YearOfMeasure
from emissions.errors import EditedMeanwhile, MeasureChecked
from emissions.models import Measure, MeasureUpdate
from partners.models import LogEntry
from tests.factories import MeasureFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
D = Decimal
YEAR = 2025


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def address(lead):
    return reverse("emissions:measure_year", args=[lead.partner.slug, YEAR])


def typed(*measures, **values):
    """What the page would send: every line as it is stored, the first with `values`."""
    data = {"measure": [measure.pk for measure in measures]}
    for number, measure in enumerate(measures):
        measure.refresh_from_db()
        line = {"status": measure.status, "achieved_t": "", "how": "", "dropped_cause": "", "dropped_reason": ""}
        line |= {"seen": measure.edition} | (values if number == 0 else {})
        data |= {f"m{measure.pk}-{name}": value for name, value in line.items()}
    return data


def test_all_lines_are_saved_together(client, lead, address):
    first, second = MeasureFactory.create_batch(2, partner=lead.partner)
    data = typed(first, second, status="running", achieved_t="1.200,5 t CO₂e", how="measured")
    data |= {f"m{second.pk}-status": "dropped", f"m{second.pk}-dropped_cause": "funding"}

    page = client.post(address, data, follow=True).content.decode()

    update = MeasureUpdate.objects.get()
    second.refresh_from_db()
    assert "2 Maßnahmen sind gespeichert." in page
    assert (update.measure, update.year, update.achieved_t, update.how) == (first, YEAR, D("1200.5"), "measured")
    assert (second.status, second.why_dropped) == ("dropped", "Keine Förderung bewilligt")
    assert list(LogEntry.objects.filter(verb="measure-status").values_list("state_to", "reason").order_by("pk")) == [
        ("running", ""),
        ("dropped", "Keine Förderung bewilligt"),
    ]


def test_saving_again_changes_nothing(client, lead, address):
    measure = MeasureFactory(partner=lead.partner)
    data = typed(measure, status="running", achieved_t="5", how="estimated")
    client.post(address, data)

    page = client.post(address, data, follow=True).content.decode()

    assert "Es hatte sich nichts geändert." in page
    assert LogEntry.objects.filter(verb="measure-achieved").count() == 1


def test_two_people_at_once_are_told_and_nothing_is_lost(client, lead, address):
    contested, other = MeasureFactory.create_batch(2, partner=lead.partner)
    data = typed(contested, other, status="running", achieved_t="5", how="estimated")
    data |= {f"m{other.pk}-status": "done"}
    actions.report_achieved(measure=contested, achieved=Achieved(YEAR, D(7), "measured"), by=lead.user)

    page = client.post(address, data)

    words = page.content.decode().replace("\u00a0", " ")
    other.refresh_from_db()
    assert "Jemand anders hat diese Maßnahme inzwischen gespeichert: Status geplant, erreicht 7,0 t CO₂e." in words
    assert 'value="5"' in words
    assert (MeasureUpdate.objects.get().achieved_t, other.status) == (7, "planned")

    data[f"m{contested.pk}-seen"] = next(f for f in page.context["forms"] if f.measure == contested)["seen"].value()
    client.post(address, data)

    other.refresh_from_db()
    assert (MeasureUpdate.objects.get().achieved_t, other.status) == (5, "done")


@pytest.mark.parametrize(
    ("values", "words"),
    (
        ({"achieved_t": "12x", "how": "measured"}, "ist keine Zahl"),
        ({"achieved_t": "-1", "how": "measured"}, "mindestens 0"),
        ({"achieved_t": "1000000000001", "how": "measured"}, "höchstens"),
        ({"achieved_t": "1,5 kWh", "how": "measured"}, "ist keine Zahl"),
        ({"status": "running", "achieved_t": "5"}, "gemessen oder geschätzt"),
        ({"achieved_t": "5", "how": "measured"}, "erst geplant"),
        ({"status": "dropped"}, "warum die Maßnahme aufgegeben wurde"),
        ({"status": "dropped", "dropped_cause": "other"}, "warum die Maßnahme aufgegeben wurde"),
        ({"status": "gone"}, "gone"),
    ),
)
def test_wrong_lines_are_explained_and_nothing_is_saved(client, lead, address, values, words):
    wrong, right = MeasureFactory.create_batch(2, partner=lead.partner)
    data = typed(wrong, right, **values) | {f"m{right.pk}-status": "done"}

    page = client.post(address, data).content.decode()

    right.refresh_from_db()
    assert words in page
    assert "<title>Fehler:" in page
    assert right.status == "planned"


def test_what_the_office_has_checked_is_shown_and_not_asked(client, lead, address):
    measure = MeasureFactory(partner=lead.partner)
    MeasureUpdate.objects.create(
        measure=measure, year=YEAR, achieved_t=5, checked_t=4, checked_at=timezone.now(), checked_by=UserFactory()
    )

    page = client.get(address)

    assert "achieved_t" not in page.context["forms"][0].fields
    assert "Von der Geschäftsstelle geprüft:" in page.content.decode()


def test_a_result_that_is_checked_meanwhile_stays(lead):
    measure = MeasureFactory(partner=lead.partner)
    MeasureUpdate.objects.create(measure=measure, year=YEAR, achieved_t=5, checked_t=4, checked_at=timezone.now())
    line = YearOfMeasure(measure.pk, "done", "", "", Achieved(YEAR, D(9), "measured"), seen=measure.edition)

    with pytest.raises(MeasureChecked):
        actions.save_year(partner=lead.partner, lines=[line], by=lead.user)

    assert MeasureUpdate.objects.get().achieved_t == 5


def test_the_line_of_another_partner_is_not_taken(client, lead, address):
    strange = MeasureFactory()

    client.post(address, typed(strange, status="done"))

    strange.refresh_from_db()
    assert strange.status == "planned"


def test_an_edition_that_is_not_the_stored_one_is_refused(lead):
    measure = MeasureFactory(partner=lead.partner)

    with pytest.raises(EditedMeanwhile) as newer:
        actions.save_year(
            partner=lead.partner, lines=[YearOfMeasure(measure.pk, "done", "", "", None, seen="")], by=lead.user
        )

    assert newer.value.args[0] == [measure]


def test_only_what_has_begun_or_soon_will_is_asked(client, lead, address):
    begun = MeasureFactory(partner=lead.partner, starts_on=dt.date(2025, 12, 1))
    soon = MeasureFactory(partner=lead.partner, starts_on=dt.date(2026, 12, 1))
    MeasureFactory(partner=lead.partner, starts_on=dt.date(2027, 1, 1))
    MeasureFactory(partner=lead.partner, status="dropped", dropped_cause="cost")

    forms = client.get(address).context["forms"]

    assert [(form.measure, form.is_open) for form in forms] == [(begun, True), (soon, False)]


@pytest.mark.parametrize("year", (1989, timezone.localdate().year))
def test_years_that_are_not_over_are_not_there(client, lead, year):
    assert client.get(reverse("emissions:measure_year", args=[lead.partner.slug, year])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_page_is_a_constant_number_of_queries(client, lead, address, count, django_assert_num_queries):
    for measure in MeasureFactory.create_batch(count, partner=lead.partner):
        MeasureUpdate.objects.create(measure=measure, year=YEAR, achieved_t=5, how="measured")
    client.get(address)

    with django_assert_num_queries(6):
        page = client.get(address)

    assert len(page.context["forms"]) == count


def test_words_alone_are_another_reason(client, lead):
    measure = MeasureFactory(partner=lead.partner)
    address = reverse("emissions:measure_change", args=[lead.partner.slug, measure.pk])

    client.post(
        address,
        {
            "title": "LED",
            "field": "heat",
            "status": "dropped",
            "dropped_reason": "Umzug",
            "starts_on": "2024-01-01",
            "seen": measure.edition,
        },
    )

    measure.refresh_from_db()
    assert (measure.dropped_cause, measure.why_dropped) == ("other", "Umzug")


@pytest.mark.parametrize(
    "fields",
    (
        {"status": "dropped"},
        {"dropped_cause": "other"},
        {"saving_eur_per_year": -1},
        {"saving_kwh_per_year": -1},
        {"saving_water_m3_per_year": -1},
        {"saving_waste_t_per_year": -1},
    ),
)
def test_the_database_refuses_impossible_measures(fields):
    with pytest.raises(IntegrityError):
        MeasureFactory(**fields)


def test_payback_is_investment_by_what_is_saved_a_year():
    assert Measure(cost_eur=D(9000), saving_eur_per_year=D(2000)).payback_years == D("4.5")
    assert Measure(cost_eur=D(9000), saving_eur_per_year=D(0)).payback_years is None
    assert Measure(saving_eur_per_year=D(2000)).payback_years is None
