"""Two snapshots set against each other: each difference has its cause, and none tells of a few."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions.models import Balance, BaseYearRecalculation
from klimapakt.pact import actions, report_checks
from klimapakt.pact.figures.comparison import Part, compare, given_away
from klimapakt.pact.models import CityReport
from partners.models import Partner
from tests.factories import (
    BalanceFactory,
    CityReportFactory,
    MeasureFactory,
    PartnerFactory,
    SnapshotFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
JOINED = dt.date(2020, 1, 1)


def balances(count, t=100, **fields):
    """Each of another partner, so many t of scope 1 and a quarter of it of scope 2."""
    return [
        BalanceFactory(
            partner=PartnerFactory(joined_on=JOINED),
            totals={"scope1": Decimal(t * 1000), "scope2_location": Decimal(t * 250)},
            approved=True,
            **fields,
        )
        for _number in range(count)
    ]


def correct(balance, t):
    Balance.objects.filter(pk=balance.pk).update(superseded_at=timezone.now())
    return BalanceFactory(
        partner=balance.partner,
        version=2,
        correction_reason="Zähler falsch abgelesen",
        totals={"scope1": Decimal(t * 1000), "scope2_location": Decimal(t * 250)},
        approved=True,
    )


@pytest.fixture
def freeze():
    by = UserFactory(city=True)
    return lambda days=0: actions.freeze_snapshot(year=2024, cut_off=timezone.now() + dt.timedelta(days=days), by=by)


def changes(before, now):
    return {(change.year, change.figure): change for change in compare(before, now).changes}


def test_nothing_happened(freeze):
    balances(6)

    found = compare(freeze(), freeze())

    assert found.is_same
    assert (found.changes, set(found.happened.values())) == ([], {0})


def test_late_balances_explain_the_whole_difference(freeze):
    balances(6)
    before = freeze()
    balances(5, t=40)

    change = changes(before, freeze())[2024, "both"]

    assert (change.before_t, change.now_t, change.change_t) == (750, 1000, 250)
    assert change.parts == [Part("late", 5, Decimal(250))]


@pytest.mark.parametrize("count", (1, 4))
def test_the_difference_of_a_few_is_not_told_nor_can_it_be_subtracted(freeze, count):
    balances(6)
    before = freeze()
    balances(count, t=37)

    change = changes(before, freeze())[2024, "both"]

    assert (change.before_t, change.change_t, change.is_hidden) == (None, None, True)
    assert change.parts == [Part("late", count, None)]


@pytest.mark.parametrize(("late", "years"), ((1, [2024]), (4, [2024]), (5, [])))
def test_who_publishes_learns_whether_two_reports_give_somebody_away(freeze, late, years):
    balances(6)
    known = freeze()
    CityReportFactory(snapshot=known, state="published", published_at=timezone.now())
    balances(late)
    draft = CityReportFactory(snapshot=freeze())

    checks = [check for check in report_checks.of_published(draft) if "Differenz" in check.text]

    assert given_away(known, draft.snapshot) == years
    assert [str(known.pk) in check.url and "2024" in check.text for check in checks] == [True] * len(years)


def test_a_difference_that_one_partner_dominates_is_not_told(freeze):
    balances(6)
    before = freeze()
    balances(5, t=10)
    balances(1, t=80)

    assert changes(before, freeze())[2024, "both"].is_hidden


def test_two_small_causes_are_told_together(freeze):
    first = balances(8)
    before = freeze()
    for balance in first[:3]:
        correct(balance, 90)
    balances(3, t=20)

    change = changes(before, freeze())[2024, "both"]

    assert change.change_t == 3 * 25 - 3 * Decimal("12.5")
    assert change.parts == [Part(None, 6, change.change_t)]


def test_corrections_and_late_ones_stand_apart_where_both_are_many(freeze):
    first = balances(6)
    before = freeze()
    for balance in first[:5]:
        correct(balance, 80)
    balances(6, t=20)

    change = changes(before, freeze())[2024, "both"]

    assert change.parts == [Part("late", 6, Decimal(150)), Part("corrected", 5, Decimal(-125))]


def test_a_correction_that_is_not_checked_yet_is_missing(freeze):
    first = balances(11)
    before = freeze()
    Balance.objects.filter(pk__in=[one.pk for one in first[:5]]).update(superseded_at=timezone.now())

    change = changes(before, freeze())[2024, "both"]

    assert change.parts == [Part("withdrawn", 5, Decimal(-625))]


def test_who_left_and_who_joined(freeze):
    """Membership counts by days: the later cut-off is of tomorrow."""
    first = balances(12)
    before = freeze()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    Partner.objects.filter(pk__in=[one.partner_id for one in first[:5]]).update(status="left", left_on=tomorrow)
    for _number in range(6):
        partner = PartnerFactory(joined_on=tomorrow)
        BalanceFactory(partner=partner, totals={"scope1": Decimal(10_000)}, approved=True)

    found = compare(before, freeze(days=1))

    assert (found.happened["joined"], found.happened["left"]) == (6, 5)
    assert found.counts["members"] == (12, 13)
    assert found.changes[0].parts == [Part("joined", 6, Decimal(60)), Part("left", 5, Decimal(-625))]


def test_other_rules_are_named_and_no_difference_is_explained_away(freeze):
    balances(6)
    now = freeze()
    figures = {**now.figures, "emissions": {**now.figures["emissions"]}}
    figures["emissions"]["years"] = [
        {**row, "scope1_t": "9.00000000"} if row["year"] == 2024 else row for row in figures["emissions"]["years"]
    ]
    before = SnapshotFactory(year=2024, version=0, cut_off=now.cut_off, figures=figures)

    found = compare(before, now)

    assert found.has_other_rules
    assert [(change.is_hidden, change.parts) for change in found.changes] == [(True, [])]


def test_what_else_happened_is_counted_by_partner(freeze):
    partner = PartnerFactory(joined_on=JOINED)
    old = TargetFactory(partner=partner)
    before = freeze()
    MeasureFactory.create_batch(2, partner=partner)
    TargetFactory(partner=PartnerFactory(joined_on=JOINED))
    type(old).objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    new = TargetFactory(partner=partner, version=2, change_reason="Zukauf", base_value=old.base_value + 1)
    BaseYearRecalculation.objects.create(
        target=old, new_target=new, state="applied", trigger="structure", reason="Zukauf", old_value=old.base_value,
        new_value=new.base_value, cumulated_percent=9, threshold_percent=5, decided_at=timezone.now(),
        decided_by=UserFactory(),
    )  # fmt: skip

    found = compare(before, freeze())

    assert found.happened == {"joined": 0, "left": 0, "recalculated": 1, "targets": 1, "measures": 1}
    assert (found.counts["measures"], found.counts["targets"]) == ((0, 2), (1, 2))


@pytest.fixture
def city(client):
    user = UserFactory(city=True)
    client.force_login(user)
    return user


def page_of(client, **query):
    return " ".join(client.get(reverse("pact:city_report_comparison"), query).content.decode().split())


def test_the_page_counts_no_single_partner(client, city, freeze):
    balances(6)
    before = freeze()
    balances(1, t=37)
    now = freeze()

    page = page_of(client, a=now.pk, b=before.pk).replace("\xa0", " ")

    assert "nachträglich geprüft: 1 bis 4 Partner" in page
    assert "ausgelassen" in page
    assert "750" not in page


def test_the_page_tells_what_many_changed(client, city, freeze):
    balances(6)
    freeze()
    balances(5, t=40)
    freeze()

    page = page_of(client).replace("\xa0", " ")

    assert "nachträglich geprüft: 5 Partner, +250 t" in page
    assert "Beide Berichte sagen dasselbe" not in page


def test_a_key_of_nothing_is_refused_on_the_page(client, city, freeze):
    balances(6)
    freeze()

    assert "Vergleichen" in page_of(client, a="1; DROP", b="99999")


def test_without_two_reports_the_page_says_so(client, city):
    assert "noch keine zwei Berichte" in page_of(client)


def test_a_report_leads_to_its_comparison(client, city, freeze):
    balances(6)
    CityReportFactory(snapshot=freeze())
    CityReportFactory(snapshot=freeze())

    page = client.get(CityReport.objects.latest("pk").get_absolute_url()).content.decode()

    assert "Was anders ist als in Version 1" in page
