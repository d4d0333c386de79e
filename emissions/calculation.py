"""From amounts to tonnes: exact in Decimal, nothing rounded, nothing known of the database.

Amounts have up to 6 and factors up to 8 decimals; their product must keep all 14, so everything runs with 60 digits
instead of Python's 28.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from klimapakt.lib.numbers import PRECISION

KG_PER_T: Final = Decimal(1000)
HS_TO_HI: Final = Decimal("0.903")  # natural gas: heating value per gross calorific value (EBeV 2030)
SIGNIFICANT_PERCENT: Final = Decimal(5)
ZERO: Final = Decimal(0)

P = ParamSpec("P")
T = TypeVar("T")


def exact(function: Callable[P, T]) -> Callable[P, T]:
    """Runs a calculation with enough digits that no product is cut."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        with localcontext(prec=PRECISION):
            return function(*args, **kwargs)

    return inner


@dataclass(frozen=True)
class Line:
    """One activity. `electricity_kwh`: what contracts may cover (purchased electricity only)."""

    scope: str
    kg: Decimal
    biogenic_kg: Decimal | None = None
    electricity_kwh: Decimal | None = None


@dataclass(frozen=True)
class Contract:
    """Green power with proof: guarantees of origin that were cancelled, or a contract that carries them."""

    kwh: Decimal
    kg_per_kwh: Decimal


@dataclass(frozen=True)
class MarketBased:
    kg: Decimal
    covered_kwh: Decimal
    uncovered_kwh: Decimal
    is_fallback: bool


@dataclass(frozen=True)
class Totals:
    """None means that nothing was stated, which is not zero. Scope 1 and 2 are sums of what is there."""

    scope1_kg: Decimal
    scope2_location_kg: Decimal
    scope2_market_kg: Decimal
    is_market_fallback: bool
    scope3_kg: Decimal | None
    biogenic_kg: Decimal | None


@dataclass(frozen=True)
class ChangeSplit:
    """Why a line changed: because more or less was used, or because the factor is another one."""

    activity_kg: Decimal
    factor_kg: Decimal


@dataclass(frozen=True)
class BaseYearChange:
    percent: Decimal
    is_significant: bool


@exact
def kilograms(amount: Decimal, kg_per_unit: Decimal) -> Decimal:
    return amount * kg_per_unit


@exact
def product(amount: Decimal, per_unit: Decimal) -> Decimal:
    """Of whichever units: kWh from litres, m² or employees times a ratio."""
    return amount * per_unit


@exact
def tonnes(kg: Decimal) -> Decimal:
    return kg / KG_PER_T


@exact
def line(
    *,
    scope: str,
    amount: Decimal,
    kg_per_unit: Decimal,
    biogenic_per_unit: Decimal | None = None,
    electricity_kwh: Decimal | None = None,
) -> Line:
    return Line(
        scope=scope,
        kg=amount * kg_per_unit,
        biogenic_kg=None if biogenic_per_unit is None else amount * biogenic_per_unit,
        electricity_kwh=electricity_kwh,
    )


@exact
def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None if nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


@exact
def totals(
    lines: Sequence[Line], *, contracts: Sequence[Contract] = (), residual_kg_per_kwh: Decimal | None = None
) -> Totals:
    """Scope 2 twice: with the grid's mix for all, and by contracts. Heat and cooling count the same in both."""
    electricity = [line for line in lines if line.scope == "2" and line.electricity_kwh is not None]
    other_kg = _sum(line.kg for line in lines if line.scope == "2" and line.electricity_kwh is None)
    grid_kg = _sum(line.kg for line in electricity)
    market = market_based(
        consumption_kwh=_sum(line.electricity_kwh for line in electricity),
        grid_kg=grid_kg,
        contracts=contracts,
        residual_kg_per_kwh=residual_kg_per_kwh,
    )
    return Totals(
        scope1_kg=_sum(line.kg for line in lines if line.scope == "1"),
        scope2_location_kg=grid_kg + other_kg,
        scope2_market_kg=market.kg + other_kg,
        is_market_fallback=market.is_fallback,
        scope3_kg=total(line.kg for line in lines if line.scope == "3"),
        biogenic_kg=total(line.biogenic_kg for line in lines),
    )


@exact
def market_based(
    *,
    consumption_kwh: Decimal,
    grid_kg: Decimal,
    contracts: Sequence[Contract] = (),
    residual_kg_per_kwh: Decimal | None = None,
) -> MarketBased:
    """Contracts in the order given, never more than was used; the rest with the residual mix.

    Without a residual mix the grid's average stands in, and that is flagged.
    """
    left, kg = consumption_kwh, ZERO
    for contract in contracts:
        covered = min(contract.kwh, left)
        kg += covered * contract.kg_per_kwh
        left -= covered
    is_fallback = left > 0 and residual_kg_per_kwh is None
    if residual_kg_per_kwh is not None:
        kg += left * residual_kg_per_kwh
    elif left > 0:
        kg += grid_kg * left / consumption_kwh
    return MarketBased(kg=kg, covered_kwh=consumption_kwh - left, uncovered_kwh=left, is_fallback=is_fallback)


@exact
def change_split(*, amount_before: Decimal, factor_before: Decimal, amount: Decimal, factor: Decimal) -> ChangeSplit:
    """Both effects together are the change, to the last digit."""
    half = Decimal("0.5")
    return ChangeSplit(
        activity_kg=(amount - amount_before) * (factor_before + factor) * half,
        factor_kg=(factor - factor_before) * (amount_before + amount) * half,
    )


@exact
def intensity(emissions: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Per employee, per m², per kWh. Without a denominator there is no value, not zero."""
    if emissions is None or not denominator:
        return None
    return emissions / denominator


@exact
def weighted_intensity(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """Of many together: the sum by the sum over those that have both, never the mean of ratios."""
    known = [(emissions, below) for emissions, below in pairs if emissions is not None and below]
    return intensity(total(emissions for emissions, _below in known), total(below for _emissions, below in known))


@exact
def change_percent(before: Decimal, now: Decimal) -> Decimal | None:
    return None if before == 0 else (now - before) / before * 100


@exact
def co2e(masses: Mapping[str, Decimal], gwp: Mapping[str, Decimal]) -> Decimal:
    """Gases by mass with one set of warming potentials. A gas that the set lacks is a KeyError."""
    return _sum(mass * gwp[gas] for gas, mass in masses.items())


@exact
def blend_gwp(shares_percent: Mapping[str, Decimal], gwp: Mapping[str, Decimal]) -> Decimal:
    """A refrigerant that is mixed from others."""
    if sum(shares_percent.values()) != 100:
        raise ValueError("The shares of a blend add up to 100 %.")
    return co2e(shares_percent, gwp) / 100


@exact
def base_year_change(
    before: Decimal, now: Decimal, *, earlier_percent: Decimal = ZERO, threshold_percent: Decimal = SIGNIFICANT_PERCENT
) -> BaseYearChange:
    """Whether a base year must be restated: its change, together with earlier small ones, reaches the threshold."""
    percent = (now - before) / before * 100
    return BaseYearChange(percent=percent, is_significant=abs(percent) + abs(earlier_percent) >= threshold_percent)


@exact
def extrapolated(sample: Decimal, *, answers: int, people: int) -> Decimal | None:
    """From those who answered a survey to all."""
    return sample / answers * people if answers else None


@exact
def weather_adjusted(heat: Decimal, *, degree_days: Decimal, long_term_degree_days: Decimal) -> Decimal:
    return heat * long_term_degree_days / degree_days


@exact
def heating_value(kwh_hs: Decimal, ratio: Decimal = HS_TO_HI) -> Decimal:
    """From the gross value on the gas bill (Hs) to the heating value (Hi)."""
    return kwh_hs * ratio


@exact
def fuel_energy_mwh(litres: Decimal, *, kg_per_l: Decimal, gj_per_t: Decimal) -> Decimal:
    return convert(convert(litres * kg_per_l, "kg", "t") * gj_per_t, "GJ", "MWh")


def calendar_year(ends_on: dt.date) -> int:
    """The year that holds most months of a business year; six and six: the later one."""
    return ends_on.year if ends_on.month >= 6 else ends_on.year - 1


# Base units: MJ, kg, km. Gross and net kWh are dimensions of their own: between them stands a ratio of the fuel.
_UNITS: Final[Mapping[str, tuple[str, Decimal]]] = {
    "MJ": ("energy", Decimal(1)),
    "GJ": ("energy", Decimal(1000)),
    "TJ": ("energy", Decimal(1_000_000)),
    "kWh": ("energy", Decimal("3.6")),
    "MWh": ("energy", Decimal(3600)),
    "GWh": ("energy", Decimal(3_600_000)),
    "TWh": ("energy", Decimal(3_600_000_000)),
    "kWh (Hs)": ("gross energy", Decimal("3.6")),
    "MWh (Hs)": ("gross energy", Decimal(3600)),
    "kWh (Hi)": ("net energy", Decimal("3.6")),
    "MWh (Hi)": ("net energy", Decimal(3600)),
    "g": ("mass", Decimal("0.001")),
    "kg": ("mass", Decimal(1)),
    "t": ("mass", Decimal(1000)),
    "kt": ("mass", Decimal(1_000_000)),
    "Mt": ("mass", Decimal(1_000_000_000)),
    "l": ("volume", Decimal("0.001")),
    "m3": ("volume", Decimal(1)),
    "km": ("length", Decimal(1)),
    "mi": ("length", Decimal("1.609344")),
}


@exact
def convert(amount: Decimal, unit: str, to: str) -> Decimal:
    """Between units of one dimension; anything else is a ValueError."""
    try:
        (dimension, size), (other, other_size) = _UNITS[unit], _UNITS[to]
    except KeyError as error:
        raise ValueError(f"unknown unit: {error}") from error
    if dimension != other:
        raise ValueError(f"{unit} is no {to}")
    return amount * size / other_size


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return total(values) or ZERO
