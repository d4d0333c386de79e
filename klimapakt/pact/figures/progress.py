"""Targets, measures and events of the pact."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from emissions.models import Measure, MeasureUpdate, Target
from events.models import Event
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures.disclosure import Cell, Rule, summarise, text, total
from klimapakt.pact.figures.emissions import Rows
from partners.models import LogEntry, Partner

Json = dict[str, Any]  # Any: JSON
PATH_FROM, LAST_YEAR = 2021, 2045
COLUMNS = ("planned", "achieved", "checked")


def valid_targets(cut_off: dt.datetime) -> QuerySet[Target]:
    """As valid at the cut-off, of those who are partners then."""
    valid = Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off)
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return Target.objects.filter(valid, created_at__lte=cut_off, partner__in=members).order_by("pk")


def targets(year: int, cut_off: dt.datetime, rows: Rows, rule: Rule) -> Json:
    """Every target counts by its year; the mean and the pathway are of absolute ones alone."""
    every = list(valid_targets(cut_off))
    absolute = [target for target in every if target.unit == Target.Unit.ABSOLUTE]
    owners = {target.partner_id for target in absolute}
    years = sorted({target.target_year for target in every})
    with localcontext(prec=PRECISION):
        mean = total(target.reduction_percent for target in absolute) / len(absolute) if absolute else None
    return {
        "partners": len({target.partner_id for target in every}),
        "absolute": len(owners),
        "mean_reduction_percent": text(mean) if len(owners) >= rule.minimum else None,
        "by_year": [[at, sum(target.target_year == at for target in every)] for at in years],
        "path": path(absolute, year, rows, rule),
    }


def path(absolute: list[Target], year: int, rows: Rows, rule: Rule) -> Json:
    """Sum of the pathways (scope 1 and 2, location-based) of all partners with a balance in each year since 2021.

    The same partners in the actual values and in the path, whole companies: targets are not about the city alone.
    """
    years = range(PATH_FROM, year + 1)
    actual = {at: {row.partner: row.company_both() for row in rows if row.year == at} for at in years}
    usable = {at: {row.partner for row in rows if row.year == at and not row.has_upstream} for at in years}
    own = [
        target
        for target in absolute
        if target.scopes == Target.Scopes.S12
        and target.basis == Target.Basis.LOCATION
        and target.base_year <= PATH_FROM
        and all(target.partner_id in usable[at] for at in years)
    ]
    if not years or not own:
        return {"partners": 0, "is_hidden": False, "actual": [], "path": []}
    group = {target.partner_id for target in own}
    parts = {at: {partner: t for partner, t in actual[at].items() if partner in group} for at in years}
    promised = {target.partner_id: target.base_value for target in own}
    if not rule.allows(promised) or not all(rule.allows_beside(parts[at], actual[at]) for at in years):
        return {"partners": len(group), "is_hidden": True, "actual": [], "path": []}
    end = min(max(year, *(target.target_year for target in own)), LAST_YEAR)
    return {
        "partners": len(group),
        "is_hidden": False,
        "actual": [[at, text(total(parts[at].values()))] for at in years],
        "path": [[at, text(total(on_path(target, at) for target in own))] for at in range(PATH_FROM, end + 1)],
    }


def on_path(target: Target, year: int) -> Decimal:
    """Through the interim targets; after the target year its value."""
    with localcontext(prec=PRECISION):
        return target.path.at(year)


def measures(year: int, cut_off: dt.datetime, rule: Rule) -> Json:
    """Planned, achieved and checked t a year side by side, each with the number of measures it stands on."""
    every = measures_at(cut_off)
    result = MeasureUpdate.objects.filter(measure=OuterRef("pk"), year=year)
    effective = (
        every.exclude(status_then=Measure.Status.DROPPED)  # type: ignore[misc]  # annotated above
        .annotate(
            planned=F("planned_t_per_year"),
            achieved=Subquery(result.values("achieved_t")[:1]),
            checked=Subquery(result.filter(checked_at__lte=cut_off).values("checked_t")[:1]),
        )
        .values("partner", "field", *COLUMNS)
    )
    fields: dict[str, list[Json]] = defaultdict(list)
    for row in effective:
        fields[row["field"]].append(dict(row))
    all_rows = [row for rows in fields.values() for row in rows]
    whole = cell_of(None, all_rows, COLUMNS)
    columns = [name for name in COLUMNS if rule.allows(whole.columns[name])]
    shown = summarise([cell_of(field, rows, columns) for field, rows in fields.items()], rule)
    shown.sort(key=lambda cell: (cell.key is None, -total(cell.columns.get("planned", {}).values()), cell.key or ""))
    named = {cell.key for cell in shown}
    rest = [row for row in all_rows if row["field"] not in named]
    statuses = every.values("status_then").annotate(n=Count("pk")).order_by("status_then")  # type: ignore[misc]  # annotated above
    return {
        "total": {
            **sums(cell_of(None, all_rows, columns), all_rows),
            "partners": len({row["partner"] for row in all_rows}),
        },
        "by_field": [{"field": cell.key, **sums(cell, fields[cell.key] if cell.key else rest)} for cell in shown],
        "by_status": [[row["status_then"], row["n"]] for row in statuses],
    }


def measures_at(cut_off: dt.datetime) -> QuerySet[Measure]:
    """Recorded by then, with status_then: what the first change after it changed from, else what it is now."""
    later = LogEntry.objects.filter(
        verb="measure-status",
        subject_type=Measure._meta.label_lower,
        subject_key=Cast(OuterRef("pk"), CharField()),
        at__gt=cut_off,
    ).order_by("at", "pk")
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return Measure.objects.filter(partner__in=members, created_at__lte=cut_off).annotate(
        status_then=Coalesce(Subquery(later.values("state_from")[:1]), F("status"), output_field=CharField())
    )


def cell_of(field: str | None, rows: list[Json], columns: Iterable[str]) -> Cell:
    """What each partner adds; a column that may not be told even in total is not among `columns`."""
    parts: dict[str, dict[int, Decimal]] = {name: {} for name in columns}
    for name, column in parts.items():
        for row in rows:
            if row[name] is not None:
                column[row["partner"]] = column.get(row["partner"], Decimal(0)) + row[name]
    return Cell(field, parts)


def sums(cell: Cell, rows: list[Json]) -> Json:
    """A sum without its value is one that nobody adds to (n is 0), or one that may not be told."""
    known = {name: [row for row in rows if row[name] is not None] for name in COLUMNS}
    told = {name: parts for name, parts in cell.columns.items() if parts and cell.is_told}
    return {
        "measures": len(rows),
        **{f"{name}_n": len(known[name]) for name in COLUMNS},
        **{f"{name}_partners": len({row["partner"] for row in known[name]}) for name in COLUMNS},
        **{f"{name}_t": text(total(told[name].values())) if name in told else None for name in COLUMNS},
    }


def events(year: int, cut_off: dt.datetime) -> list[Json]:
    """What took place in the year, and before it in the life of the pact."""
    held = Event.objects.filter(status=Event.Status.HELD, starts_at__year__lte=year, starts_at__lte=cut_off)
    return [
        {
            "day": timezone.localdate(event.starts_at).isoformat(),
            "title_de": event.title_de,
            "title_en": event.title_en or event.title_de,
            "theme_de": event.theme_de,
            "theme_en": event.theme_en or event.theme_de,
            "venue": event.venue,
            "people": event.people_attended,
        }
        for event in held.order_by("starts_at")
    ]
