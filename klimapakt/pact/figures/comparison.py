"""Why two frozen reports say different things: what happened between their cut-offs, and what it changed.

Both tell sums of many; their difference may be that of few. It is told by the same rule as every sum.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from emissions.models import BaseYearRecalculation, Measure, Target
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures.disclosure import Bunch, Cell, Rule, merged, summarise, total
from klimapakt.pact.figures.emissions import checked
from klimapakt.pact.models import Snapshot
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
EXACT: Final = Context(prec=PRECISION)
ROUNDED: Final = Decimal("0.0000001")  # t: figures are frozen with eight decimals


@dataclass(frozen=True)
class Figure:
    """What is told together: fields of a year in the snapshot, columns of the balances, and the one with the sum."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]
    sum: str


FIGURES: Final = {
    "both": Figure(("scope1_t", "scope2_location_t"), ("scope1_kg", "scope2_location_kg", "both_kg"), "both_kg"),
    "scope2_market": Figure(("scope2_market_t",), ("scope2_market_kg",), "scope2_market_kg"),
    "scope3": Figure(("scope3_t",), ("scope3_kg",), "scope3_kg"),
}
KG: Final = tuple(column for figure in FIGURES.values() for column in figure.columns)


@dataclass(frozen=True)
class Part:
    """What one cause changed; None: several causes together, or a sum that is not told."""

    cause: str | None
    partners: int
    change_t: Decimal | None


@dataclass(frozen=True)
class Change:
    """One figure of one year. Where the difference may not be told, neither is the older value."""

    figure: str
    year: int
    before_t: Decimal | None
    now_t: Decimal | None
    change_t: Decimal | None
    parts: list[Part]

    @property
    def is_hidden(self) -> bool:
        return self.change_t is None


@dataclass(frozen=True)
class Comparison:
    before: Snapshot
    now: Snapshot
    counts: dict[str, tuple[int, int]]  # (before, now)
    happened: dict[str, int]  # how many partners
    changes: list[Change]

    @property
    def has_other_factors(self) -> bool:
        return self.before.factor_edition != self.now.factor_edition

    @property
    def has_other_rules(self) -> bool:
        return self.before.rules_version != self.now.rules_version or rule_of(self.before) != rule_of(self.now)

    @property
    def is_same(self) -> bool:
        same = all(before == now for before, now in self.counts.values())
        return same and not self.changes and not self.has_other_factors and not self.has_other_rules


def compare(one: Snapshot, other: Snapshot) -> Comparison:
    """Of the pact; the earlier cut-off first."""
    before, now = sorted((one, other), key=lambda snapshot: (snapshot.cut_off, snapshot.version))
    found = list(changes(before, now, rule_of(now)))
    return Comparison(before, now, counts(before, now), happened(before.cut_off, now.cut_off), found)


def given_away(known: Snapshot, new: Snapshot) -> list[int]:
    """Years whose sums both tell although their difference may not be told: whoever subtracts learns of a few."""
    rows = {row["year"]: row for row in known.figures["emissions"]["years"]}
    return sorted(
        {
            change.year
            for change in compare(known, new).changes
            if change.is_hidden and None not in (change.now_t, value_of(rows[change.year], FIGURES[change.figure]))
        }
    )


def rule_of(snapshot: Snapshot) -> Rule:
    goal = snapshot.figures["goal"]
    return Rule(goal["suppression_minimum"], Decimal(goal["dominance_percent"]))


def counts(before: Snapshot, now: Snapshot) -> dict[str, tuple[int, int]]:
    """Counts that both reports tell."""
    known: dict[str, Callable[[Json], int]] = {
        "members": lambda found: found["partners"]["members"],
        "targets": lambda found: found["targets"]["partners"],
        "measures": lambda found: found["measures"]["total"]["measures"],
    }
    if before.year == now.year:
        known["delivered"] = lambda found: found["emissions"]["delivered"]
    return {name: (read(before.figures), read(now.figures)) for name, read in known.items()}


def happened(since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Between the two cut-offs, each with the number of partners; balances are told year by year."""
    then, now = (Partner.objects.joined_by(timezone.localdate(cut_off)) for cut_off in (since, until))
    between = {"created_at__gt": since, "created_at__lte": until}
    recalculated = BaseYearRecalculation.objects.filter(
        state=BaseYearRecalculation.State.APPLIED, decided_at__gt=since, decided_at__lte=until
    )
    result = Q(updates__checked_at__gt=since, updates__checked_at__lte=until)
    reported = Measure.objects.filter(Q(changed_at__gt=since, changed_at__lte=until) | Q(**between) | result)
    return {
        "joined": now.exclude(pk__in=then.values("pk")).count(),
        "left": then.exclude(pk__in=now.values("pk")).count(),
        "recalculated": partners_of(recalculated, "target__partner", now),
        "targets": partners_of(Target.objects.filter(**between, made_by=None), "partner", now),
        "measures": partners_of(reported, "partner", now),
    }


def partners_of(rows: QuerySet[Any], field: str, members: QuerySet[Partner]) -> int:  # Any: whatever belongs to one
    return rows.filter(**{f"{field}__in": members}).order_by().values(field).distinct().count()


def changes(before: Snapshot, now: Snapshot, rule: Rule) -> Iterable[Change]:
    """Of the years that both tell, where somebody's balance is another one or the figure differs."""
    then, later = ({row["year"]: row for row in one.figures["emissions"]["years"]} for one in (before, now))
    years = sorted(then.keys() & later.keys())
    causes = causes_of(before.cut_off, now.cut_off, years)
    for year in years:
        for name, figure in FIGURES.items():
            cells = [cell for row in causes.get(year, []) if (cell := cell_of(row, figure)).count]
            old, new = (value_of(row[year], figure) for row in (then, later))
            if cells or old != new:
                yield Change(name, year, *told(old, new, cells, figure, rule))


def value_of(row: Json, figure: Figure) -> Decimal | None:
    values = [Decimal(row[name]) for name in figure.fields if row.get(name) is not None]
    return total(values) if values else None


Told = tuple[Decimal | None, Decimal | None, Decimal | None, list[Part]]


def told(old: Decimal | None, new: Decimal | None, cells: list[Cell], figure: Figure, rule: Rule) -> Told:
    """Older value, newer one, difference, and its parts. All of the difference is known by its causes, or none is."""
    whole = merged(cells)
    if old is not None and new is not None and cells and rule.allows_all(whole.columns):
        change = total([new, -old])
        if abs(change - sum_of(whole, figure)) < ROUNDED:
            shown = summarise(cells, rule)
            parts = [Part(one.key, one.count, sum_of(one, figure) if one.is_told else None) for one in shown]
            return old, new, change, parts
    return None, new, None, [Part(cell.key, cell.count, None) for cell in cells]


def sum_of(cell: Cell, figure: Figure) -> Decimal:
    return total(cell.columns.get(figure.sum, {}).values())


def cell_of(row: Json, figure: Figure) -> Cell:
    """One cause: its partners always come together."""
    return Cell(
        row["cause"],
        {kg: {row["cause"]: in_t(*(row[f"{kg}_{name}"] for name in SUMS))} for kg in figure.columns if row[f"{kg}_n"]},
    )


def in_t(partners: int, *kg: Decimal) -> Bunch:
    return Bunch(partners, *(one.scaleb(-3, EXACT) for one in kg))


SUMS: Final = {"n": "count({})", "sum": "sum({})", "size": "sum(abs({}))", "max": "max(abs({}))"}


def causes_of(since: dt.datetime, until: dt.datetime, years: list[int]) -> dict[int, list[Json]]:
    """By year and cause: how many partners, and by how much their balances of the two cut-offs differ."""
    names = ("partner_id", "year", "balance_id", *KG)
    old, of_old = checked(since).filter(year__in=years).values(*names).query.sql_with_params()
    new, of_new = checked(until).filter(year__in=years).values(*names).query.sql_with_params()
    then, of_then = Partner.objects.joined_by(timezone.localdate(since)).values("pk").query.sql_with_params()
    now, of_now = Partner.objects.joined_by(timezone.localdate(until)).values("pk").query.sql_with_params()
    summed = {f"{kg}_{name}": function.format(kg) for kg in KG for name, function in SUMS.items()}
    difference = ", ".join(
        f"CASE WHEN old.{kg} IS NOT NULL OR new.{kg} IS NOT NULL"
        f" THEN COALESCE(new.{kg}, 0) - COALESCE(old.{kg}, 0) END AS {kg}"
        for kg in KG
    )
    sql = f"""
        SELECT year, cause, {", ".join(summed.values())}
        FROM (
            SELECT year, {difference},
                CASE
                    WHEN new.balance_id IS NULL AND partner_id NOT IN ({now}) THEN 'left'
                    WHEN new.balance_id IS NULL THEN 'withdrawn'
                    WHEN old.balance_id IS NULL AND partner_id NOT IN ({then}) THEN 'joined'
                    WHEN old.balance_id IS NOT NULL OR EXISTS (
                        SELECT FROM emissions_balancesum AS earlier WHERE earlier.partner_id = new.partner_id
                            AND earlier.year = new.year AND earlier.balance_id < new.balance_id
                    ) THEN 'corrected'
                    ELSE 'late'
                END AS cause
            FROM ({old}) AS old FULL JOIN ({new}) AS new USING (partner_id, year)
            WHERE old.balance_id IS DISTINCT FROM new.balance_id
        ) AS partner
        GROUP BY year, cause
    """  # noqa: S608 -- names of our own columns
    found: dict[int, list[Json]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*of_now, *of_then, *of_old, *of_new])
        for values in cursor.fetchall():
            row = dict(zip(("year", "cause", *summed), values, strict=True))
            found.setdefault(row["year"], []).append(row)
    return found
