"""Every published figure of the demo, computed a second time in plain loops over the rows."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.utils import timezone

from emissions.models import Balance, Measure, MeasureUpdate, ScopeTotal, Target
from events.models import Event
from klimapakt.pact import demo, figures
from partners.models import Pact, Partner

DAY = dt.date(2026, 11, 25)
YEAR = 2025
SCOPES = ("scope1", "scope2_location")


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """The demo's figures; what was loaded is rolled back by the module's transaction."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(partners=104, seed=2035, today=DAY)
        cut_off = timezone.now()
        yield figures.compute(year=YEAR, cut_off=cut_off, pact=Pact.objects.current())
        transaction.set_rollback(True)


def near(text, value):
    """Equal to the eighth decimal: that is how exact a figure is written."""
    return abs(Decimal(text) - value) <= Decimal("0.00000001")


def is_safe(parts):
    return len(parts) >= 5 and max(parts) * 10 <= sum(parts) * 6


def in_city(year, *scopes):
    """{partner: t} of the checked balances of a year."""
    parts = defaultdict(Decimal)
    for total in ScopeTotal.objects.select_related("balance__partner"):
        balance = total.balance
        if balance.superseded_at:
            continue
        if balance.approved_at and balance.year == year and balance.partner.left_on is None and total.scope in scopes:
            parts[balance.partner_id] += total.kg * total.city_share / 1000
    return parts


def members():
    return [p for p in Partner.objects.all() if p.kind == "climate" and p.joined_on and p.left_on is None]


def test_members(found):
    everybody, partners = members(), found["partners"]

    assert partners["members"] == len(everybody)
    assert partners["left"] == sum(p.left_on is not None for p in Partner.objects.all())
    assert (partners["employees"], partners["employees_n"]) == (sum(p.employees for p in everybody), len(everybody))
    for name, field in (("by_sector", "sector"), ("by_size", "size")):
        assert {key: n for key, n, _e in partners[name]} == Counter(getattr(p, field) for p in everybody)
    assert {key: n for key, n, _e in partners["by_district"]} == Counter(p.district.name for p in everybody)
    assert sorted(partners["names"]) == sorted([p.name, p.joined_on.isoformat()] for p in everybody if p.is_public)
    for year, n in partners["steps"]:
        end = min(dt.date(year, 12, 31), timezone.localdate())
        joined = [p for p in Partner.objects.climate() if p.joined_on and p.joined_on <= end]
        assert n == sum(p.left_on is None or p.left_on > end for p in joined)


def test_years(found):
    assert [row["year"] for row in found["emissions"]["years"]] == list(range(2019, 2026))
    for row in found["emissions"]["years"]:
        both = in_city(row["year"], *SCOPES)
        assert row["balances"] == len(both)
        assert row["is_hidden"] == (not all(is_safe(in_city(row["year"], s).values()) for s in SCOPES))
        for scope in SCOPES:
            assert row["is_hidden"] or near(row[f"{scope}_t"], sum(in_city(row["year"], scope).values()))
        assert (row["scope3_t"], row["scope2_market_t"]) == (None, None)
    assert found["emissions"]["delivered"] == 31


def test_constant_groups(found):
    pairs = found["emissions"]["constant"]

    assert [(pair["from"], pair["to"]) for pair in pairs] == [(2024, 2025), (2019, 2025)]
    for pair in pairs:
        before, now = in_city(pair["from"], *SCOPES), in_city(pair["to"], *SCOPES)
        group = before.keys() & now.keys()
        start, end = (sum(parts[p] for p in group) for parts in (before, now))
        assert (pair["partners"], pair["is_hidden"]) == (len(group), False)
        assert near(pair["before_t"], start)
        assert near(pair["now_t"], end)
        assert near(pair["change_t"], end - start)
        assert near(pair["change_percent"], (end - start) / start * 100)


def test_effects_of_consumption_and_factors(found):
    pair = found["emissions"]["constant"][0]
    rows = [
        total
        for total in ScopeTotal.objects.select_related("balance")
        if total.balance.approved_at
        and not total.balance.superseded_at
        and total.balance.year == YEAR
        and total.activity_effect_kg is not None
    ]

    assert pair["explained"] == len({total.balance_id for total in rows})
    assert near(pair["activity_t"], sum(t.activity_effect_kg * t.city_share / 1000 for t in rows))
    assert near(pair["factor_t"], sum(t.factor_effect_kg * t.city_share / 1000 for t in rows))


def test_sectors(found):
    rows = found["emissions"]["sectors"]
    sector = {p.pk: p.sector for p in Partner.objects.all()}
    shown = [row["sector"] for row in rows if row["sector"]]

    assert len(shown) >= 1
    for row in rows:
        for scope in SCOPES:
            parts = {
                p: t
                for p, t in in_city(YEAR, scope).items()
                if (sector[p] == row["sector"] if row["sector"] else sector[p] not in shown)
            }
            assert is_safe(parts.values())
            assert row["partners"] == len(parts)
            assert near(row[f"{scope.removesuffix('_location')}_t"], sum(parts.values()))


def test_targets(found):
    every = list(Target.objects.filter(superseded_at=None))
    rows = [t for t in every if t.unit == "t"]
    reductions = [(t.base_value - t.target_value) / t.base_value * 100 for t in rows]

    assert (found["targets"]["partners"], found["targets"]["absolute"]) == (len(rows), len(rows))
    assert near(found["targets"]["mean_reduction_percent"], sum(reductions) / len(reductions))
    assert dict(found["targets"]["by_year"]) == Counter(t.target_year for t in every)


def test_pathway(found):
    path = found["targets"]["path"]
    years = range(2021, 2026)
    delivered = [set(in_city(year, *SCOPES)) for year in years]
    own = [
        t
        for t in Target.objects.filter(superseded_at=None, unit="t")
        if all(t.partner_id in part for part in delivered)
    ]

    assert path["partners"] == len(own)
    for year, t in path["actual"]:
        totals = ScopeTotal.objects.filter(
            balance__in=Balance.objects.approved().filter(year=year, partner__in=[one.partner_id for one in own])
        )
        assert near(t, sum(total.kg for total in totals if total.scope in SCOPES) / 1000)
    for year, t in path["path"]:
        expected = Decimal(0)
        for one in own:
            points = {one.base_year: one.base_value, **{int(y): Decimal(v) for y, v in one.interim.items()}}
            start = max(y for y in points if y <= year)
            end = min([y for y in points if y > year], default=one.target_year)
            aim = points.get(end, one.target_value)
            done = min(Decimal(year - start) / (end - start), Decimal(1))
            expected += points[start] + (aim - points[start]) * done
        assert near(t, expected)


def of_measures(fields):
    """({column: {partner: t}}, how many measures)"""
    columns = {name: defaultdict(Decimal) for name in ("planned", "achieved", "checked")}
    rows = [m for m in Measure.objects.all() if m.status != "dropped" and m.field in fields]
    updates = {u.measure_id: u for u in MeasureUpdate.objects.filter(year=YEAR)}
    for m in rows:
        update = updates.get(m.pk)
        columns["planned"][m.partner_id] += m.planned_t_per_year
        if update:
            columns["achieved"][m.partner_id] += update.achieved_t
            if update.checked_t is not None:
                columns["checked"][m.partner_id] += update.checked_t
    return columns, len(rows)


def test_measures(found):
    measures = found["measures"]
    shown = [row["field"] for row in measures["by_field"] if row["field"]]
    others = [field for field in Measure.Field.values if field not in shown]

    assert dict(measures["by_status"]) == Counter(m.status for m in Measure.objects.all())
    for row, fields in [
        (measures["total"], Measure.Field.values),
        *((row, [row["field"]] if row["field"] else others) for row in measures["by_field"]),
    ]:
        columns, count = of_measures(fields)
        assert row["measures"] == count
        for name, parts in columns.items():
            assert is_safe(parts.values())
            assert row[f"{name}_partners"] == len(parts)
            assert near(row[f"{name}_t"], sum(parts.values()))


def test_events(found):
    held = [e for e in Event.objects.order_by("starts_at") if e.status == "held" and e.starts_at.year <= YEAR]

    assert [row["title_de"] for row in found["events"]] == [e.title_de for e in held]
    assert [row["people"] for row in found["events"]] == [e.people_attended for e in held]


@pytest.mark.parametrize(
    ("day", "members"),
    ((dt.date(2022, 12, 31), 30), (dt.date(2023, 6, 15), 45), (dt.date(2023, 11, 30), 67), (dt.date(2025, 7, 3), 101)),
)
def test_the_demo_grows_as_the_pact_did(found, day, members):
    assert Partner.objects.joined_by(day).count() == members


def test_the_demo_has_157_measures_of_31_checked_partners(found):
    checked = {b.partner_id for b in Balance.objects.approved().filter(year=YEAR)}
    measures = Measure.objects.filter(partner__in=checked)

    assert (len(checked), measures.count()) == (31, 157)
    assert round(sum(m.planned_t_per_year for m in measures), -2) == 100_000
