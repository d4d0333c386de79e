"""What was emitted: by year and scope, for the constant group, by sector; what would tell of somebody is left out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from emissions.models import Balance, ScopeTotal
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures.disclosure import Cell, Parts, Rule, summarise, text, total
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
SCOPE = ScopeTotal.Scope
PATH_SCOPES = (SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION)
FIRST_YEAR = 2019


@dataclass
class Checked:
    """One checked balance: t of the sites in the city, by scope; a scope that is not stated is missing."""

    partner: int
    year: int
    sector: str
    has_upstream: bool
    t: dict[str, Decimal] = field(default_factory=dict)
    company_t: dict[str, Decimal] = field(default_factory=dict)  # with the sites elsewhere
    activity_t: Decimal | None = None
    factor_t: Decimal | None = None
    has_unknown_share: bool = False

    def both(self) -> Decimal:
        return total(self.t.get(scope, Decimal(0)) for scope in PATH_SCOPES)

    def company_both(self) -> Decimal:
        return total(self.company_t.get(scope, Decimal(0)) for scope in PATH_SCOPES)

    def add(self, scope: str, kg: Decimal, share: Decimal | None, effects: list[Decimal | None]) -> None:
        """A share that is not known counts in full."""
        with localcontext(prec=PRECISION):
            inside = Decimal(1) if share is None else share
            self.company_t[scope], self.t[scope] = kg / 1000, kg * inside / 1000
            self.has_unknown_share |= share is None
            activity, factor = (None if effect is None else effect * inside / 1000 for effect in effects)
            if scope in PATH_SCOPES and activity is not None and factor is not None:
                self.activity_t = (self.activity_t or Decimal(0)) + activity
                self.factor_t = (self.factor_t or Decimal(0)) + factor


Rows = list[Checked]


def balances(cut_off: dt.datetime) -> QuerySet[Balance]:
    """Approved by the cut-off, valid then, of climate partners that have not left by then."""
    valid = Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off)
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return Balance.objects.filter(valid, approved_at__lte=cut_off, partner__in=members)


def checked(cut_off: dt.datetime) -> Rows:
    found: dict[int, Checked] = {}
    for pk, partner, year, sector, has_upstream, is_fallback, scope, kg, share, *effects in balances(
        cut_off
    ).values_list(
        "pk",
        "partner",
        "year",
        "partner__sector",
        "includes_upstream",
        "is_market_fallback",
        "totals__scope",
        "totals__kg",
        "totals__city_share",
        "totals__activity_effect_kg",
        "totals__factor_effect_kg",
    ):
        row = found.setdefault(pk, Checked(partner, year, sector, has_upstream))
        if scope is not None and not (is_fallback and scope == SCOPE.SCOPE2_MARKET):  # else the grid's average twice
            row.add(scope, kg, share, effects)
    return list(found.values())


def compute(year: int, rows: Rows, rule: Rule) -> Json:
    known = [by_year(at, [row for row in rows if row.year == at], rule) for at in range(FIRST_YEAR, year + 1)]
    first = min((row["year"] for row in known if row["balances"]), default=year)
    pairs = [pair for before in dict.fromkeys((year - 1, first)) if (pair := Pair.of(before, year, rows)).now]
    return {
        "years": known,
        "delivered": next((row["balances"] for row in known if row["year"] == year), 0),
        "constant": [pair.figures(rule, pairs[:index]) for index, pair in enumerate(pairs)],
        "sectors": sectors([row for row in rows if row.year == year], rule),
    }


def by_year(year: int, rows: Rows, rule: Rule) -> Json:
    """Scope 1 and 2 (location) are told together or not at all, the others each by themselves, with their counts."""
    parts = {scope: {row.partner: row.t[scope] for row in rows if scope in row.t} for scope in SCOPE.values}
    together: dict[str, Parts] = {**{scope: parts[scope] for scope in PATH_SCOPES}, "both": by_partner(rows)}
    is_told = bool(rows) and rule.allows_all(together)
    told = {scope: is_told if scope in PATH_SCOPES else rule.allows(parts[scope]) for scope in SCOPE.values}
    return {
        "year": year,
        "balances": len(rows),
        "upstream": sum(row.has_upstream for row in rows),
        "unknown_share": sum(row.has_unknown_share for row in rows),
        "is_hidden": bool(rows) and not is_told,
        **{f"{scope}_n": len(parts[scope]) for scope in SCOPE.values},
        **{
            f"{scope}_t": text(total(parts[scope].values())) if told[scope] and parts[scope] else None
            for scope in SCOPE.values
        },
    }


def by_partner(rows: Iterable[Checked]) -> dict[int, Decimal]:
    return {row.partner: row.both() for row in rows}


@dataclass(frozen=True)
class Pair:
    """Scope 1 and 2 of the partners with a balance in both years, none with upstream inside; the change, its causes."""

    before_year: int
    year: int
    before: Parts
    now: Parts
    every_before: Parts
    every_now: Parts
    explained: Rows

    @classmethod
    def of(cls, before_year: int, year: int, rows: Rows) -> "Pair":
        own: dict[int, Rows] = defaultdict(list)
        for row in rows:
            own[row.year].append(row)
        usable = {at: {row.partner for row in own[at] if not row.has_upstream} for at in (before_year, year)}
        group = usable[before_year] & usable[year] if before_year != year else set()
        now = [row for row in own[year] if row.partner in group]
        return cls(
            before_year,
            year,
            by_partner(row for row in own[before_year] if row.partner in group),
            by_partner(now),
            by_partner(own[before_year]),
            by_partner(own[year]),
            [row for row in now if row.activity_t is not None] if year - before_year == 1 else [],
        )

    def is_told(self, rule: Rule, beside: list["Pair"]) -> bool:
        """Neither beside the sums of the two years nor beside another group of this year may somebody show."""
        told = [self.every_now, *(pair.now for pair in beside)]
        return rule.allows_beside(self.before, self.every_before) and all(
            rule.allows_beside(self.now, other) for other in told
        )

    def figures(self, rule: Rule, beside: list["Pair"]) -> Json:
        names = ("before_t", "now_t", "change_t", "change_percent", "activity_t", "factor_t")
        start: Json = {"from": self.before_year, "to": self.year, "partners": len(self.now)}
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
            "explained": len(self.explained),
            "is_hidden": False,
            **{name: text(value) for name, value in zip(names, values, strict=True)},
        }

    def effects(self, rule: Rule) -> tuple[Decimal | None, Decimal | None]:
        """Consumption and factors; left out if they, or what they do not explain, would tell of somebody."""
        if not self.explained or not rule.allows_beside(by_partner(self.explained), self.now):
            return None, None
        return (
            total(row.activity_t or Decimal(0) for row in self.explained),
            total(row.factor_t or Decimal(0) for row in self.explained),
        )


def sectors(rows: Rows, rule: Rule) -> list[Json]:
    """Scope 1 and 2 by sector; those that would tell of somebody are one row together, with sector None."""
    own: dict[str, Rows] = defaultdict(list)
    for row in rows:
        own[row.sector].append(row)
    cells = [
        Cell(
            sector,
            {
                **{scope: {row.partner: row.t.get(scope, Decimal(0)) for row in members} for scope in PATH_SCOPES},
                "both": by_partner(members),
            },
        )
        for sector, members in own.items()
    ]
    return [
        {
            "sector": cell.key,
            "partners": len(cell.partners),
            "scope1_t": text(total(cell.columns[SCOPE.SCOPE1].values())) if cell.is_told else None,
            "scope2_t": text(total(cell.columns[SCOPE.SCOPE2_LOCATION].values())) if cell.is_told else None,
        }
        for cell in summarise(cells, rule)
    ]
