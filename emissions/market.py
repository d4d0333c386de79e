"""Scope 2 by contracts, for a balance as it is stored or as it is just being typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emissions import calculation, factors
from emissions.calculation import MarketBased
from emissions.models import Balance, Consumption, Contract, ResidualMix

Group = Mapping[str, Any]  # Any: a row of `ConsumptionQuerySet.sums`


@dataclass(frozen=True)
class Market:
    """Power by certificates, contracts, the residual mix, and as the last resort the grid. Heat by its supplier."""

    power: MarketBased
    heat: MarketBased
    other_kg: Decimal
    residual_kg_per_kwh: Decimal | None

    @property
    def kg(self) -> Decimal:
        return calculation.total((self.power.kg, self.heat.kg, self.other_kg)) or Decimal(0)

    @property
    def is_fallback(self) -> bool:
        return self.power.is_fallback


@dataclass(frozen=True)
class Terms:
    """What counts in a balance's market: its contracts, and the residual mix of its year."""

    contracts: Sequence[Contract]
    residual_kg_per_kwh: Decimal | None


def terms_of(balance: Balance) -> Terms:
    residual = ResidualMix.objects.filter(year=balance.year).values_list("kg_per_kwh", flat=True).first()
    return Terms(list(balance.contracts.by_rank()), residual)


def shown_terms(balance: Balance) -> Terms:
    """The same of a balance from `access.with_beside`, which knows whether there are contracts."""
    contracts = list(balance.contracts.by_rank()) if balance.has_contracts else []  # type: ignore[attr-defined]  # annotated
    return Terms(contracts, balance.residual_kg_per_kwh)  # type: ignore[attr-defined]  # annotated


def groups_of(lines: Iterable[Consumption]) -> list[Group]:
    """Lines that are at hand already, as the database would group them."""
    return [
        {
            "scope3_category": line.scope3_category,
            "factor__scope": line.factor.scope,
            "factor__key": line.factor.key,
            "all_kg": line.kg,
            "all_amounts": line.amount,
        }
        for line in lines
        if line.factor and line.kg is not None
    ]


def market_of(groups: Iterable[Group], terms: Terms) -> Market:
    second = [one for one in groups if one["scope3_category"] is None and one["factor__scope"] == "2"]
    power = [one for one in second if factors.is_electricity(one["factor__key"], "2")]
    heat = [one for one in second if factors.is_district_heat(one["factor__key"], "2")]
    other = [
        one
        for one in second
        if not factors.is_electricity(one["factor__key"], "2") and not factors.is_district_heat(one["factor__key"], "2")
    ]
    return Market(
        power=calculation.market_based(
            consumption_kwh=added(power, "all_amounts"),
            grid_kg=added(power, "all_kg"),
            contracts=_covered(terms, Contract.Energy.ELECTRICITY),
            residual_kg_per_kwh=terms.residual_kg_per_kwh,
        ),
        heat=calculation.market_based(
            consumption_kwh=added(heat, "all_amounts"),
            grid_kg=added(heat, "all_kg"),
            contracts=_covered(terms, Contract.Energy.HEAT),
        ),
        other_kg=added(other, "all_kg"),
        residual_kg_per_kwh=terms.residual_kg_per_kwh,
    )


def added(groups: Iterable[Group], name: str) -> Decimal:
    return calculation.total(group[name] for group in groups) or Decimal(0)


def _covered(terms: Terms, energy: str) -> list[calculation.Contract]:
    return [calculation.Contract(one.kwh, one.kg_per_kwh) for one in terms.contracts if one.energy == energy]
