"""Where a partner stands against a target: its series, the assessment in words, the drawing."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emissions import calculation
from emissions.models import Balance, ScopeTotal, Target
from emissions.pathway import SBTI_RATE_PERCENT, Path, Standing, Status, assess, in_one_line, trend
from klimapakt.lib import charts, numbers
from partners.models import Partner, PartnerYear

SCOPE = ScopeTotal.Scope
UNIT = "t CO₂e"
INTENSITY_DIGITS = 2
DIVISORS: Final[dict[str, tuple[str, Decimal]]] = {
    Target.Unit.PER_EMPLOYEE: ("employees", Decimal(1)),
    Target.Unit.PER_M2: ("floor_area_m2", Decimal(1000)),
}  # by unit of a target: what tonnes are divided by, and times what
Totals = Mapping[int, Mapping[str, Decimal]]
Known = dict[tuple[str, str, str, int], Decimal]


def scopes_of(scopes: str, basis: str) -> tuple[str, ...]:
    """The totals that a target covers. Location- and market-based scope 2 are never mixed."""
    second = SCOPE.SCOPE2_MARKET if basis == Target.Basis.MARKET else SCOPE.SCOPE2_LOCATION
    return {
        Target.Scopes.S1: (SCOPE.SCOPE1,),
        Target.Scopes.S12: (SCOPE.SCOPE1, second),
        Target.Scopes.S123: (SCOPE.SCOPE1, second, SCOPE.SCOPE3),
    }[Target.Scopes(scopes)]


def handed_in(partner: Partner) -> QuerySet[ScopeTotal]:
    """Of valid balances that were handed in or checked."""
    valid = ScopeTotal.objects.filter(balance__superseded_at__isnull=True, balance__submitted_at__isnull=False)
    return valid.filter(balance__partner=partner).order_by("balance__year")


def totals_by_year(partner: Partner) -> Totals:
    """kg CO2e by year and scope, from balances that were handed in or checked."""
    return Measured(partner).totals


def series(totals: Totals, *, scopes: str, basis: str) -> dict[int, Decimal]:
    """t CO2e by year; a year that lacks a scope is left out."""
    wanted = scopes_of(scopes, basis)
    return {
        year: sum((kg[scope] for scope in wanted), Decimal(0)) / 1000
        for year, kg in totals.items()
        if kg.keys() >= set(wanted)
    }


class Measured:
    """A partner's figures by year; each is read when it is asked for, and once."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner

    @cached_property
    def balances(self) -> list[tuple[int, str, Decimal, tuple[object, ...]]]:
        made_alike = ("balance__includes_upstream", "balance__boundary", "balance__gwp_set")
        rows = handed_in(self.partner).values_list("balance__year", "scope", "kg", *made_alike)
        return [(year, scope, kg, tuple(kind)) for year, scope, kg, *kind in rows]

    @cached_property
    def totals(self) -> Totals:
        found: dict[int, dict[str, Decimal]] = {}
        for year, scope, kg, _kind in self.balances:
            found.setdefault(year, {})[scope] = kg
        return found

    @cached_property
    def comparable(self) -> set[int]:
        """Years whose balances were made like the latest one: same boundary, same GWP set, upstream in both or none."""
        kinds = {year: kind for year, _scope, _kg, kind in self.balances}
        return {year for year, kind in kinds.items() if kind == kinds[max(kinds)]}

    @cached_property
    def divisors(self) -> list[PartnerYear]:
        return list(PartnerYear.objects.filter(partner=self.partner))

    def series(self, *, scopes: str, basis: str, unit: str = Target.Unit.ABSOLUTE) -> dict[int, Decimal]:
        """In the unit of a target; a year without a divisor, or with none above 0, has no value."""
        tonnes = series(self.totals, scopes=scopes, basis=basis)
        if unit == Target.Unit.ABSOLUTE:
            return tonnes
        field, factor = DIVISORS[unit]
        return {
            row.year: value * factor
            for row in sorted(self.divisors, key=lambda row: row.year)
            if row.year in tonnes
            and (value := calculation.intensity(tonnes[row.year], getattr(row, field))) is not None
        }

    def of(self, target: Target) -> dict[int, Decimal]:
        return self.series(scopes=target.scopes, basis=target.basis, unit=target.unit)

    def in_trend(self, target: Target) -> set[int]:
        """A base year without a balance is taken as comparable: nothing else is known of it."""
        return self.comparable | ({target.base_year} - set(self.totals))


@dataclass(frozen=True)
class Rated:
    """A target, and where its partner stands."""

    target: Target
    actuals: Mapping[int, Decimal]
    standing: Standing
    comparable: Set[int]

    @property
    def label(self) -> str:
        return label(self.standing)

    @property
    def tone(self) -> str:
        return tone(self.standing)

    @property
    def sentence(self) -> str:
        return sentence(self.standing, self.target.unit)

    @property
    def left_out(self) -> list[int]:
        """Years that stand apart from the trend."""
        return sorted(set(self.actuals) - self.comparable) if self.standing.trend_t is not None else []

    def chart(self, *, pact_year: int | None = None) -> charts.Chart:
        return chart_of(self.target, self.actuals, comparable=self.comparable, pact_year=pact_year)


def rate(target: Target, measured: Measured) -> Rated:
    actuals, comparable = measured.of(target), measured.in_trend(target)
    return Rated(target, actuals, assess(target.path, actuals, comparable=comparable), comparable)


def rate_all(targets: Iterable[Target], measured: Measured) -> list[Rated]:
    """The one that needs attention first stands first; of equals, the absolute one with most scopes."""
    order = [Status.BEHIND, Status.CLOSE, Status.ON_TRACK, Status.NO_DATA]
    rated = [rate(target, measured) for target in targets]
    return sorted(
        rated, key=lambda one: (order.index(one.standing.status), not one.target.is_absolute, -len(one.target.scopes))
    )


def known_values(measured: Measured) -> Known:
    """What the balances say, by scopes, basis, unit and year."""
    return {
        (scopes, basis, unit, year): value
        for scopes in Target.Scopes.values
        for basis in Target.Basis.values
        for unit in Target.Unit.values
        for year, value in measured.series(scopes=scopes, basis=basis, unit=unit).items()
    }


def standing_of(target: Target, actuals: Mapping[int, Decimal]) -> Standing:
    return assess(target.path, actuals)


@dataclass(frozen=True)
class Step:
    """An interim target, as people speak of it."""

    year: int
    value: str
    reduction_percent: Decimal


def steps_of(target: Target) -> list[Step]:
    path = target.path
    return [
        Step(year, amount(value, target.unit), path.reduction_by(year)) for year, value in sorted(path.interim.items())
    ]


def amount(value: Decimal | None, unit: str) -> str:
    """A value of a target in its unit, as people read it."""
    if unit == Target.Unit.ABSOLUTE:
        return numbers.tonnes(value)
    return numbers.with_unit(value, unit_words(unit), INTENSITY_DIGITS)


def unit_words(unit: str) -> str:
    return UNIT if unit == Target.Unit.ABSOLUTE else str(Target.Unit(unit).label)


def sentence(standing: Standing, unit: str = Target.Unit.ABSOLUTE) -> str:
    """The finding in one sentence."""
    if standing.gap_t is None or standing.year is None:
        return _("Since the base year there is no balance yet to compare with the pathway.")
    values = {"year": standing.year, "gap": amount(abs(standing.gap_t), unit)}
    match standing.status:
        case Status.ON_TRACK if standing.gap_t == 0:
            return _("In %(year)s you were exactly on the pathway.") % values
        case Status.ON_TRACK:
            return _("In %(year)s you were %(gap)s below the pathway: on track.") % values
        case Status.CLOSE:
            return _("In %(year)s you were %(gap)s above the pathway: close to it.") % values
    return _("In %(year)s you were %(gap)s above the pathway: behind the plan.") % values


def chart_of(
    target: Target,
    actuals: Mapping[int, Decimal],
    *,
    comparable: Collection[int] | None = None,
    pact_year: int | None = None,
) -> charts.Chart:
    """Actual values solid, the pathway dashed, beside it 4.2 % a year; without balances the title names the target."""
    path = target.path
    standing = assess(path, actuals, comparable=comparable)
    title = sentence(standing, target.unit)
    if standing.gap_t is None:
        title = _("From %(base)s in %(base_year)s to %(target)s in %(target_year)s") % {
            "base": amount(target.base_value, target.unit),
            "base_year": target.base_year,
            "target": amount(target.target_value, target.unit),
            "target_year": target.target_year,
        }
    known = {target.base_year: target.base_value, **{y: v for y, v in actuals.items() if y >= target.base_year}}
    return charts.line_path(
        f"target-{target.pk or 'new'}",
        title=title,
        unit=unit_words(target.unit),
        actual=known,
        target=path.values(),
        trend=continued(path, actuals, comparable),
        markers=path.interim,
        reference=orientation(target),
        marked_year=(pact_year, _("Target year of the pact")) if pact_year else None,
        digits=1 if target.is_absolute else INTENSITY_DIGITS,
    )


def continued(path: Path, actuals: Mapping[int, Decimal], comparable: Collection[int] | None) -> dict[int, Decimal]:
    """The trend from the latest comparable year to the target year; none from fewer than three."""
    joined = in_one_line(path, actuals, comparable)
    years = range(max(joined, default=path.target_year), path.target_year + 1)
    values = {year: trend(joined, year) for year in years}
    return {year: value for year, value in values.items() if value is not None}


def orientation(target: Target) -> tuple[str, dict[int, Decimal]] | None:
    """4.2 % a year is asked of scope 1 and 2 in tonnes; nothing else is compared with it."""
    if not target.is_absolute or target.scopes == Target.Scopes.S123:
        return None
    path = Path.by_annual_rate(
        base_year=target.base_year,
        base_t=target.base_value,
        target_year=target.target_year,
        annual_rate_percent=SBTI_RATE_PERCENT,
    )
    name = _("%(rate)s a year, linear") % {"rate": numbers.percent(SBTI_RATE_PERCENT)}
    return name, path.values()


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
