"""Emissions per employee, m² and euro of turnover: scope 1 and 2, as the location and as the market has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import calculation
from emissions.models import Denominators, ScopeTotal

SCOPE = ScopeTotal.Scope
MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Intensity:
    """kg CO2e per unit; None where something is missing, which is not zero."""

    label: str
    divided_by: Decimal | None
    location_kg: Decimal | None
    market_kg: Decimal | None
    is_internal: bool = False


KINDS = ("employees", "floor_area_m2", "turnover_eur")


def by_kind(kg: Mapping[str, Decimal], denominators: Denominators | None) -> list[tuple[str, Intensity]]:
    """Each with the name of what it is divided by."""
    known = [kind for kind in KINDS if getattr(denominators, kind, None) is not None]
    return list(zip(known, intensities(kg, denominators), strict=True))


def intensities(kg: Mapping[str, Decimal], denominators: Denominators | None) -> list[Intensity]:
    if denominators is None:
        return []
    location, market = _both(kg, SCOPE.SCOPE2_LOCATION), _both(kg, SCOPE.SCOPE2_MARKET)
    turnover = denominators.turnover_eur
    rows = (
        (_("per employee (%(counting)s)") % {"counting": denominators.get_counting_display()}, denominators.employees),
        (_("per m² of %(area)s") % {"area": denominators.get_area_display()}, denominators.floor_area_m2),
        (_("per million euros of turnover (nominal)"), None if turnover is None else turnover / MILLION),
    )
    return [
        Intensity(
            label,
            value,
            calculation.intensity(location, value),
            calculation.intensity(market, value),
            is_internal=value is not None and place == len(rows) - 1,
        )
        for place, (label, value) in enumerate(rows)
        if value is not None
    ]


def _both(kg: Mapping[str, Decimal], second: str) -> Decimal | None:
    """Scope 1 and one of the two totals of scope 2, if both are known."""
    if SCOPE.SCOPE1 not in kg or second not in kg:
        return None
    return calculation.total((kg[SCOPE.SCOPE1], kg[second]))
