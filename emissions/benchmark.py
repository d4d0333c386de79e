"""Where a partner stands among its like: emissions per employee, told only for groups in which nobody shows.

Intensity (GHG Protocol: emissions by a measure of size): scope 1 and scope 2 (location-based) of a checked balance, by
the employees of its year. Balances with upstream emissions inside are no like.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from emissions import calculation
from emissions.models import Balance
from klimapakt.lib.numbers import PRECISION
from partners.models import Pact, Partner, PartnerYear

FEWEST: Final = 5


@dataclass(frozen=True)
class Group:
    """Of others, in t CO2e per employee. `has_size`: of the same size class too, else of the sector alone."""

    count: int
    has_size: bool
    lowest: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    highest: Decimal


def group_for(balance: Balance) -> Group | None:
    """Same sector and size, else the sector; None where fewer than five others have checked balances of the year."""
    rows = _others(balance)
    partner = balance.partner
    same_size = [value for size, value in rows if size and size == partner.size]
    if len(same_size) >= _fewest():
        return _group(same_size, has_size=True)
    return _group([value for _size, value in rows], has_size=False) if len(rows) >= _fewest() else None


def sector_range(balance: Balance) -> Group | None:
    values = [value for _size, value in _others(balance)]
    return _group(values, has_size=False) if len(values) >= FEWEST else None


def intensity_of(balance: Balance, direct_kg: Decimal | None) -> Decimal | None:
    """t per employee; None where one of the two is not known."""
    if direct_kg is None:
        return None
    own = PartnerYear.objects.filter(partner=balance.partner_id, year=balance.year).first()
    employees = (own.employees if own else None) or balance.partner.employees
    return calculation.intensity(calculation.tonnes(direct_kg), Decimal(employees) if employees else None)


def _fewest() -> int:
    """The pact may ask for more than five, never for less."""
    return max(FEWEST, Pact.objects.current().suppression_minimum)


def _others(balance: Balance) -> list[tuple[str, Decimal]]:
    """Size class and intensity of each other partner of the sector with a checked balance of that year."""
    partner = balance.partner
    if not partner.sector:
        return []
    of_year = PartnerYear.objects.filter(partner=OuterRef("partner"), year=OuterRef("year")).values("employees")
    found = (
        Balance.objects.approved()
        .filter(year=balance.year, includes_upstream=False)
        .filter(partner__sector=partner.sector, partner__kind=Partner.Kind.CLIMATE)
        .exclude(partner=partner)
        .with_totals()
        .annotate(heads=Coalesce(Subquery(of_year[:1]), F("partner__employees")))
        .filter(heads__gt=0, scope1_kg__isnull=False, scope2_location_kg__isnull=False)
        .values_list("partner__size", "scope1_kg", "scope2_location_kg", "heads")
    )
    with localcontext(prec=PRECISION):
        return [(size, (scope1 + scope2) / 1000 / heads) for size, scope1, scope2, heads in found]


def _group(values: Sequence[Decimal], *, has_size: bool) -> Group:
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Group(len(values), has_size, min(values), lower, median, upper, max(values))
