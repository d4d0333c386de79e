"""What a balance says beside its scopes, for whoever reads or checks it."""

from collections.abc import Sequence
from dataclasses import dataclass

from emissions import market
from emissions.comparison import Comparison
from emissions.intensity import Intensity, intensities
from emissions.models import Balance, Contract, Credit, OwnFactor, OwnGeneration, Scope3Category


@dataclass(frozen=True)
class Beside:
    own_factors: Sequence[OwnFactor]
    contracts: Sequence[Contract]
    market: market.Market | None
    scope3: Sequence[Scope3Category]
    credits: Sequence[Credit]
    generation: OwnGeneration | None
    intensities: Sequence[Intensity]

    @property
    def scope3_counted(self) -> int:
        return sum(one.status == Scope3Category.Status.CALCULATED for one in self.scope3)

    @property
    def scope3_open(self) -> int:
        """Categories of which nothing was said."""
        return len(Scope3Category.Category) - len(self.scope3)


def own_factors_of(balance: Balance) -> Sequence[OwnFactor]:
    """Of a balance from `access.with_beside`, which knows whether there are any."""
    return list(balance.own_factors.all()) if balance.has_own_factors else []  # type: ignore[attr-defined]  # annotated


def beside_of(balance: Balance, comparison: Comparison) -> Beside:
    """Of a balance from `access.with_beside`, with its lines and totals as they were compared."""
    terms = market.shown_terms(balance)
    is_by_contract = balance.entry == Balance.Entry.LINES
    groups = market.groups_of(row.line for row in comparison.lines)
    kg = {row.key: row.kg for row in comparison.scopes if row.kg is not None}
    generation = getattr(balance, "own_generation", None)
    return Beside(
        own_factors=own_factors_of(balance),
        contracts=terms.contracts,
        market=market.market_of(groups, terms) if is_by_contract else None,
        scope3=list(balance.scope3_categories.all()) if balance.has_scope3 else [],  # type: ignore[attr-defined]  # annotated
        credits=list(balance.credits.all()) if balance.has_credits else [],  # type: ignore[attr-defined]  # annotated
        generation=generation if generation and (generation.used_kwh or generation.exported_kwh) else None,
        intensities=intensities(kg, getattr(balance, "denominators", None)),
    )
