"""Emissions by sector, size and district, against plain Python over the same rows; and years that are not as usual."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.utils import timezone

from emissions.models import MeasureUpdate, ScopeTotal
from klimapakt.pact import demo, figures
from klimapakt.pact.figures.disclosure import Bunch, Cell, Rule, summarise
from partners.models import District, Pact, Partner
from tests.factories import BalanceFactory, MeasureFactory, PartnerFactory, TargetFactory

pytestmark = pytest.mark.django_db
RULE = Rule(5, Decimal(60))
KEYS = {"sectors": "sector", "sizes": "size", "districts": "district"}


def compute(year=2024):
    return figures.compute(year=year, cut_off=timezone.now(), pact=Pact.objects.current())


def by_partner(year, *scopes):
    """{partner: t} of the checked balances of a year, in the city."""
    parts = defaultdict(Decimal)
    for total in ScopeTotal.objects.select_related("balance"):
        balance = total.balance
        if balance.approved_at and not balance.superseded_at and balance.year == year and total.scope in scopes:
            parts[balance.partner_id] += total.kg * (1 if total.city_share is None else total.city_share) / 1000
    return parts


def is_safe(values):
    return len(values) >= 5 and max(values) * 100 <= sum(values) * 60


def key_of(partner, table):
    return partner.district.name if table == "districts" and partner.district else getattr(partner, KEYS[table]) or ""


@pytest.fixture
def loaded():
    demo.load(partners=104, seed=2035, today=dt.date(2026, 11, 25))


def test_every_group_of_the_demo_is_the_sum_of_its_rows_and_tells_of_nobody(loaded):
    found = compute(2025)["emissions"]
    partners = {p.pk: p for p in Partner.objects.select_related("district")}
    scopes = {name: by_partner(2025, name) for name in ("scope1", "scope2_location")}
    told = {}
    for table, name in KEYS.items():
        shown = [row[name] for row in found[table] if row[name] is not None]
        for row in found[table]:
            group = {
                p for p in scopes["scope1"] | scopes["scope2_location"] if inside(partners[p], table, row[name], shown)
            }
            assert row["partners"] == len(group)
            if row["scope1_t"] is None:
                continue
            told[table, row[name]] = group
            for scope, field in (("scope1", "scope1_t"), ("scope2_location", "scope2_t")):
                values = [scopes[scope][p] for p in group]
                assert is_safe(values)
                assert abs(Decimal(row[field]) - sum(values)) <= Decimal("0.00000001")
        assert sum(row["partners"] for row in found[table]) == found["delivered"]
    for group in told.values():
        for other in told.values():
            assert not group < other or is_safe([scopes["scope1"][p] for p in other - group])
    assert {table for table, _key in told} == set(KEYS)


def inside(partner, table, key, shown):
    own = key_of(partner, table)
    return own == key if key is not None else own not in shown


def balance(t=100, year=2024, **fields):
    partner = PartnerFactory(joined_on=dt.date(2020, 1, 1), **fields)
    return BalanceFactory(partner=partner, year=year, approved=True, totals={"scope1": Decimal(t * 1000)})


def test_a_size_is_not_told_where_the_difference_to_a_sector_would_tell_of_one():
    """Six of sector C are large, and one large company is of sector M."""
    for _number in range(6):
        balance(sector="C", size="large")
    balance(sector="M", size="large")
    for _number in range(6):
        balance(sector="M", size="small")

    found = compute()["emissions"]

    assert [(row["sector"], row["partners"]) for row in found["sectors"]] == [("M", 7), ("C", 6)]
    assert [(row["size"], row["partners"]) for row in found["sizes"]] == [(None, 13)]


def test_groups_that_only_overlap_stand_beside_each_other():
    for sector, size, count in (("C", "large", 3), ("C", "small", 3), ("M", "large", 3), ("M", "small", 3)):
        for _number in range(count):
            balance(sector=sector, size=size)

    found = compute()["emissions"]

    assert [row["size"] for row in found["sizes"]] == ["large", "small"]


def test_a_partner_without_a_district_has_a_group_too():
    district = District.objects.create(number=990, name="Stadtbezirk 99")
    for number in range(10):
        balance(district=district if number < 5 else None)

    rows = compute()["emissions"]["districts"]

    assert [(row["district"], row["partners"], row["scope1_t"]) for row in rows] == [
        ("", 5, "500.00000000"),
        ("Stadtbezirk 99", 5, "500.00000000"),
    ]


def test_bunches_are_weighed_like_their_partners():
    alone = {1: Decimal(10), 2: Decimal(-3), 3: Decimal(4), 4: Decimal(1), 5: Decimal(2)}
    bunches = {"two": Bunch(2, Decimal(7), Decimal(13), Decimal(10)), "three": Bunch(3, *[Decimal(7)] * 2, Decimal(4))}

    assert RULE.allows(alone) == RULE.allows(bunches)
    for rule in (Rule(6, Decimal(60)), Rule(5, Decimal(49)), Rule(5, Decimal(50))):
        assert rule.allows(alone) == rule.allows(bunches)
    assert not RULE.allows_beside({"three": bunches["three"], "more": Bunch(9, *[Decimal(9)] * 2, Decimal(1))}, bunches)


def test_a_bunch_counts_once_in_a_cell_whatever_its_columns():
    part = Bunch(7, Decimal(7), Decimal(7), Decimal(1))

    (cell,) = summarise([Cell("C", {"scope1": {"C": part}, "scope2": {"C": part}})], RULE)

    assert cell.count == 7


# Years that are not as usual


def test_a_year_without_data_between_others_is_empty_and_breaks_nothing():
    for year in (2021, 2022, 2024):
        for partner in [balance(year=year).partner for _number in range(6)] if year == 2021 else Partner.objects.all():
            if year > 2021:
                BalanceFactory(partner=partner, year=year, approved=True, totals={"scope1": Decimal(90_000)})
            else:
                TargetFactory(partner=partner, base_year=2021)

    found = compute()

    rows = {row["year"]: row for row in found["emissions"]["years"]}
    assert (rows[2023]["balances"], rows[2023]["scope1_t"], rows[2023]["is_hidden"]) == (0, None, False)
    assert [(pair["from"], pair["change_t"]) for pair in found["emissions"]["constant"]] == [(2021, "-60.00000000")]
    assert found["targets"]["path"] == {"partners": 0, "is_hidden": False, "actual": [], "path": []}


def test_one_partner_only_is_counted_and_nothing_else_is_told():
    one = balance(t=123)
    BalanceFactory(partner=one.partner, year=2023, approved=True, totals={"scope1": Decimal(456_000)})
    MeasureFactory(partner=one.partner, planned_t_per_year=Decimal(77))

    found = compute()

    assert found["emissions"]["delivered"] == 1
    assert [row["scope1_t"] for row in found["emissions"]["years"]] == [None] * 6
    for table in KEYS:
        assert [(row["partners"], row["scope1_t"]) for row in found["emissions"][table]] == [(1, None)]
    assert (found["emissions"]["constant"][0]["is_hidden"], found["measures"]["total"]["planned_t"]) == (True, None)


def test_a_partner_that_left_is_in_no_sum_and_in_the_sum_of_a_day_before():
    every = [balance() for _number in range(7)]
    yesterday = timezone.now() - dt.timedelta(days=1)
    gone = every[0].partner
    gone.status, gone.left_on = "left", timezone.localdate()
    gone.save()

    assert compute()["emissions"]["sectors"][0]["partners"] == 6
    assert gone in Partner.objects.joined_by(timezone.localdate(yesterday))


def test_a_target_that_is_reached_early_stays_on_its_value():
    for number in range(6):
        partner = balance(year=2021).partner
        for year in (2022, 2023, 2024):
            BalanceFactory(partner=partner, year=year, approved=True, totals={"scope1": Decimal(10_000)})
        TargetFactory(
            partner=partner, base_year=2021, base_value=100, target_year=2023, target_value=Decimal(40),
            interim={"2022": "90"} if number == 0 else {},
        )  # fmt: skip

    path = compute()["targets"]["path"]

    assert [Decimal(t) for _year, t in path["path"]] == [600, 90 + 5 * 70, 240, 240]
    assert path["actual"][-1] == [2024, "60.00000000"]


def test_negative_progress_is_told_with_its_sign():
    for _number in range(5):
        measure = MeasureFactory(planned_t_per_year=Decimal(10))
        MeasureUpdate.objects.create(measure=measure, year=2024, achieved_t=Decimal(-3))

    total = compute()["measures"]["total"]

    assert (total["achieved_t"], total["achieved_n"]) == ("-15.00000000", 5)


def test_savings_and_losses_are_weighed_without_their_signs():
    """One loses 100, five save 10 each: the sum of 50 below zero would be that of the one."""
    for achieved in (-100, 10, 10, 10, 10, 10):
        MeasureUpdate.objects.create(measure=MeasureFactory(), year=2024, achieved_t=Decimal(achieved))

    assert compute()["measures"]["total"]["achieved_t"] is None
