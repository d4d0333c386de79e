"""One balance beside the year before, as rows for the check page and for the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from emissions import calculation, factors, plausibility
from emissions.carriers import BY_KEY, CARRIERS, Absence, Carrier, Variant
from emissions.models import Balance, Consumption, ScopeTotal

NEEDED = (ScopeTotal.Scope.SCOPE1, ScopeTotal.Scope.SCOPE2_LOCATION)


@dataclass(frozen=True)
class ScopeRow:
    key: str
    label: str
    is_needed: bool
    kg: Decimal | None
    before_kg: Decimal | None
    city_share: Decimal | None
    activity_kg: Decimal | None
    factor_kg: Decimal | None

    @property
    def change_percent(self) -> Decimal | None:
        if self.kg is None or self.before_kg is None:
            return None
        return calculation.change_percent(self.before_kg, self.kg)

    @property
    def city_percent(self) -> Decimal | None:
        return None if self.city_share is None else self.city_share * 100

    @property
    def is_jump(self) -> bool:
        return plausibility.is_jump(self.before_kg, self.kg)

    @property
    def is_suspect(self) -> bool:
        return plausibility.looks_like_another_unit(self.before_kg, self.kg) or plausibility.is_huge_total(self.kg)


@dataclass(frozen=True)
class LineRow:
    line: Consumption
    carrier: Carrier
    before: Decimal | None

    @property
    def key(self) -> str:
        """The same for one carrier at one site, however often the line is saved."""
        return f"{self.line.site_id or 0}-{self.carrier.slug}"

    @property
    def label(self) -> str:
        return f"{self.carrier.label}, {self.line.site}" if self.line.site else str(self.carrier.label)

    @property
    def absence(self) -> str:
        """In the language of the page; a reason of somebody's own stays as it is."""
        reason = self.line.absence_reason
        return str(Absence(reason).label) if reason in Absence.values else reason

    @property
    def unit(self) -> str:
        return self.carrier.variant(self.line.factor.key if self.line.factor else "").unit

    @property
    def change_percent(self) -> Decimal | None:
        if self.line.amount is None or self.before is None:
            return None
        return calculation.change_percent(self.before, self.line.amount)

    @property
    def is_jump(self) -> bool:
        return plausibility.is_jump(self.before, self.line.amount)

    @property
    def is_suspect(self) -> bool:
        return plausibility.looks_like_another_unit(self.before, self.line.amount) or plausibility.is_huge_amount(
            self.line.amount
        )


@dataclass(frozen=True)
class Comparison:
    """All rows, and what they say together."""

    scopes: list[ScopeRow]
    lines: list[LineRow]
    before: Balance | None
    mixes_gwp_sets: bool

    @property
    def has_jump(self) -> bool:
        return any(row.is_jump for row in (*self.scopes, *self.lines))  # type: ignore[attr-defined]  # both kinds of rows have it

    @property
    def is_suspect(self) -> bool:
        return any(row.is_suspect for row in (*self.scopes, *self.lines))  # type: ignore[attr-defined]  # both kinds of rows have it

    @property
    def missing(self) -> list[str]:
        return [row.label for row in self.scopes if row.is_needed and row.kg is None]

    @property
    def direct_kg(self) -> Decimal | None:
        """Scope 1 and scope 2 (location-based), if both are known."""
        known = [row.kg for row in self.scopes if row.is_needed and row.kg is not None]
        return calculation.total(known) if len(known) == len(NEEDED) else None


def comparison_of(balance: Balance) -> Comparison:
    before = balance.year_before()
    return compare(
        balance,
        totals=list(balance.totals.all()),
        lines=list(balance.lines.for_table()),
        before=before,
        before_totals=list(before.totals.all()) if before else [],
        before_lines=list(before.lines.for_table()) if before else [],
    )


def compare(
    balance: Balance,
    *,
    totals: Sequence[ScopeTotal],
    lines: Sequence[Consumption],
    before: Balance | None,
    before_totals: Sequence[ScopeTotal] = (),
    before_lines: Sequence[Consumption] = (),
) -> Comparison:
    now = {total.scope: total for total in totals}
    then = {total.scope: total for total in before_totals}
    amounts = amounts_by_activity(before_lines)
    used = [line.factor.gwp_set for line in lines if line.factor and not line.own_factor]
    return Comparison(
        scopes=[_scope_row(scope, now.get(scope), then.get(scope)) for scope in ScopeTotal.Scope],
        lines=[
            LineRow(line, carrier_of(line), amounts.get((line.site_id, line.factor.key)) if line.factor else None)
            for line in lines
        ],
        before=before,
        mixes_gwp_sets=factors.mixes_gwp_sets(used),
    )


def amounts_by_activity(lines: Sequence[Consumption]) -> Mapping[tuple[int | None, str], Decimal]:
    return {(line.site_id, line.factor.key): line.amount for line in lines if line.factor and line.amount is not None}


def carrier_of(line: Consumption) -> Carrier:
    """By its factor; a line without amount has none and says it by its place. Scope 3 knows more than carriers."""
    if line.scope3_category is not None and (used := line.used):
        key = line.factor.key if line.factor else f"own-{used.pk}"
        return Carrier(key, used.name, "", (Variant(key, used.unit),))
    if line.factor and line.factor.key in BY_KEY:
        return BY_KEY[line.factor.key]
    return CARRIERS[min(max(line.position, 1), len(CARRIERS)) - 1]


def _scope_row(scope: ScopeTotal.Scope, now: ScopeTotal | None, then: ScopeTotal | None) -> ScopeRow:
    return ScopeRow(
        key=scope.value,
        label=str(scope.label),
        is_needed=scope in NEEDED,
        kg=now.kg if now else None,
        before_kg=then.kg if then else None,
        city_share=now.city_share if now else None,
        activity_kg=now.activity_effect_kg if now else None,
        factor_kg=now.factor_effect_kg if now else None,
    )
