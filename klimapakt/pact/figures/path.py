"""The way down of all who promised one: what they emitted, and what the sum of their pathways allowed."""

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
        group = GROUP.format(balance=balance, target=target)
        parameters = [*of_target, *of_balance, len(years)]
        with connection.cursor() as cursor:
            cursor.execute(STRETCHES.format(group=group), parameters)
            stretches = cursor.fetchall()
            cursor.execute(ACTUAL.format(group=group, balance=balance), [*of_balance, *parameters])
            actual = cursor.fetchall()
        bases = [row for row in stretches if row[0]]
        promised = total(row[5] for row in bases)
        largest = max((row[6] for row in bases), default=Decimal(0))
        return cls(
            Bunch(sum(row[4] for row in bases), promised, promised, largest),
            [Stretch(begin, end, from_t, to_t) for _base, begin, end, to_t, _n, from_t, _largest in stretches],
            *({year: tonnes(*sums) for year, is_own, *sums in actual if is_own == wanted} for wanted in (True, False)),
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


TARGET = ("partner_id", "base_year", "base_value", "target_year", "target_value", "interim")
GROUP = """
    SELECT target.* FROM ({target}) AS target JOIN (
        SELECT partner_id FROM ({balance}) AS balance WHERE NOT has_upstream GROUP BY partner_id HAVING count(*) = %s
    ) AS delivered USING (partner_id)
"""
STRETCHES = """
    WITH own AS ({group}), point AS (
        SELECT id, true AS is_base, base_year AS year, base_value AS t FROM own
        UNION ALL SELECT id, false, target_year, target_value FROM own
        UNION ALL SELECT id, false, key::int, value::numeric FROM own, jsonb_each_text(interim) WHERE interim <> '{{}}'
    ), stretch AS (
        SELECT is_base, year AS from_year, t AS from_t, lead(year) OVER way AS to_year, lead(t) OVER way AS to_t
        FROM point WINDOW way AS (PARTITION BY id ORDER BY year)
    )
    SELECT is_base, from_year, to_year, sum(to_t), count(*), sum(from_t), max(from_t)
    FROM stretch GROUP BY is_base, from_year, to_year
"""
ACTUAL = """
    SELECT year, own.partner_id IS NOT NULL, count(*), sum(company_kg), max(company_kg)
    FROM ({balance}) AS balance LEFT JOIN ({group}) AS own USING (partner_id)
    GROUP BY 1, 2
"""
