"""What measures cost, what is late, why some were dropped, and which kinds are most common."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from emissions.models import Measure
from klimapakt.pact.figures.disclosure import Cell, Rule, summarise, text, total
from klimapakt.pact.figures.measures import measures_at

Json = dict[str, Any]  # Any: JSON
Pairs = Iterable[tuple[str, int]]  # (group, partner), once for each measure
AT_WORK = (Measure.Status.PLANNED, Measure.Status.RUNNING)


def compute(cut_off: dt.datetime, rule: Rule) -> Json:
    every = measures_at(cut_off)
    effective = every.exclude(status_then=Measure.Status.DROPPED)  # type: ignore[misc]  # annotated
    late = effective.filter(status_then__in=AT_WORK, ends_on__lt=timezone.localdate(cut_off))  # type: ignore[misc]  # annotated
    dropped = every.filter(status_then=Measure.Status.DROPPED).values_list("dropped_cause", "partner")  # type: ignore[misc]  # annotated
    return {
        "investments": investments(effective.values_list("field", "partner", "cost_eur"), rule),
        "late": counted(late.values_list("field", "partner"), rule),
        "reasons": counted(((cause or Measure.Cause.OTHER, partner) for cause, partner in dropped), rule),
        "types": counted(effective.values_list("field", "partner"), rule),
    }


def investments(rows: Iterable[tuple[str, int, Decimal | None]], rule: Rule) -> Json:
    """EUR of the measures whose cost is known, and by field of action; of how many measures and partners."""
    fields: dict[str, dict[int, Decimal]] = defaultdict(dict)
    measures: dict[str, int] = defaultdict(int)
    for field, partner, eur in rows:
        if eur is not None:
            fields[field][partner] = fields[field].get(partner, Decimal(0)) + eur
            measures[field] += 1
    whole: dict[int, Decimal] = defaultdict(Decimal)
    for parts in fields.values():
        for partner, eur in parts.items():
            whole[partner] += eur
    cells = summarise([Cell(field, {"eur": parts}) for field, parts in fields.items()], rule) if fields else []
    if not rule.allows(whole):
        cells = []
    named = {cell.key for cell in cells}
    rest = sum(n for field, n in measures.items() if field not in named)
    return {
        "measures": sum(measures.values()),
        "partners": len(whole),
        "eur": text(total(whole.values())) if rule.allows(whole) else None,
        "by_field": [
            {
                "field": cell.key,
                "measures": measures[cell.key] if cell.key else rest,
                "partners": len(cell.partners),
                "eur": text(total(cell.columns["eur"].values())) if cell.is_told else None,
            }
            for cell in cells
        ],
    }


def counted(pairs: Pairs, rule: Rule) -> list[Json]:
    """How many measures of how many partners, the most common first; groups of few partners together at the end."""
    groups: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for group, partner in pairs:
        groups[group][partner] += 1
    cells = summarise([Cell(group, {"measures": parts}) for group, parts in groups.items()], rule) if groups else []
    rows = [
        {
            "group": cell.key,
            "measures": int(total(cell.columns["measures"].values())) if cell.is_told else None,
            "partners": len(cell.partners) if cell.is_told else None,
        }
        for cell in cells
    ]
    return sorted(rows, key=lambda row: (row["group"] is None, -(row["measures"] or 0), row["group"] or ""))
