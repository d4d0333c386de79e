"""Golden figures, computed a second time in plain Python over the same rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from emissions.models import Balance, MeasureUpdate, ScopeTotal, Target
from klimapakt.pact import figures
from klimapakt.pact.figures.disclosure import Cell, Rule, summarise
from partners.actions import log
from partners.models import Pact
from tests.factories import (
    BalanceFactory,
    EventFactory,
    MeasureFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
KG = {"scope1": Decimal(120_000), "scope2_location": Decimal(80_000)}


def compute(year=2024, cut_off=None, **pact):
    row = Pact.objects.current()
    for name, value in pact.items():
        setattr(row, name, value)
    return figures.compute(year=year, cut_off=cut_off or timezone.now(), pact=row)


def of_year(found, year):
    return next(row for row in found["emissions"]["years"] if row["year"] == year)


def balances(count, year=2024, factor=1, **fields):
    return [
        BalanceFactory(
            year=year,
            totals={scope: kg * factor * (1 + number) / 10 for scope, kg in KG.items()},
            approved=True,
            **fields,
        )
        for number in range(count)
    ]


def test_sums_are_those_of_the_rows():
    balances(6)

    row = of_year(compute(), 2024)

    for scope in KG:
        expected = sum((t.kg * t.city_share / 1000 for t in ScopeTotal.objects.filter(scope=scope)), Decimal(0))
        assert Decimal(row[f"{scope}_t"]) == expected
    assert (row["balances"], row["scope3_t"], row["scope3_n"]) == (6, None, 0)


def test_only_the_sites_in_the_city_count():
    for number in range(6):
        balance = BalanceFactory()
        ScopeTotal.objects.create(balance=balance, scope="scope1", kg=1000 + number, city_share=Decimal("0.25"))
        ScopeTotal.objects.create(balance=balance, scope="scope2_location", kg=1000, city_share=None)
        Balance.objects.filter(pk=balance.pk).update(submitted_at=timezone.now(), approved_at=timezone.now())

    row = of_year(compute(), 2024)

    assert Decimal(row["scope1_t"]) == Decimal(6015) / 4 / 1000
    assert Decimal(row["scope2_location_t"]) == 6
    assert row["unknown_share"] == 6


def test_coverage_says_how_many_partners_stand_behind_a_sum():
    balances(6)
    PartnerFactory.create_batch(4)
    BalanceFactory(totals=KG)  # not checked

    found = compute()

    assert (found["emissions"]["delivered"], found["partners"]["members"]) == (6, 11)


def test_what_is_checked_after_the_cut_off_does_not_count():
    balances(6)

    found = compute(cut_off=timezone.now() - dt.timedelta(days=1))

    assert of_year(found, 2024)["balances"] == 0


def test_a_partner_that_left_is_told_apart():
    PartnerFactory()
    PartnerFactory(left=True)

    found = compute()["partners"]

    assert (found["members"], found["left"]) == (1, 1)


def test_the_constant_group_has_only_partners_with_both_years():
    for balance in balances(6, 2023):
        BalanceFactory(partner=balance.partner, year=2024, totals={k: v / 2 for k, v in KG.items()}, approved=True)
    balances(6)

    row = compute()["emissions"]["constant"][0]

    before = sum((t.kg for t in ScopeTotal.objects.filter(balance__year=2023)), Decimal(0)) / 1000
    now = 6 * sum(KG.values()) / 2 / 1000
    assert (row["partners"], row["from"], row["to"]) == (6, 2023, 2024)
    assert Decimal(row["change_percent"]) == round((now - before) / before * 100, 8)


def test_balances_with_upstream_inside_are_no_part_of_the_constant_group():
    for balance in balances(6, 2023):
        BalanceFactory(partner=balance.partner, year=2024, totals=KG, approved=True, includes_upstream=True)

    assert compute()["emissions"]["constant"] == []


@pytest.mark.parametrize(("count", "is_hidden"), ((4, True), (5, False)))
def test_sums_of_few_partners_are_not_told(count, is_hidden):
    for _number in range(count):
        BalanceFactory(totals=KG, approved=True)

    assert (of_year(compute(), 2024)["scope1_t"] is None) == is_hidden


def test_a_sum_in_which_one_partner_dominates_is_not_told():
    for _number in range(5):
        BalanceFactory(totals=KG, approved=True)
    BalanceFactory(totals={scope: kg * 100 for scope, kg in KG.items()}, approved=True)

    assert of_year(compute(), 2024)["scope1_t"] is None


RULE = Rule(5, Decimal(60))


def cells(**counts):
    """Each partner adds one tonne to its sector."""
    key = iter(range(1000))
    return [Cell(sector, {"t": {next(key): Decimal(1) for _number in range(n)}}) for sector, n in counts.items()]


def test_one_small_sector_takes_a_second_one_with_it():
    """Else the difference between the total and the rest would tell it."""
    shown = summarise(cells(C=9, M=6, F=2), RULE)

    assert [(cell.key, len(cell.partners), cell.is_told) for cell in shown] == [("C", 9, True), (None, 8, True)]


def test_small_sectors_that_are_enough_together_leave_the_others_alone():
    shown = summarise(cells(C=9, M=6, F=3, G=2), RULE)

    assert [(cell.key, len(cell.partners)) for cell in shown] == [("C", 9), ("M", 6), (None, 5)]


def test_sectors_that_are_too_few_all_together_are_not_told():
    shown = summarise(cells(C=2, M=2), RULE)

    assert [(cell.key, len(cell.partners), cell.is_told) for cell in shown] == [(None, 4, False)]


def test_a_partner_in_two_cells_counts_once():
    parts = [Cell("heat", {"t": {1: Decimal(6), 2: Decimal(1)}}), Cell("mobility", {"t": {1: Decimal(6)}})]

    shown = summarise(parts, Rule(2, Decimal(90)))

    assert [(cell.key, cell.is_told, cell.columns["t"]) for cell in shown] == [
        (None, False, {1: Decimal(12), 2: Decimal(1)})
    ]


@pytest.mark.parametrize(
    ("parts", "told", "is_allowed"),
    (
        (range(6), range(6), True),
        (range(6), range(7), False),  # the seventh would be the difference
        (range(6), range(11), True),
        (range(7), range(6), False),
        (range(4), range(4), False),
    ),
)
def test_a_sum_beside_another_one(parts, told, is_allowed):
    assert RULE.allows_beside(dict.fromkeys(parts, Decimal(1)), dict.fromkeys(told, Decimal(1))) == is_allowed


def achieved(measure, achieved_t, checked_t=None):
    return MeasureUpdate.objects.create(
        measure=measure,
        year=2024,
        achieved_t=achieved_t,
        checked_t=checked_t,
        checked_at=timezone.now() if checked_t else None,
        checked_by=UserFactory() if checked_t else None,
    )


def test_planned_achieved_and_checked_stand_side_by_side():
    for _number in range(5):
        achieved(MeasureFactory(planned_t_per_year=Decimal("10.5")), Decimal(8), Decimal(7))
    MeasureFactory(planned_t_per_year=None)
    MeasureFactory(status="dropped", dropped_reason="zu teuer", planned_t_per_year=Decimal(99))

    total = compute()["measures"]["total"]

    assert (Decimal(total["planned_t"]), Decimal(total["achieved_t"]), Decimal(total["checked_t"])) == (
        Decimal("52.5"),
        40,
        35,
    )
    assert (total["measures"], total["planned_n"], total["achieved_n"], total["checked_n"]) == (6, 5, 5, 5)
    assert (total["partners"], total["planned_partners"]) == (6, 5)


def test_measures_of_few_partners_are_counted_but_their_tonnes_are_not_told():
    for _number in range(5):
        MeasureFactory()
    achieved(MeasureFactory(), Decimal(8), Decimal(7))

    found = compute()["measures"]

    assert (found["total"]["achieved_n"], found["total"]["achieved_t"], found["total"]["checked_t"]) == (1, None, None)
    assert Decimal(found["total"]["planned_t"]) == 75
    assert [(row["field"], row["achieved_t"]) for row in found["by_field"]] == [("electricity", None)]


def test_a_field_of_few_partners_is_no_difference_either():
    for field, count in (("electricity", 7), ("heat", 6), ("mobility", 1)):
        for _number in range(count):
            MeasureFactory(field=field)

    rows = compute()["measures"]["by_field"]

    assert [(row["field"], row["planned_partners"], Decimal(row["planned_t"])) for row in rows] == [
        ("electricity", 7, Decimal("87.5")),
        (None, 7, Decimal("87.5")),
    ]


def test_the_status_of_a_measure_is_that_at_the_cut_off():
    measure = MeasureFactory(status="running")
    cut_off = timezone.now()
    measure.status = "done"
    measure.save()
    log(by=UserFactory(), verb="measure-status", subject=measure, state_from="running", state_to="done")

    assert compute(cut_off=cut_off)["measures"]["by_status"] == [["running", 1]]
    assert compute()["measures"]["by_status"] == [["done", 1]]


def test_the_constant_group_is_not_told_where_the_difference_to_the_sum_would_tell_of_a_newcomer():
    for balance in balances(6, 2023):
        BalanceFactory(partner=balance.partner, year=2024, totals=KG, approved=True)
    BalanceFactory(year=2024, totals=KG, approved=True)

    found = compute()["emissions"]

    assert found["constant"][0]["is_hidden"]
    assert (found["constant"][0]["partners"], found["constant"][0]["change_percent"]) == (6, None)
    assert of_year(compute(), 2024)["scope1_t"] is not None


def test_a_constant_group_of_few_is_not_told():
    for balance in balances(4, 2023):
        BalanceFactory(partner=balance.partner, year=2024, totals=KG, approved=True)

    row = compute()["emissions"]["constant"][0]

    assert (row["partners"], row["before_t"], row["change_percent"]) == (4, None, None)


def test_what_few_balances_state_apart_is_not_told():
    for number in range(6):
        more = {"scope2_market": Decimal(100), **({"scope3": Decimal(100)} if number < 2 else {})}
        BalanceFactory(totals={**KG, **more}, approved=True)

    row = of_year(compute(), 2024)

    assert (row["scope3_n"], row["scope3_t"]) == (2, None)
    assert (row["scope2_market_n"], Decimal(row["scope2_market_t"])) == (6, Decimal("0.6"))


@pytest.mark.parametrize(("count", "is_told"), ((4, False), (5, True)))
def test_mean_and_pathway_of_few_targets_are_not_told(count, is_told):
    for balance in balances(count, 2021):
        for year in (2022, 2023, 2024):
            BalanceFactory(partner=balance.partner, year=year, totals=KG, approved=True)
        TargetFactory(partner=balance.partner, base_year=2021)

    found = compute()["targets"]

    assert (found["partners"], found["path"]["partners"], found["path"]["is_hidden"]) == (count, count, not is_told)
    assert (found["mean_reduction_percent"] is not None, bool(found["path"]["actual"])) == (is_told, is_told)


def test_targets_and_the_sum_of_their_pathways():
    for balance in balances(5, 2021):
        for year in (2022, 2023, 2024):
            BalanceFactory(partner=balance.partner, year=year, totals=KG, approved=True)
        TargetFactory(
            partner=balance.partner,
            base_year=2020,
            base_value=Decimal(400),
            target_year=2030,
            target_value=Decimal(100),
        )

    found = compute()["targets"]

    assert (found["partners"], Decimal(found["mean_reduction_percent"]), found["by_year"]) == (5, 75, [[2030, 5]])
    assert dict(found["path"]["path"])[2025] == f"{Decimal(5 * 250):.8f}"
    assert found["path"]["actual"][-1] == [2024, f"{Decimal(1000):.8f}"]
    assert Target.objects.count() == 5


def test_a_year_without_anything():
    EventFactory(status="held", starts_at=timezone.now() - dt.timedelta(days=900), answer_until=dt.date(2020, 1, 1))

    found = compute()

    assert (found["emissions"]["constant"], found["emissions"]["sectors"], found["targets"]["path"]["partners"]) == (
        [],
        [],
        0,
    )
    assert len(found["events"]) == 1


def test_members_step_by_year():
    PartnerFactory(joined_on=dt.date(2022, 5, 1))
    PartnerFactory(joined_on=dt.date(2024, 1, 1))

    assert compute(cut_off=timezone.make_aware(dt.datetime(2024, 6, 1)))["partners"]["steps"] == [
        [2022, 1],
        [2023, 1],
        [2024, 2],
    ]


@pytest.mark.parametrize("count", (1, 3))
def test_figures_are_a_constant_number_of_queries(count, django_assert_num_queries):
    balances(count)
    pact = Pact.objects.current()

    with django_assert_num_queries(35):
        figures.compute(year=2024, cut_off=timezone.now(), pact=pact)
