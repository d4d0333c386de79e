"""Where a partner stands against a target: its series, the assessment in words, the drawing."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions.models import Balance, ScopeTotal, Target
from emissions.pathway import Path, Standing, Status, assess
from klimapakt.lib import charts, numbers
from partners.models import Partner

SCOPE = ScopeTotal.Scope
UNIT = "t CO₂e"
Totals = Mapping[int, Mapping[str, Decimal]]
Known = dict[tuple[str, str, int], Decimal]


def scopes_of(scopes: str, basis: str) -> tuple[str, ...]:
    """The totals that a target covers. Location- and market-based scope 2 are never mixed."""
    second = SCOPE.SCOPE2_MARKET if basis == Target.Basis.MARKET else SCOPE.SCOPE2_LOCATION
    return {
        Target.Scopes.S1: (SCOPE.SCOPE1,),
        Target.Scopes.S12: (SCOPE.SCOPE1, second),
        Target.Scopes.S123: (SCOPE.SCOPE1, second, SCOPE.SCOPE3),
    }[Target.Scopes(scopes)]


def totals_by_year(partner: Partner) -> Totals:
    """kg CO2e by year and scope, from balances that were handed in or checked."""
    totals = ScopeTotal.objects.filter(
        balance__partner=partner, balance__superseded_at__isnull=True, balance__submitted_at__isnull=False
    )
    found: dict[int, dict[str, Decimal]] = {}
    for year, scope, kg in totals.values_list("balance__year", "scope", "kg").order_by("balance__year"):
        found.setdefault(year, {})[scope] = kg
    return found


def series(totals: Totals, *, scopes: str, basis: str) -> dict[int, Decimal]:
    """t CO2e by year; a year that lacks a scope is left out."""
    wanted = scopes_of(scopes, basis)
    return {
        year: sum((kg[scope] for scope in wanted), Decimal(0)) / 1000
        for year, kg in totals.items()
        if kg.keys() >= set(wanted)
    }


def known_values(partner: Partner) -> Known:
    """What the balances say in t CO2e, by scopes, basis and year."""
    totals = totals_by_year(partner)
    return {
        (scopes, basis, year): value
        for scopes in Target.Scopes.values
        for basis in Target.Basis.values
        for year, value in series(totals, scopes=scopes, basis=basis).items()
    }


def path_of(target: Target) -> Path:
    return Path(target.base_year, target.base_value, target.target_year, target.target_value)


def standing_of(target: Target, actuals: Mapping[int, Decimal]) -> Standing:
    return assess(path_of(target), actuals)


def sentence(standing: Standing) -> str:
    """The finding in one sentence."""
    if standing.gap_t is None or standing.year is None:
        return _("Since the base year there is no balance yet to compare with the pathway.")
    values = {"year": standing.year, "gap": numbers.tonnes(abs(standing.gap_t))}
    match standing.status:
        case Status.ON_TRACK if standing.gap_t == 0:
            return _("In %(year)s you were exactly on the pathway.") % values
        case Status.ON_TRACK:
            return _("In %(year)s you were %(gap)s below the pathway: on track.") % values
        case Status.CLOSE:
            return _("In %(year)s you were %(gap)s above the pathway: close to it.") % values
    return _("In %(year)s you were %(gap)s above the pathway: behind the plan.") % values


def chart_of(target: Target, actuals: Mapping[int, Decimal]) -> charts.Chart:
    """Actual values as a solid line, the pathway dashed; without balances the title names the target."""
    path = path_of(target)
    standing = standing_of(target, actuals)
    title = sentence(standing)
    if standing.gap_t is None:
        title = _("From %(base)s in %(base_year)s to %(target)s in %(target_year)s") % {
            "base": numbers.tonnes(target.base_value),
            "base_year": target.base_year,
            "target": numbers.tonnes(target.target_value),
            "target_year": target.target_year,
        }
    return charts.line_path(
        f"target-{target.pk or 'new'}",
        title=title,
        unit=UNIT,
        actual={target.base_year: target.base_value, **{y: t for y, t in actuals.items() if y >= target.base_year}},
        target=path.values(),
    )


def tone(standing: Standing) -> str:
    """The colour of the badge; the word beside it says the same."""
    return {
        Status.ON_TRACK: "success",
        Status.CLOSE: "warning",
        Status.BEHIND: "danger",
        Status.NO_DATA: "info",
    }[standing.status]


def label(standing: Standing) -> str:
    return {
        Status.ON_TRACK: _("on track"),
        Status.CLOSE: _("close to the pathway"),
        Status.BEHIND: _("behind the plan"),
        Status.NO_DATA: _("no data yet"),
    }[standing.status]


def latest_balance(partner: Partner) -> Balance | None:
    return Balance.objects.of_partner(partner).filter(submitted_at__isnull=False).with_totals().first()
