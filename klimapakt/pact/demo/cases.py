"""One partner on its way: what balances, targets and measures of the demo are made from."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from partners.models import Partner, Site

YEARS = range(2019, 2026)
LAST_YEAR = YEARS[-1]


@dataclass
class Case:
    """One partner on its way through the round."""

    partner: Partner
    state: str
    sites: list[Site]
    first_year: int
    heat_key: str
    is_quick: bool
    totals_kg: dict[int, dict[str, Decimal]] = field(default_factory=dict)


def checked(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.state == "checked"]


def base_t(case: Case, year: int) -> Decimal:
    return (sum(case.totals_kg[year].values(), Decimal(0)) / 1000).quantize(Decimal("0.001"), ROUND_HALF_UP)
