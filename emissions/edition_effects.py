"""What checked and handed-in balances would be with another edition. Only looked at: nothing changes here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum

from emissions import calculation, factors
from emissions.factors import FactorRow
from emissions.market import Group, Terms, added, market_of
from emissions.models import (
    Balance,
    BaseYearRecalculation,
    Consumption,
    Contract,
    Factor,
    ResidualMix,
    ScopeTotal,
    Target,
)
from partners.models import Pact

Scope = ScopeTotal.Scope
SHOWN: Final = (Scope.SCOPE1, Scope.SCOPE2_LOCATION, Scope.SCOPE2_MARKET, Scope.SCOPE3)
ZERO: Final = Decimal(0)


class Edition:
    """Factors as the year rule picks them: of a set that is stored, or of a file that may become one."""

    def __init__(self, name: str, rows: Iterable[Factor | FactorRow]) -> None:
        self.name = name
        self.years: dict[str, dict[int | None, Factor | FactorRow]] = defaultdict(dict)
        for row in rows:
            if row.use != Factor.Use.REFERENCE and row.scope in ("1", "2", "3"):
                self.years[row.key][row.valid_year] = row

    def factor(self, key: str, year: int) -> Factor | FactorRow | None:
        known = self.years.get(key)
        return known[factors.year_for(known, year)] if known else None


@dataclass(frozen=True)
class BaseYear:
    """A target that stands on the balance, and whether the change would be proposed as a recalculation."""

    percent: Decimal
    threshold_percent: Decimal

    @property
    def is_significant(self) -> bool:
        return self.percent >= self.threshold_percent


@dataclass
class Effect:
    """One balance before and after, kg by scope."""

    balance: Balance
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    missing: set[str]
    base_year: BaseYear | None = None

    @property
    def change_kg(self) -> Decimal:
        """Of scope 1, 2 (location-based) and 3: what the list is sorted by."""
        return total_kg(self.after) - total_kg(self.before)

    @property
    def percent(self) -> Decimal | None:
        return calculation.change_percent(total_kg(self.before), total_kg(self.after))

    @property
    def scopes(self) -> Iterator[tuple[str, Decimal, Decimal]]:
        for scope in SHOWN:
            if self.before[scope] != self.after[scope]:
                yield str(scope.label), self.before[scope], self.after[scope]


@dataclass
class Effects:
    """The largest changes first; what does not change is only counted."""

    rows: Sequence[Effect]
    unchanged: int
    sums: list[tuple[str, Decimal, Decimal, Decimal | None]] = field(default_factory=list)

    @property
    def partners(self) -> int:
        return len({row.balance.partner_id for row in self.rows})

    @property
    def recalculations(self) -> int:
        return sum(1 for row in self.rows if row.base_year and row.base_year.is_significant)


def total_kg(kg: Mapping[str, Decimal]) -> Decimal:
    return kg[Scope.SCOPE1] + kg[Scope.SCOPE2_LOCATION] + kg[Scope.SCOPE3]


def concerned() -> QuerySet[Balance]:
    """Valid balances of lines that the office may read; drafts are the partner's alone."""
    return Balance.objects.valid().filter(entry=Balance.Entry.LINES, submitted_at__isnull=False)


@calculation.exact
def effects_of(edition: Edition) -> Effects:
    """A handful of queries, however many balances: lines are added up by the database."""
    balances = {one.pk: one for one in concerned().select_related("partner", "factor_set")}
    groups = _groups()
    contracts: dict[int, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.filter(balance__in=concerned()).by_rank():
        contracts[contract.balance_id].append(contract)
    residual = dict(ResidualMix.objects.values_list("year", "kg_per_kwh"))
    market = Scope.SCOPE2_MARKET
    typed = ScopeTotal.objects.filter(balance__in=concerned(), scope=market, is_stated=True)
    stated = dict(typed.values_list("balance_id", "kg"))
    effects = []
    for pk, own in groups.items():
        balance = balances[pk]
        after, missing = _after(own, edition, balance.year)
        terms = Terms(contracts.get(pk, []), residual.get(balance.year))
        before_kg, after_kg = _by_scope(own, terms), _by_scope(after, terms)
        if pk in stated and not terms.contracts:
            before_kg[market] = after_kg[market] = stated[pk]
        effects.append(Effect(balance, before_kg, after_kg, missing))
    rows = [one for one in effects if one.before != one.after or one.missing]
    rows.sort(key=lambda one: (-abs(one.change_kg), one.balance.partner.name, one.balance.year))
    _weigh_base_years(rows)
    return Effects(rows, len(balances) - len(rows), _sums(rows))


def _groups() -> Mapping[int, list[Group]]:
    names = ("factor__key", "factor__unit", "factor__scope", "scope3_category", "own_factor")
    lines = Consumption.objects.filter(balance__in=concerned(), kg__isnull=False).order_by()
    summed = lines.values("balance_id", *names).annotate(all_kg=Sum("kg"), all_amounts=Sum("amount"))
    found: dict[int, list[Group]] = defaultdict(list)
    for group in summed.iterator(chunk_size=5000):
        found[group["balance_id"]].append(group)
    return found


def _after(groups: Sequence[Group], edition: Edition, year: int) -> tuple[list[Group], set[str]]:
    """Own factors stay; what the edition lacks stays too, and is named."""
    after: list[Group] = []
    missing: set[str] = set()
    for group in groups:
        key = group["factor__key"]
        if key is None or group["own_factor"] is not None:
            after.append(group)
            continue
        new = edition.factor(key, year)
        if new is None or (new.unit, new.scope) != (group["factor__unit"], group["factor__scope"]):
            missing.add(key)
            after.append(group)
            continue
        after.append({**group, "all_kg": calculation.kilograms(group["all_amounts"], new.kg_co2e_per_unit)})
    return after, missing


def _by_scope(groups: Sequence[Group], terms: Terms) -> dict[str, Decimal]:
    direct = [one for one in groups if one["scope3_category"] is None]
    third = [one for one in groups if one["scope3_category"] is not None]
    return {
        Scope.SCOPE1: added([one for one in direct if one["factor__scope"] == "1"], "all_kg"),
        Scope.SCOPE2_LOCATION: added([one for one in direct if one["factor__scope"] == "2"], "all_kg"),
        Scope.SCOPE2_MARKET: market_of(direct, terms).kg,
        Scope.SCOPE3: added(third, "all_kg"),
    }


def _weigh_base_years(rows: Sequence[Effect]) -> None:
    """As a correction would be: the change, with those noted before, against the partner's threshold."""
    by_place = {(row.balance.partner_id, row.balance.year): row for row in rows}
    partners = {row.balance.partner_id for row in rows}
    targets = Target.objects.valid().filter(partner__in=partners).order_by("scopes")
    noted: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)  # Any: a base value with what it is about
    small = BaseYearRecalculation.objects.filter(state="noted", target__partner__in=partners).select_related("target")
    for one in small:
        noted[_base(one.target)] += abs(one.new_value - one.old_value)
    common = Pact.objects.current().recalculation_percent
    for target in targets:
        row = by_place.get((target.partner_id, target.base_year))
        if row is None:
            continue
        scopes = _covered(target)
        before, after = (sum((kg[one] for one in scopes), ZERO) for kg in (row.before, row.after))
        change = calculation.change_percent(before, after)
        if change is None:
            continue
        percent = abs(change) + noted[_base(target)] / target.base_value * 100
        threshold = min(row.balance.partner.recalculation_percent or common, common)
        if row.base_year is None or percent > row.base_year.percent:
            row.base_year = BaseYear(percent, threshold)


def _base(target: Target) -> tuple[Any, ...]:  # Any: as above
    return target.partner_id, target.scopes, target.unit, target.basis, target.base_year, target.base_value


def _covered(target: Target) -> list[Scope]:
    second = Scope.SCOPE2_MARKET if target.basis == Target.Basis.MARKET else Scope.SCOPE2_LOCATION
    return {Target.Scopes.S1: [Scope.SCOPE1], Target.Scopes.S12: [Scope.SCOPE1, second]}.get(
        Target.Scopes(target.scopes), [Scope.SCOPE1, second, Scope.SCOPE3]
    )


def _sums(rows: Sequence[Effect]) -> list[tuple[str, Decimal, Decimal, Decimal | None]]:
    sums = []
    for scope in SHOWN:
        before, after = (sum((kg[scope] for kg in side), ZERO) for side in _sides(rows))
        if before or after:
            sums.append((str(scope.label), before, after, calculation.change_percent(before, after)))
    return sums


def _sides(rows: Sequence[Effect]) -> tuple[list[Mapping[str, Decimal]], list[Mapping[str, Decimal]]]:
    return [row.before for row in rows], [row.after for row in rows]
