"""Rounds and balances 2019 to 2025 of plausible shape. All figures are invented.

About 30 of 100 partners have delivered and are checked, a quarter waits for its check, some have begun, the rest is
late; that is how the pact stands (product.md).
"""

import datetime as dt
import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils import timezone

from emissions import actions
from emissions.calculation import change_split
from emissions.models import (
    Balance,
    Consumption,
    Delivery,
    Factor,
    FactorSet,
    Round,
    ScopeTotal,
)
from klimapakt.pact.demo import balance_parts, promises
from klimapakt.pact.demo.cases import LAST_YEAR, YEARS, Case, checked
from klimapakt.pact.demo.people import NEWCOMER
from partners.models import Partner, Site, User

CHECKED, HANDED_IN, BEGUN = Decimal(31) / 104, Decimal(24) / 104, Decimal(12) / 104

ELECTRICITY = "uba.electricity.mix.co2e_direct.kwh"
GAS = "ebev.natural_gas.kwh_hs"
HEAT = "bafa.district_heat.kwh_hi"
DIESEL = "de.diesel.l"
OIL = "de.heating_oil.l"
KEYS = (ELECTRICITY, GAS, HEAT, DIESEL, OIL)

# per employee and year: kWh of electricity, kWh of heat, litres of diesel
INTENSITY = {
    "C": (34_000, 52_000, 160),
    "D": (60_000, 80_000, 200),
    "E": (14_000, 9_000, 2_400),
    "F": (1_400, 3_800, 900),
    "G": (6_500, 6_000, 260),
    "H": (5_000, 4_500, 4_800),
    "I": (7_500, 11_000, 90),
    "J": (16_000, 2_500, 120),
    "L": (9_000, 38_000, 240),
    "Q": (6_000, 13_000, 110),
    "A": (2_000, 9_000, 1_100),
}
ENERGY_INTENSIVE = 3  # some large works carry most of the emissions, as everywhere
OFFICE_WORK = (2_900, 3_600, 180)
COURSE = {2019: "1", 2020: "0.89", 2021: "0.94", 2022: "0.92", 2023: "0.86", 2024: "0.84", 2025: "0.81"}


def load(*, partners: list[Partner], staff: dict[str, User], rng: random.Random, today: dt.date) -> None:
    factor_set = actions.import_factors(
        path=settings.BASE_DIR / "emissions" / "data" / "emission_factors.csv",
        edition="2025-11",
        published_on=dt.date(2025, 11, 1),
    )
    active = [partner for partner in partners if partner.status == Partner.Status.ACTIVE]
    rounds = load_rounds()
    cases = make_cases(active, rng)
    deliveries = load_deliveries(cases, rounds, staff["office"], rng)
    load_balances(cases, deliveries, factor_set, staff["office"], rng)
    balance_parts.load()
    promises.load_targets(cases, rng)
    promises.load_measures(cases, staff["office"], rng)


def is_works(partner: Partner) -> bool:
    return partner.size == Partner.Size.LARGE and partner.sector == Partner.Sector.C


def load_rounds() -> dict[int, Round]:
    return {
        year: Round.objects.create(
            year=year,
            opens_on=dt.date(year + 1, 3, 2),
            due_on=dt.date(year + 1, 6, 30),
            is_closed=year < LAST_YEAR,
        )
        for year in (LAST_YEAR - 1, LAST_YEAR)
    }


def make_cases(active: list[Partner], rng: random.Random) -> list[Case]:
    sites: dict[int, list[Site]] = defaultdict(list)
    for site in Site.objects.filter(partner__in=active).order_by("pk"):
        sites[site.partner_id].append(site)
    count = len(active)
    ends = [round(count * share) for share in (CHECKED, CHECKED + HANDED_IN, CHECKED + HANDED_IN + BEGUN)]
    others = [partner for partner in active[1:] if partner.slug != NEWCOMER]
    rng.shuffle(others)
    others.sort(key=lambda partner: not is_works(partner))  # they have the people for it, and deliver first
    order = [active[0], *others] if active else []  # the first one is the pioneer of the logins
    cases = []
    for place, partner in enumerate(order):
        state = next((s for s, end in zip(("checked", "handed_in", "begun"), ends, strict=True) if place < end), "late")
        cases.append(
            Case(
                partner=partner,
                state=state,
                sites=sites[partner.pk],
                first_year=2019 if is_works(partner) else rng.choice((2019, 2019, 2019, 2020, 2021)),
                heat_key=rng.choice((GAS, GAS, GAS, HEAT, OIL)) if place else GAS,
                is_quick=(partner.employees or 0) < 100 and rng.random() < 0.4,
            )
        )
    return cases


def load_deliveries(
    cases: list[Case], rounds: dict[int, Round], office: User, rng: random.Random
) -> dict[tuple[int, int], Delivery]:
    """Deliveries by (partner, year)."""
    made = []
    for case in cases:
        for year, call in rounds.items():
            if case.partner.joined_on and case.partner.joined_on > call.opens_on:
                continue
            delivery = Delivery(round=call, partner=case.partner, due_on=call.due_on)
            if rng.random() < 0.15 and case.state != "checked":
                delivery.due_on += dt.timedelta(days=61)
            handed_in = timezone.make_aware(
                dt.datetime.combine(call.due_on - dt.timedelta(days=rng.randint(1, 80)), dt.time(10, 30))
            )
            if case.state == "checked":
                delivery.state, delivery.handed_in_at = Delivery.State.APPROVED, handed_in
                delivery.approved_at, delivery.approved_by = handed_in + dt.timedelta(days=14), office
            elif case.state == "handed_in" and year in years_of(case):
                delivery.state, delivery.handed_in_at = Delivery.State.HANDED_IN, handed_in
            elif case.state == "begun" and year == LAST_YEAR:
                delivery.state = Delivery.State.DRAFT
            made.append(delivery)
    Delivery.objects.bulk_create(made, batch_size=1000)
    return {(delivery.partner_id, delivery.round.year): delivery for delivery in made}


def load_balances(
    cases: list[Case],
    deliveries: dict[tuple[int, int], Delivery],
    factor_set: FactorSet,
    office: User,
    rng: random.Random,
) -> None:
    usable = Factor.objects.filter(factor_set=factor_set, key__in=KEYS)
    factors = {year: {factor.key: factor for factor in usable.for_year(year)} for year in YEARS}
    balances: list[Balance] = []
    lines: list[Consumption] = []
    totals: list[ScopeTotal] = []
    for case in cases:
        amounts = yearly_amounts(case, rng)
        previous: list[Consumption] = []
        for year in years_of(case):
            delivery = deliveries.get((case.partner.pk, year))
            balance = Balance(
                partner=case.partner,
                year=year,
                delivery=delivery,
                entry=Balance.Entry.QUICK if case.is_quick else Balance.Entry.LINES,
                factor_set=None if case.is_quick else factor_set,
                tool="ecocockpit" if case.is_quick else "",
                submitted_at=handed_in_at(case, year, delivery),
            )
            current = [
                line_of(balance, site, key, amount, factors[year][key], year)
                for site, key, amount in amounts_in(year, amounts)
            ]
            own = totals_of(balance, current, previous)
            case.totals_kg[year] = {total.scope: total.kg for total in own}
            balances.append(balance)
            totals += own
            if case.is_quick:
                balance.city_share_percent = (own[0].city_share or Decimal(1)) * 100
                balance.city_share_percent = balance.city_share_percent.quantize(Decimal("0.01"))
            else:
                lines += current
            previous = current
    Balance.objects.bulk_create(balances, batch_size=1000)
    Consumption.objects.bulk_create(lines, batch_size=1000)
    ScopeTotal.objects.bulk_create(totals, batch_size=1000)
    approved = [balance.pk for balance in balances if balance.partner_id in {c.partner.pk for c in checked(cases)}]
    for year in YEARS:
        Balance.objects.filter(pk__in=approved, year=year).update(
            approved_at=timezone.make_aware(dt.datetime(max(year + 1, 2025), 7, 3, 9)), approved_by=office
        )


def years_of(case: Case) -> list[int]:
    match case.state:
        case "checked":
            return [year for year in YEARS if year >= case.first_year]
        case "handed_in":
            return [LAST_YEAR - 1, LAST_YEAR] if case.first_year == 2019 else [LAST_YEAR]
        case "begun":
            return [LAST_YEAR]
    return []


def handed_in_at(case: Case, year: int, delivery: Delivery | None) -> dt.datetime | None:
    if case.state == "begun":
        return None
    if delivery and delivery.handed_in_at:
        return delivery.handed_in_at
    return timezone.make_aware(dt.datetime(max(year + 1, 2025), 6, 16, 11))


def yearly_amounts(case: Case, rng: random.Random) -> list[tuple[Site, str, Decimal, Decimal]]:
    """(site, factor key, amount of 2019, yearly trend) for each line of the partner."""
    electricity, heat, diesel = INTENSITY.get(case.partner.sector, OFFICE_WORK)
    employees = case.partner.employees or 10
    if is_works(case.partner):
        employees *= ENERGY_INTENSIVE
    rows = []
    for number, site in enumerate(case.sites):
        part = Decimal(employees) * (
            Decimal("0.7") if len(case.sites) > 1 and number == 0 else Decimal("0.3") if number else 1
        )
        for key, per_head in ((ELECTRICITY, electricity), (case.heat_key, heat), (DIESEL, diesel)):
            litres = Decimal("0.1") if key == OIL else Decimal(1)
            spread = Decimal(rng.randint(70, 130)) / 100
            trend = Decimal(rng.randint(955, 1005)) / 1000
            rows.append((site, key, (part * per_head * litres * spread).quantize(Decimal(1)), trend))
    return rows


def amounts_in(year: int, rows: list[tuple[Site, str, Decimal, Decimal]]) -> list[tuple[Site, str, Decimal]]:
    course = Decimal(COURSE[year])
    return [
        (site, key, (amount * course * trend ** (year - 2019)).quantize(Decimal(1)))
        for site, key, amount, trend in rows
    ]


def line_of(balance: Balance, site: Site, key: str, amount: Decimal, factor: Factor, year: int) -> Consumption:
    value = factor.kg_co2e_per_unit
    return Consumption(
        balance=balance,
        position=KEYS.index(key) + 1,
        site=site,
        factor=factor,
        amount=amount,
        kg_co2e_per_unit=value,
        factor_year_gap=year - (factor.valid_year or year),
        kg=amount * value,
    )


def totals_of(balance: Balance, lines: list[Consumption], previous: list[Consumption]) -> list[ScopeTotal]:
    """Sums by scope, the share of the sites in the city, and the two effects against the year before."""
    before = {(line.site, line.factor.key): line for line in previous if line.factor}
    totals = []
    for scope, digit in ((ScopeTotal.Scope.SCOPE1, "1"), (ScopeTotal.Scope.SCOPE2_LOCATION, "2")):
        own = [line for line in lines if line.factor and line.factor.scope == digit]
        kg = sum((line.kg or Decimal(0) for line in own), Decimal(0))
        inside = sum((line.kg or Decimal(0) for line in own if line.site and line.site.is_in_city), Decimal(0))
        total = ScopeTotal(
            balance=balance,
            scope=scope,
            kg=kg,
            city_share=(inside / kg).quantize(Decimal("0.00000001"), ROUND_HALF_UP) if kg else Decimal(1),
        )
        if before and balance.entry == Balance.Entry.LINES:
            splits = [
                change_split(
                    amount_before=old.amount,  # type: ignore[arg-type]  # stubs are narrower here
                    factor_before=old.kg_co2e_per_unit,  # type: ignore[arg-type]  # stubs are narrower here
                    amount=line.amount,  # type: ignore[arg-type]  # stubs are narrower here
                    factor=line.kg_co2e_per_unit,  # type: ignore[arg-type]  # stubs are narrower here
                )
                for line in own
                if (old := before[line.site, line.factor.key])  # type: ignore[union-attr]  # filtered before
            ]
            total.activity_effect_kg = sum((split.activity_kg for split in splits), Decimal(0))
            total.factor_effect_kg = sum((split.factor_kg for split in splits), Decimal(0))
        totals.append(total)
    return totals
