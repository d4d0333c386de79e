"""The way down of all who promised one: what they emitted, and what the sum of their pathways allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from emissions.models import BalanceSum, Target
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures.disclosure import Bunch, Rule, text, total
from klimapakt.pact.figures.emissions import tonnes

Json = dict[str, Any]  # Any: JSON
PATH_FROM, LAST_YEAR = 2021, 2045


def compute(year: int, absolute: QuerySet[Target], rows: QuerySet[BalanceSum], rule: Rule) -> Json:
    """Sum of the pathways (scope 1 and 2, location-based) of all partners with a balance in each year since 2021.

    The same partners in the actual values and in the path, whole companies: targets are not about the city alone.
    """
    years = range(PATH_FROM, year + 1)
    own = absolute.filter(scopes=Target.Scopes.S12, basis=Target.Basis.LOCATION, base_year__lte=PATH_FROM)
    sums = Sums.of(years, own, rows.filter(year__in=years)) if years else None
    if sums is None or not sums.promised.partners:
        return {"partners": 0, "is_hidden": False, "actual": [], "path": []}
    start: Json = {"partners": sums.promised.partners}
    if not sums.may_be_told(rule):
        return {**start, "is_hidden": True, "actual": [], "path": []}
    end = min(max(year, *(stretch.from_year for stretch in sums.stretches)), LAST_YEAR)
    return {
        **start,
        "is_hidden": False,
        "actual": [[at, text(total([sums.group[at]]))] for at in years],
        "path": [[at, text(sums.promised_for(at))] for at in range(PATH_FROM, end + 1)],
    }


@dataclass(frozen=True)
class Stretch:
    """Straight lines between the same two years, of several partners: the sum of where they begin and where they end.

    No second year: what holds from the target year on.
    """

    from_year: int
    to_year: int | None
    from_t: Decimal
    to_t: Decimal | None

    def at(self, year: int) -> Decimal:
        if year < self.from_year or (self.to_year is not None and year >= self.to_year):
            return Decimal(0)
        if self.to_year is None or self.to_t is None:
            return self.from_t
        with localcontext(prec=PRECISION):
            way = Decimal(year - self.from_year) * (self.to_t - self.from_t)
            return self.from_t + way / (self.to_year - self.from_year)


@dataclass(frozen=True)
class Sums:
    """Of the group, and of all others with a balance, by year; what the group promised."""

    promised: Bunch
    stretches: list[Stretch]
    group: dict[int, Bunch]
    others: dict[int, Bunch]

    @classmethod
    def of(cls, years: range, own: QuerySet[Target], rows: QuerySet[BalanceSum]) -> "Sums":
        balance, of_balance = rows.values("partner_id", "year", "company_kg", "has_upstream").query.sql_with_params()
        target, of_target = own.values("id", *TARGET).query.sql_with_params()
        by_year = ", ".join(f"max(company_kg) FILTER (WHERE year = {at}) AS kg{at}" for at in years)
        sums = ", ".join(f"count(kg{at}), sum(kg{at}), max(kg{at})" for at in years)
        with connection.cursor() as cursor:
            cursor.execute(
                SQL.format(balance=balance, target=target, by_year=by_year, sums=sums),
                [len(years), *of_balance, *of_target],
            )
            found = cursor.fetchall()
        stretches = [Stretch(begin, end, sums[1], sums[3]) for kind, begin, end, sums in found if kind in STRETCHES]
        bases = [sums for kind, _begin, _end, sums in found if kind == "base"]
        promised, largest = total(base[1] for base in bases), max((base[2] for base in bases), default=Decimal(0))
        by_kind = {kind: sums for kind, _begin, _end, sums in found if kind not in STRETCHES}
        return cls(
            Bunch(int(sum(base[0] for base in bases)), promised, promised, largest),
            stretches,
            by_year_of(by_kind.get("group", ()), years),
            by_year_of(by_kind.get("others", ()), years),
        )

    def may_be_told(self, rule: Rule) -> bool:
        return rule.allows({"group": self.promised}) and all(
            rule.allows_beside(
                {"group": sums}, {"group": sums, **({"others": self.others[at]} if at in self.others else {})}
            )
            for at, sums in self.group.items()
        )

    def promised_for(self, year: int) -> Decimal:
        with localcontext(prec=PRECISION):
            return sum((stretch.at(year) for stretch in self.stretches), Decimal(0))


def by_year_of(sums: Sequence[Decimal | None], years: range) -> dict[int, Bunch]:
    """Three values a year: how many partners, kg, the largest."""
    threes = zip(years, sums[::3], sums[1::3], sums[2::3], strict=False)
    return {at: tonnes(int(partners), kg, largest) for at, partners, kg, largest in threes if partners}


TARGET = ("partner_id", "base_year", "base_value", "target_year", "target_value", "interim")
STRETCHES = ("base", "further")
SQL = """
    WITH partner AS (
        SELECT partner_id, count(*) FILTER (WHERE NOT has_upstream) = %s AS has_all, {by_year}
        FROM ({balance}) AS balance GROUP BY partner_id
    ), own AS (
        SELECT target.* FROM ({target}) AS target JOIN partner USING (partner_id) WHERE has_all
    ), point AS (
        SELECT id, 'base' AS kind, base_year AS year, base_value AS t FROM own
        UNION ALL SELECT id, 'further', target_year, target_value FROM own
        UNION ALL SELECT id, 'further', key::int, value::numeric FROM own, jsonb_each_text(interim)
            WHERE interim <> '{{}}'
    ), stretch AS (
        SELECT kind, year AS from_year, t AS from_t, lead(year) OVER way AS to_year, lead(t) OVER way AS to_t
        FROM point WINDOW way AS (PARTITION BY id ORDER BY year)
    )
    SELECT kind, from_year, to_year, ARRAY[count(*), sum(from_t), max(from_t), sum(to_t)]
    FROM stretch GROUP BY kind, from_year, to_year
    UNION ALL
    SELECT CASE WHEN own.id IS NULL THEN 'others' ELSE 'group' END, NULL, NULL, ARRAY[{sums}]
    FROM partner LEFT JOIN own USING (partner_id) GROUP BY 1
"""
