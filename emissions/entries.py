"""What people enter, once it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from klimapakt.lib import numbers


@dataclass(frozen=True)
class NewTarget:
    """What a partner says of a target; values in its unit, t CO2e a year unless it says otherwise."""

    base_year: int
    base_value: Decimal
    target_year: int
    target_value: Decimal
    scopes: str
    basis: str
    note: str = ""
    is_public: bool = False
    unit: str = "t"
    interim: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Achieved:
    """t CO2e that a measure has saved in one year."""

    year: int
    t: Decimal | None
    how: str = ""

    def __str__(self) -> str:
        return f"{self.year}: {numbers.tonnes(self.t)}"


@dataclass(frozen=True)
class YearOfMeasure:
    """One line of the yearly update. `seen`: the edition that the page showed; without one, nothing new is said."""

    measure: int
    status: str
    dropped_cause: str
    dropped_reason: str
    achieved: Achieved | None
    seen: str
