"""Targets, and measures with what they achieved, as many and as large as published. All figures are invented."""

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from emissions.models import Measure, MeasureUpdate, Target
from klimapakt.pact.demo.cases import LAST_YEAR, Case, base_t, checked
from partners.models import User

MEASURES_PER_CHECKED = Decimal(157) / 31
POTENTIAL_T_PER_CHECKED = Decimal(100_000) / 31

TITLES = {
    Measure.Field.ELECTRICITY: ("LED-Beleuchtung in allen Hallen", "Lüftungsanlagen nach Bedarf steuern"),
    Measure.Field.HEAT: ("Hydraulischer Abgleich", "Wärmepumpe statt Gaskessel", "Anschluss an die Fernwärme"),
    Measure.Field.RENEWABLES: ("Photovoltaik auf dem Dach", "Photovoltaik über dem Parkplatz"),
    Measure.Field.PROCESS: ("Abwärme der Druckluft nutzen", "Druckluftnetz abdichten", "Öfen elektrifizieren"),
    Measure.Field.MOBILITY: ("Dienstwagen elektrisch", "Jobticket für alle", "Lastenräder für kurze Wege"),
    Measure.Field.BUILDING: ("Dach und Fassade dämmen", "Fenster erneuern"),
    Measure.Field.PROCUREMENT: ("Recyclingpapier als Standard", "CO₂ im Einkauf gewichten"),
    Measure.Field.CIRCULAR: ("Mehrwegverpackung im Versand", "Geräte aufarbeiten statt neu kaufen"),
    Measure.Field.BEHAVIOUR: ("Energiescouts ausbilden", "Schulung für alle Teams"),
}


def load_targets(cases: list[Case], rng: random.Random) -> None:
    targets: list[Target] = []
    for case in cases:
        if case.state not in ("checked", "handed_in") or (case.state == "handed_in" and rng.random() < 0.4):
            continue
        base_year = min(case.totals_kg)
        base = base_t(case, base_year)
        reduction = Decimal(rng.choice((42, 50, 55, 60, 70, 80, 90, 100)))
        target_year = rng.choice((2030, 2030, 2035, 2035, 2035, 2040))
        targets.append(
            Target(
                partner=case.partner,
                base_year=base_year,
                base_value=base,
                target_year=target_year,
                interim=step_of(base, base_year, reduction, target_year) if len(targets) % 2 == 0 else {},
                target_value=(base * (1 - reduction / 100)).quantize(Decimal("0.001"), ROUND_HALF_UP),
                is_public=rng.random() < 0.7,
            )
        )
    Target.objects.bulk_create(targets, batch_size=1000)


def step_of(base: Decimal, base_year: int, reduction: Decimal, target_year: int) -> dict[str, str]:
    """Where a target lies beyond 2030, half of it by then."""
    if not base_year < 2030 < target_year:
        return {}
    return {"2030": str((base * (1 - reduction / 200)).quantize(Decimal("0.001"), ROUND_HALF_UP))}


def load_measures(cases: list[Case], office: User, rng: random.Random) -> None:
    """157 checked measures with a potential of about 100,000 t a year for 31 partners, as published; others plan."""
    measures: list[Measure] = []
    ours = checked(cases)
    count = round(len(ours) * MEASURES_PER_CHECKED)
    for number in range(count):
        measures.append(measure(ours[number % len(ours)], rng, may_drop=False))
    rough = sum((m.planned_t_per_year or Decimal(0) for m in measures), Decimal(0))
    scale = len(ours) * POTENTIAL_T_PER_CHECKED / rough if rough else Decimal(1)
    for one in measures:
        one.planned_t_per_year = ((one.planned_t_per_year or Decimal(0)) * scale).quantize(
            Decimal("0.1"), ROUND_HALF_UP
        )
    updates = [update for one in measures for update in updates_of(one, office, rng)]
    for case in cases:
        if case.state == "handed_in":
            measures += [measure(case, rng, may_drop=True) for _number in range(rng.randint(1, 3))]
    Measure.objects.bulk_create(measures, batch_size=1000)
    MeasureUpdate.objects.bulk_create(updates, batch_size=1000)


def measure(case: Case, rng: random.Random, *, may_drop: bool) -> Measure:
    where = rng.choice(list(TITLES))
    status = rng.choice(
        (
            Measure.Status.PLANNED,
            Measure.Status.RUNNING,
            Measure.Status.RUNNING,
            Measure.Status.DONE,
            Measure.Status.DONE,
        )
    )
    if may_drop and rng.random() < 0.15:
        status = Measure.Status.DROPPED
    start = {Measure.Status.PLANNED: 2026, Measure.Status.RUNNING: 2024}.get(status, rng.choice((2021, 2022, 2023)))
    starts_on = dt.date(start, rng.randint(1, 12), 1)
    planned = base_t(case, max(case.totals_kg)) * Decimal(rng.randint(5, 90)) / 1000
    return Measure(
        partner=case.partner,
        title=rng.choice(TITLES[where]),
        field=where,
        status=status,
        dropped_reason="Fördermittel wurden nicht bewilligt." if status == Measure.Status.DROPPED else "",
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=rng.choice((180, 365, 720))),
        planned_t_per_year=planned.quantize(Decimal("0.1"), ROUND_HALF_UP),
        cost_eur=Decimal(rng.randint(4, 900) * 1000),
        lifetime_years=rng.choice((8, 10, 15, 20, 25)),
        is_released=rng.random() < 0.3,
    )


def updates_of(one: Measure, office: User, rng: random.Random) -> list[MeasureUpdate]:
    """Achieved and checked tonnes of a running or finished measure, for the two years of the rounds."""
    if one.status not in (Measure.Status.RUNNING, Measure.Status.DONE):
        return []
    made = []
    for year in (LAST_YEAR - 1, LAST_YEAR):
        part = Decimal(rng.randint(20, 60) if one.status == Measure.Status.RUNNING else rng.randint(70, 105)) / 100
        achieved = ((one.planned_t_per_year or Decimal(0)) * part).quantize(Decimal("0.1"), ROUND_HALF_UP)
        is_checked = rng.random() < 0.8
        made.append(
            MeasureUpdate(
                measure=one,
                year=year,
                achieved_t=achieved,
                checked_t=(achieved * Decimal(rng.randint(85, 100)) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
                if is_checked
                else None,
                checked_at=timezone.make_aware(dt.datetime(year + 1, 7, 2, 14)) if is_checked else None,
                checked_by=office if is_checked else None,
            )
        )
    return made
