"""What was emitted: by year and scope, for the constant group, by sector, size and district.

The database sums, counts and finds who adds most; what would tell of somebody is left out.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from emissions.models import BalanceSum, ScopeTotal
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures.disclosure import Bunch, Cell, Parts, Rule, summarise, text, total
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
SCOPE = ScopeTotal.Scope
PATH_SCOPES = (SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION)
FIRST_YEAR = 2019
GROUPS = {"sectors": "partner__sector", "sizes": "partner__size", "districts": "partner__district__name"}


def checked(cut_off: dt.datetime) -> QuerySet[BalanceSum]:
    """Approved by the cut-off, valid then, of climate partners that have not left by then."""
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return BalanceSum.objects.valid_at(cut_off).filter(partner__in=members).order_by()


def tonnes(partners: int, kg: Decimal | None, largest_kg: Decimal | None) -> Bunch:
    """No balance is below zero."""
    with localcontext(prec=PRECISION):
        t, largest = (kg or Decimal(0)) / 1000, (largest_kg or Decimal(0)) / 1000
    return Bunch(partners, t, t, largest)


def sums(*names: str) -> dict[str, Count | Sum | Max]:
    found: dict[str, Count | Sum | Max] = {}
    for name in names:
        found |= {f"{name}_n": Count(f"{name}_kg"), f"{name}_sum": Sum(f"{name}_kg"), f"{name}_max": Max(f"{name}_kg")}
    return found


def bunch(row: Json, name: str) -> Bunch:
    return tonnes(row[f"{name}_n"], row[f"{name}_sum"], row[f"{name}_max"])


def compute(year: int, cut_off: dt.datetime, rule: Rule) -> Json:
    rows = checked(cut_off)
    known = by_year(year, rows, rule)
    first = min((row["year"] for row in known if row["balances"]), default=year)
    return {
        "years": known,
        "delivered": next((row["balances"] for row in known if row["year"] == year), 0),
        "constant": constant(sorted({first, year - 1} - {year}, reverse=True), year, rows, rule),
        **by_group(rows.filter(year=year), rule),
    }


def by_year(year: int, rows: QuerySet[BalanceSum], rule: Rule) -> list[Json]:
    found = (
        rows.filter(year__gte=FIRST_YEAR, year__lte=year)
        .values("year")
        .annotate(
            balances=Count("pk"),
            upstream=Count("pk", filter=Q(has_upstream=True)),
            unknown_share=Count("pk", filter=Q(has_unknown_share=True)),
            **sums(*SCOPE.values, "both"),
        )
    )
    sums_of: dict[int, Json] = {row["year"]: dict(row) for row in found}
    nothing: Json = {"balances": 0, "upstream": 0, "unknown_share": 0}
    return [of_year(sums_of.get(at, {"year": at, **nothing}), rule) for at in range(FIRST_YEAR, year + 1)]


def of_year(row: Json, rule: Rule) -> Json:
    """Scope 1 and 2 (location) are told together or not at all, the others each by themselves, with their counts."""
    parts: dict[str, Parts] = {
        name: {"all": bunch(row, name)} if row.get(f"{name}_n") else {} for name in (*SCOPE.values, "both")
    }
    is_told = bool(row["balances"]) and rule.allows_all({name: parts[name] for name in (*PATH_SCOPES, "both")})
    told = {scope: is_told if scope in PATH_SCOPES else rule.allows(parts[scope]) for scope in SCOPE.values}
    return {
        **{name: row[name] for name in ("year", "balances", "upstream", "unknown_share")},
        "is_hidden": bool(row["balances"]) and not is_told,
        **{f"{scope}_n": row.get(f"{scope}_n", 0) for scope in SCOPE.values},
        **{
            f"{scope}_t": text(total(parts[scope].values())) if told[scope] and parts[scope] else None
            for scope in SCOPE.values
        },
    }


def constant(years: list[int], year: int, rows: QuerySet[BalanceSum], rule: Rule) -> list[Json]:
    """The change since each of the years, of the partners with a balance in both, none with upstream inside."""
    pairs = Pair.since(years, year, rows) if years else []
    pairs = [pair for pair in pairs if pair.now]
    return [pair.figures(rule, pairs[:index]) for index, pair in enumerate(pairs)]


@dataclass(frozen=True)
class Pair:
    """Scope 1 and 2 of the constant group of two years; the change, its causes.

    Partners come in bunches by the years of which they have a balance: group, rest and difference are whole bunches.
    """

    before_year: int
    year: int
    before: Parts
    now: Parts
    every_before: Parts
    every_now: Parts
    explained: Parts
    activity_t: Decimal
    factor_t: Decimal

    @classmethod
    def since(cls, years: list[int], year: int, rows: QuerySet[BalanceSum]) -> list["Pair"]:
        bunches = bunches_of(years, year, rows)
        return [cls.of(number, before, year, bunches) for number, before in enumerate(years)]

    @classmethod
    def of(cls, number: int, before: int, year: int, bunches: list[Json]) -> "Pair":
        def parts(name: str, among: Iterable[Json]) -> Parts:
            return {row["key"]: bunch(row, name) for row in among if row[f"{name}_n"]}

        group = [row for row in bunches if row[f"is_in{number}"]]
        explained = [row for row in group if row["is_explained"] and year - before == 1]
        effects = (tonnes(0, total(row[name] for row in explained), None).sum for name in ("activity", "factor"))
        return cls(
            before,
            year,
            parts(f"before{number}", group),
            parts("now", group),
            parts(f"before{number}", bunches),
            parts("now", bunches),
            parts("now", explained),
            *effects,
        )

    def is_told(self, rule: Rule, beside: list["Pair"]) -> bool:
        """Neither beside the sums of the two years nor beside another group of this year may somebody show."""
        told = [self.every_now, *(pair.now for pair in beside)]
        return rule.allows_beside(self.before, self.every_before) and all(
            rule.allows_beside(self.now, other) for other in told
        )

    def figures(self, rule: Rule, beside: list["Pair"]) -> Json:
        names = ("before_t", "now_t", "change_t", "change_percent", "activity_t", "factor_t")
        start: Json = {"from": self.before_year, "to": self.year, "partners": partners_in(self.now)}
        if not self.is_told(rule, beside):
            return {**start, "explained": 0, "is_hidden": True, **dict.fromkeys(names)}
        before, now = total(self.before.values()), total(self.now.values())
        effects = self.effects(rule)
        with localcontext(prec=PRECISION):
            change = now - before
            percent = change / before * 100 if before else None
        values = (before, now, change, percent, *effects)
        return {
            **start,
            "explained": partners_in(self.explained),
            "is_hidden": False,
            **{name: text(value) for name, value in zip(names, values, strict=True)},
        }

    def effects(self, rule: Rule) -> tuple[Decimal | None, Decimal | None]:
        """Consumption and factors; left out if they, or what they do not explain, would tell of somebody."""
        if not self.explained or not rule.allows_beside(self.explained, self.now):
            return None, None
        return self.activity_t, self.factor_t


def partners_in(parts: Parts) -> int:
    return sum(Bunch.of(part).partners for part in parts.values())


def bunches_of(years: list[int], year: int, rows: QuerySet[BalanceSum]) -> list[Json]:
    """One row for all partners that are alike: in which groups they are, in which years, and whether they explain."""
    columns = ("year", "partner_id", "both_kg", "has_upstream", "activity_kg", "factor_kg")
    query, parameters = rows.filter(year__in=[year, *years]).values(*columns).query.sql_with_params()
    kg = {"now": year, **{f"before{number}": before for number, before in enumerate(years)}}
    of_partner = ", ".join(
        f"max(both_kg) FILTER (WHERE year = {at}) AS {name},"
        f" bool_or(has_upstream) FILTER (WHERE year = {at}) AS {name}_upstream"
        for name, at in kg.items()
    )
    flags = {
        **{f"is_in{n}": f"COALESCE(NOT now_upstream AND NOT before{n}_upstream, false)" for n in range(len(years))},
        "is_explained": "activity IS NOT NULL",
        **{f"has_{name}": f"{name} IS NOT NULL" for name in kg},
    }
    summed = {
        **{f"{name}_{what}": f"{function}({name})" for name in kg for what, function in FUNCTIONS.items()},
        **{name: f"COALESCE(sum({name}), 0)" for name in ("activity", "factor")},
    }
    sql = f"""
        SELECT {", ".join(f"{flag} AS {name}" for name, flag in {**flags, **summed}.items())}
        FROM (
            SELECT {of_partner}, max(activity_kg) FILTER (WHERE year = {year}) AS activity,
                max(factor_kg) FILTER (WHERE year = {year}) AS factor
            FROM ({query}) AS balance GROUP BY partner_id
        ) AS partner
        GROUP BY {", ".join(str(number + 1) for number in range(len(flags)))}
    """  # noqa: S608 -- names of our own columns
    names = [*flags, *summed]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [{"key": values[: len(flags)], **dict(zip(names, values, strict=True))} for values in cursor.fetchall()]


FUNCTIONS = {"n": "count", "sum": "sum", "max": "max"}


def by_group(rows: QuerySet[BalanceSum], rule: Rule) -> Json:
    """Scope 1 and 2 by sector, size and district; groups that would tell of somebody are one row, with the key None.

    Neither does the difference of a row to one of another table.
    """
    found = rows.values(*GROUPS.values()).annotate(balances=Count("pk"), **sums(*PATH_SCOPES, "both"))
    pieces = list(found)
    tables: dict[str, list[Cell]] = {}
    for name, field in GROUPS.items():
        own: dict[str, list[Json]] = {}
        for piece in pieces:
            own.setdefault(piece[field] or "", []).append(piece)
        beside = [cell for cells in tables.values() for cell in cells if cell.is_told]
        tables[name] = summarise([cell_of(key, members) for key, members in own.items()], rule, beside=beside)
    return {name: [group_row(NAMES[name], cell) for cell in cells] for name, cells in tables.items()}


NAMES = {"sectors": "sector", "sizes": "size", "districts": "district"}


def cell_of(key: str, pieces: list[Json]) -> Cell:
    """Who states no scope 2 adds nothing to it, and still counts."""
    return Cell(
        key,
        {
            name: {
                tuple(piece[field] for field in GROUPS.values()): tonnes(
                    piece["balances"], piece[f"{name}_sum"], piece[f"{name}_max"]
                )
                for piece in pieces
            }
            for name in (*PATH_SCOPES, "both")
        },
    )


def group_row(name: str, cell: Cell) -> Json:
    told = {"scope1_t": SCOPE.SCOPE1, "scope2_t": SCOPE.SCOPE2_LOCATION}
    return {
        name: cell.key,
        "partners": cell.count,
        **{key: text(total(cell.columns[scope].values())) if cell.is_told else None for key, scope in told.items()},
    }
