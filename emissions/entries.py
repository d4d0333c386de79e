"""What people enter, once it is understood."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class NewTarget:
    """What a partner says of a target; values in t CO2e a year."""

    base_year: int
    base_value: Decimal
    target_year: int
    target_value: Decimal
    scopes: str
    basis: str
    note: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class Achieved:
    """t CO2e that a measure has saved in one year."""

    year: int
    t: Decimal
