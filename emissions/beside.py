"""What a balance says beside its scopes, for whoever reads or checks it."""

from collections.abc import Sequence
from dataclasses import dataclass

from emissions import market
from emissions.intensity import Intensity, intensities
from emissions.models import Balance, Contract, Credit, Denominators, OwnGeneration, Scope3Category


@dataclass(frozen=True)
class Beside:
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


def beside_of(balance: Balance) -> Beside:
    terms = market.terms_of(balance)
    is_by_contract = balance.entry == Balance.Entry.LINES
    generation = OwnGeneration.objects.filter(balance=balance).first()
    return Beside(
        contracts=terms.contracts,
        market=market.market_of(balance.lines.direct().sums(), terms) if is_by_contract else None,
        scope3=list(balance.scope3_categories.all()),
        credits=list(balance.credits.all()),
        generation=generation if generation and (generation.used_kwh or generation.exported_kwh) else None,
        intensities=intensities(
            dict(balance.totals.values_list("scope", "kg")), Denominators.objects.filter(balance=balance).first()
        ),
    )
