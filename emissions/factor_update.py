"""What an open balance would be with another edition: line by line, and its totals before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from emissions import calculation, factors, market
from emissions.models import Balance, Consumption, Factor, FactorSet, ScopeTotal

Scope = ScopeTotal.Scope
DIGITS: Final = {Scope.SCOPE1: "1", Scope.SCOPE2_LOCATION: "2"}


@dataclass(frozen=True)
class LineUpdate:
    """A line with the factor of the other edition; None: that edition has none which fits."""

    line: Consumption
    factor: Factor | None

    @property
    def kg_co2e_per_unit(self) -> Decimal | None:
        """An own factor stays what it is."""
        if self.line.own_factor or self.factor is None:
            return self.line.kg_co2e_per_unit
        return self.factor.kg_co2e_per_unit

    @property
    def kg(self) -> Decimal:
        return calculation.kilograms(self.line.amount or Decimal(0), self.kg_co2e_per_unit or Decimal(0))

    @property
    def is_change(self) -> bool:
        return self.kg_co2e_per_unit != self.line.kg_co2e_per_unit

    @property
    def percent(self) -> Decimal | None:
        return calculation.change_percent(self.line.kg or Decimal(0), self.kg)

    def line_after(self, year: int) -> Consumption:
        """A copy for the same row. Raises nothing: who asks has seen that there is a factor."""
        old, factor = self.line, self.factor
        used = old.own_factor or factor
        biogenic = factor.kg_biogenic_per_unit if factor else None
        return Consumption(
            balance_id=old.balance_id,
            position=old.position,
            site=old.site,
            factor=factor,
            own_factor=old.own_factor,
            amount=old.amount,
            kg_co2e_per_unit=self.kg_co2e_per_unit,
            factor_year_gap=factors.year_gap(year, used.valid_year) if used else None,
            kg=self.kg,
            biogenic_kg=None if biogenic is None else calculation.kilograms(old.amount or Decimal(0), biogenic),
            scope3_category=old.scope3_category,
            quality=old.quality,
            note=old.note,
        )


@dataclass(frozen=True)
class TotalUpdate:
    label: str
    before: Decimal
    after: Decimal

    @property
    def percent(self) -> Decimal | None:
        return calculation.change_percent(self.before, self.after)


@dataclass(frozen=True)
class Update:
    """All lines that stand on the portal's factors."""

    year: int
    lines: Sequence[LineUpdate]

    @property
    def changed(self) -> list[LineUpdate]:
        return [one for one in self.lines if one.is_change]

    @property
    def missing(self) -> list[str]:
        """Names of the factors that the other edition does not have."""
        return sorted({str(one.line.factor.name) for one in self.lines if one.factor is None and one.line.factor})

    def lines_after(self) -> list[Consumption]:
        return [one.line_after(self.year) for one in self.lines]


def edition_for(balance: Balance) -> FactorSet | None:
    """The newest edition in use, where a balance of lines stands on an older or a withdrawn one."""
    newest = FactorSet.objects.latest_in_use()
    return newest if balance.factor_set and newest != balance.factor_set else None


def update_of(balance: Balance, factor_set: FactorSet) -> Update:
    lines = list(balance.lines.filter(factor__isnull=False).for_table())
    keys = {line.factor.key for line in lines if line.factor}
    found = Factor.objects.filter(factor_set=factor_set, key__in=keys).for_balances().for_year(balance.year)
    known = {factor.key: factor for factor in found}
    return Update(balance.year, [LineUpdate(line, _fitting(line, known)) for line in lines])


def _fitting(line: Consumption, known: Mapping[str, Factor]) -> Factor | None:
    """The same key, unit and scope; for scope 3 also still of the line's category."""
    old = line.factor
    new = known.get(old.key) if old else None
    if old is None or new is None or (new.unit, new.scope) != (old.unit, old.scope):
        return None
    if line.scope3_category and not factors.is_usable_for_category(new.ghgp_category, line.scope3_category):
        return None
    return new


def totals_of(balance: Balance, update: Update) -> list[TotalUpdate]:
    """Scope 1, scope 2 both ways where it is calculated, scope 3 where it has lines."""
    totals = list(balance.totals.all())
    stored = {total.scope: total.kg for total in totals}
    stated = {total.scope for total in totals if total.is_stated}
    before, after = [one.line for one in update.lines], update.lines_after()
    rows = []
    for scope, digit in DIGITS.items():
        rows.append(TotalUpdate(str(scope.label), _direct(before, digit), _direct(after, digit)))
    if Scope.SCOPE2_MARKET in stored and Scope.SCOPE2_MARKET not in stated:
        terms = market.terms_of(balance)
        kg = [market.market_of(market.groups_of(lines), terms).kg for lines in (before, after)]
        rows.append(TotalUpdate(str(Scope.SCOPE2_MARKET.label), *kg))
    if any(line.scope3_category for line in before) and Scope.SCOPE3 in stored:
        change = _third(after) - _third(before)
        kg3 = stored[Scope.SCOPE3]
        rows.append(TotalUpdate(str(Scope.SCOPE3.label), kg3, kg3 + change))
    return rows


def _direct(lines: Sequence[Consumption], digit: str) -> Decimal:
    own = (one.kg for one in lines if one.scope3_category is None and one.factor and one.factor.scope == digit)
    return calculation.total(own) or Decimal(0)


def _third(lines: Sequence[Consumption]) -> Decimal:
    return calculation.total(line.kg for line in lines if line.scope3_category) or Decimal(0)
