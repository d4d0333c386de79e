"""What the partners do: planned, achieved and checked t a year, by field of action and by status."""

import datetime as dt
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from emissions.models import Measure
from klimapakt.pact.figures.disclosure import Bunch, Cell, Rule, summarise, text, total
from partners.models import LogEntry, Partner

Json = dict[str, Any]  # Any: JSON
COLUMNS = ("planned", "achieved", "checked")


def compute(year: int, cut_off: dt.datetime, rule: Rule) -> Json:
    """The three side by side, each with the number of measures it stands on."""
    every = measures_at(cut_off)
    effective = with_results(every.exclude(status_then=Measure.Status.DROPPED), year, cut_off)  # type: ignore[misc]  # annotated below
    fields: dict[str | None, list[Json]] = {}
    for row in bunches(effective):
        fields.setdefault(row["field"], []).append(row)
    whole = fields.pop(None, [])
    told = cell_of(None, whole, COLUMNS).columns
    columns = tuple(name for name in COLUMNS if rule.allows(told[name]))

    @cache
    def together(names: frozenset[str | None]) -> list[Json]:
        """A partner may be in several fields, so the database sums anew."""
        return [row for row in bunches(effective.filter(field__in=names)) if row["field"] is None]

    def merge(cells: list[Cell]) -> Cell:
        return cell_of(None, together(frozenset(cell.key for cell in cells)), columns)

    shown = summarise([cell_of(field, rows, columns) for field, rows in fields.items()], rule, merge=merge)
    shown.sort(key=lambda cell: (cell.key is None, -total(cell.columns.get("planned", {}).values()), cell.key or ""))
    rest = frozenset(fields.keys() - {cell.key for cell in shown})
    statuses = every.values("status_then").annotate(n=Count("pk")).order_by("status_then")  # type: ignore[misc]  # annotated below
    return {
        "total": {**sums(cell_of(None, whole, columns), whole), "partners": sum(row["partners"] for row in whole)},
        "by_field": [
            {"field": cell.key, **sums(cell, fields[cell.key] if cell.key else together(rest))} for cell in shown
        ],
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


def with_results(measures: QuerySet[Measure], year: int, cut_off: dt.datetime) -> QuerySet[Measure]:
    is_checked = When(of_year__checked_at__lte=cut_off, then=F("of_year__checked_t"))
    return measures.annotate(
        of_year=FilteredRelation("updates", condition=Q(updates__year=year)),
        planned=F("planned_t_per_year"),
        achieved=F("of_year__achieved_t"),
        checked=Case(is_checked),
    )


def bunches(measures: QuerySet[Measure]) -> list[Json]:
    """For each field, and for all of them (None): one row for all partners that state the same of the columns."""
    rows = measures.order_by().values("partner_id", "field", *COLUMNS)
    query, parameters = rows.query.sql_with_params()
    flags = {f"has_{name}": f"{name} IS NOT NULL" for name in COLUMNS}
    summed = {
        "partners": "count(*)",
        "measures": "sum(measures)",
        **{f"{name}_n": f"sum({name}_n)" for name in COLUMNS},
        **{f"{name}_sum": f"sum({name})" for name in COLUMNS},
        **{f"{name}_size": f"sum(abs({name}))" for name in COLUMNS},
        **{f"{name}_max": f"max(abs({name}))" for name in COLUMNS},
    }
    sql = f"""
        SELECT field, {", ".join([*flags.values(), *summed.values()])}
        FROM (
            SELECT field, partner_id, count(*) AS measures,
                {", ".join(f"sum({name}) AS {name}, count({name}) AS {name}_n" for name in COLUMNS)}
            FROM ({query}) AS measure
            GROUP BY GROUPING SETS ((field, partner_id), (partner_id))
        ) AS partner
        GROUP BY field, {", ".join(flags.values())}
    """  # noqa: S608 -- names of our own columns
    names = ["field", *flags, *summed]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def cell_of(field: str | None, rows: list[Json], columns: tuple[str, ...]) -> Cell:
    """A column that may not be told even in total is not among `columns`."""
    return Cell(
        field,
        {
            name: {
                (field, *(row[f"has_{one}"] for one in COLUMNS)): Bunch(
                    row["partners"], row[f"{name}_sum"], row[f"{name}_size"], row[f"{name}_max"]
                )
                for row in rows
                if row[f"has_{name}"]
            }
            for name in columns
        },
    )


def sums(cell: Cell, rows: list[Json]) -> Json:
    """A sum without its value is one that nobody adds to (n is 0), or one that may not be told."""
    told = {name: parts for name, parts in cell.columns.items() if parts and cell.is_told}
    return {
        "measures": int(sum(row["measures"] for row in rows)),
        **{f"{name}_n": int(sum(row[f"{name}_n"] for row in rows)) for name in COLUMNS},
        **{f"{name}_partners": sum(row["partners"] for row in rows if row[f"has_{name}"]) for name in COLUMNS},
        **{f"{name}_t": text(total(told[name].values())) if name in told else None for name in COLUMNS},
    }
