"""Drawings of a partner's own figures: by scope and year, and where most of it comes from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import calculation
from emissions.comparison import carrier_of
from emissions.models import Consumption, ScopeTotal
from emissions.progress import UNIT, Totals
from klimapakt.lib import charts, numbers

SHOWN = (ScopeTotal.Scope.SCOPE1, ScopeTotal.Scope.SCOPE2_LOCATION, ScopeTotal.Scope.SCOPE3)
DIRECT = SHOWN[:2]


def by_scope(totals: Totals) -> charts.Chart | None:
    """Years without a balance are gaps; what is not stated is not drawn, which is not zero."""
    if not totals:
        return None
    years = list(range(min(totals), max(totals) + 1))
    series = {
        str(scope.label): {year: _tonnes(totals.get(year, {}).get(scope)) for year in years}
        for scope in SHOWN
        if any(scope in kg for kg in totals.values())
    }
    return charts.stacked_bars("scopes", title=_scope_title(totals), unit=UNIT, years=years, series=series)


def sources(lines: Sequence[Consumption], totals: Mapping[str, Decimal], year: int) -> charts.Chart | None:
    """The largest first: by carrier where there are lines, else by scope."""
    kg: dict[str, Decimal] = {}
    for line in lines:
        if line.kg:
            name = str(carrier_of(line).label)
            kg[name] = kg.get(name, Decimal(0)) + line.kg
    if not kg:
        kg = {str(scope.label): totals[scope] for scope in DIRECT if totals.get(scope)}
    whole = calculation.total(kg.values())
    if not whole:
        return None
    ranked = dict(sorted(kg.items(), key=lambda item: -item[1]))
    first, most = next(iter(ranked.items()))
    title = _("In %(year)s the largest source was %(name)s: %(percent)s of scope 1 and 2.") % {
        "year": year,
        "name": first,
        "percent": numbers.percent(most / whole * 100, 0),
    }
    values = {name: calculation.tonnes(value) for name, value in ranked.items()}
    return charts.horizontal_bars("sources", title=title, unit=UNIT, series={_("Emissions"): values})


def direct_kg(kg: Mapping[str, Decimal]) -> Decimal | None:
    """Scope 1 and 2 (location-based), if both are stated."""
    return calculation.total(kg[scope] for scope in DIRECT) if all(scope in kg for scope in DIRECT) else None


def latest_with_both(totals: Totals) -> int | None:
    return max((year for year, kg in totals.items() if direct_kg(kg) is not None), default=None)


def _scope_title(totals: Totals) -> str:
    year = latest_with_both(totals)
    if year is None:
        return _("Emissions by scope and year")
    return _("Scope 1 and 2 in %(year)s: %(t)s") % {"year": year, "t": numbers.tonnes(_tonnes(direct_kg(totals[year])))}


def _tonnes(kg: Decimal | None) -> Decimal | None:
    return None if kg is None else calculation.tonnes(kg)
