"""Energy behind a line, in MWh by heating value (Hi): what kind it is, and how its unit becomes kWh.

Sources: heating values of BAFA (EEW, table 3) and the gas bill's ratio (EBeV 2030), in `data/conversion_factors.csv`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from emissions import calculation

DATA: Final = Path(__file__).parent / "data" / "conversion_factors.csv"
KWH_UNITS: Final = frozenset({"kWh", "kWh (Hi)"})
GROSS, GAS_RATIO = "kWh (Hs)", "gas.hs_to_hi"  # the ratio holds for natural gas alone
# Fuels as keys of factors name them, the longer names first, with their heating value.
FUELS: Final = (
    ("natural_gas", "bafa.ncv.natural_gas"),
    ("heating_oil_heavy", "bafa.ncv.heating_oil_heavy"),
    ("heating_oil", "bafa.ncv.heating_oil_light"),
    ("diesel", "bafa.ncv.diesel"),
    ("petrol", "bafa.ncv.petrol"),
    ("lpg", "bafa.ncv.lpg"),
    ("hard_coal", "bafa.ncv.hard_coal"),
    ("lignite", "bafa.ncv.lignite"),
    ("wood_logs", "bafa.ncv.wood_logs"),
)
RENEWABLE: Final = ("wood_", "biogas", "bioethanol", "biodiesel", "hvo")
NO_ENERGY: Final = ("refrigerant", "gwp.")


class Kind(StrEnum):
    ELECTRICITY = "electricity"
    HEAT = "heat"  # steam and cooling too
    FUEL = "fuel"


@dataclass(frozen=True)
class Energy:
    """`mwh` is None where the unit does not tell the energy, as with kilometres."""

    kind: Kind
    mwh: Decimal | None
    is_renewable: bool | None


@cache
def ratios() -> Mapping[str, tuple[str, Decimal]]:
    """Unit and kWh per unit, by the key of the conversion."""
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: (row["from_unit"], Decimal(row["factor"])) for row in csv.DictReader(file)}


def of(*, key: str, scope: str, unit: str, amount: Decimal) -> Energy | None:
    """None: no energy of the company's own, as with refrigerants and scope 3."""
    if scope not in ("1", "2") or any(word in key for word in NO_ENERGY):
        return None
    kwh = kilowatt_hours(key, unit, amount)
    mwh = None if kwh is None else calculation.convert(kwh, "kWh", "MWh")
    if scope == "2":
        return Energy(Kind.ELECTRICITY if "electricity" in key else Kind.HEAT, mwh, None)
    return Energy(Kind.FUEL, mwh, any(word in key for word in RENEWABLE))


def kilowatt_hours(key: str, unit: str, amount: Decimal) -> Decimal | None:
    if unit in KWH_UNITS:
        return amount
    fuel = next((value for name, value in FUELS if name in key), "")
    if unit == GROSS:
        return calculation.heating_value(amount, ratios()[GAS_RATIO][1]) if "natural_gas" in key else None
    from_unit, ratio = ratios().get(fuel, ("", Decimal(0)))
    if unit == from_unit:
        return calculation.product(amount, ratio)
    return None
