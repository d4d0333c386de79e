"""VSME disclosures B3 (energy, greenhouse gases) and C3 (targets) by element name of the taxonomy.

What the portal does not know is None with its reason, never 0. Emissions are t CO2e, energy MWh by heating value.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from emissions import calculation, energy
from emissions.models import Balance, Consumption, Measure, OwnGeneration, ScopeTotal, Target
from partners.models import Partner

DATA: Final = Path(__file__).parent / "data" / "vsme_datapoints.csv"
TAXONOMY: Final = "VSME 2026-05-01"
T, MWH, INTENSITY = "tCO2e", "MWh", "tCO2e/EUR"
S1 = "GrossScope1GreenhouseGasEmissions"
S2_LOCATION = "GrossLocationBasedScope2GreenhouseGasEmissions"
S2_MARKET = "GrossMarketBasedScope2GreenhouseGasEmissions"
S12_LOCATION = "TotalGrossLocationBasedScope1AndScope2GHGEmissions"
S12_MARKET = "TotalGrossMarketBasedScope1AndScope2GHGEmissions"
S3 = "GrossScope3GreenhouseGasEmissions"
ALL_LOCATION = "TotalGrossLocationBasedGHGEmissions"
ALL_MARKET = "TotalGrossMarketBasedGHGEmissions"
SCOPE = ScopeTotal.Scope
SUMS: Final[Mapping[str, tuple[str, ...]]] = {
    S1: (SCOPE.SCOPE1,),
    S2_LOCATION: (SCOPE.SCOPE2_LOCATION,),
    S2_MARKET: (SCOPE.SCOPE2_MARKET,),
    S12_LOCATION: (SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION),
    S12_MARKET: (SCOPE.SCOPE1, SCOPE.SCOPE2_MARKET),
    S3: (SCOPE.SCOPE3,),
    ALL_LOCATION: (SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION, SCOPE.SCOPE3),
    ALL_MARKET: (SCOPE.SCOPE1, SCOPE.SCOPE2_MARKET, SCOPE.SCOPE3),
}
INTENSITIES: Final = {
    "Scope1AndScope2GreenhouseGasEmissionsIntensityValueLocationBased": S12_LOCATION,
    "Scope1AndScope2GreenhouseGasEmissionsIntensityValueMarketBased": S12_MARKET,
    "TotalLocationBasedGreenhouseGasEmissionsIntensityValue": ALL_LOCATION,
    "TotalMarketBasedGreenhouseGasEmissionsIntensityValue": ALL_MARKET,
}
COVERED: Final = {  # which line a target is about
    (Target.Scopes.S1, Target.Basis.LOCATION): S1,
    (Target.Scopes.S1, Target.Basis.MARKET): S1,
    (Target.Scopes.S12, Target.Basis.LOCATION): S12_LOCATION,
    (Target.Scopes.S12, Target.Basis.MARKET): S12_MARKET,
    (Target.Scopes.S123, Target.Basis.LOCATION): ALL_LOCATION,
    (Target.Scopes.S123, Target.Basis.MARKET): ALL_MARKET,
}
TOTAL, RENEWABLE, NON_RENEWABLE = (
    "TotalRenewableAndNonRenewableEnergyMember",
    "RenewableEnergyMember",
    "NonRenewableEnergyMember",
)
BASE, AIM = "BaselineYearMember", "TargetYearMember"
BASE_YEAR, AIM_YEAR = "GreenhouseGasEmissionReductionTargetBaseYear", "GreenhouseGasEmissionReductionTargetYear"
ACTIONS = "DisclosureOfListOfMainActionsTheEntitySeeksInOrderToAchieveItsTargets"
FROM_POWER, FROM_OWN_POWER, FROM_FUELS = (
    "EnergyConsumptionFromElectricity",
    "EnergyConsumptionFromSelfGeneratedElectricity",
    "EnergyConsumptionFromFuels",
)
Value = Decimal | int | str | None


@dataclass(frozen=True)
class Datapoint:
    """One element, of one member where the element stands in a table. `reason`: why there is no value."""

    disclosure: str
    element: str
    value: Value
    unit: str = ""
    member: str = ""
    reason: str = ""

    @property
    def label_de(self) -> str:
        return labels()[self.disclosure, self.element]["label_de"]

    @property
    def label_en(self) -> str:
        return labels()[self.disclosure, self.element]["label_en"]

    @property
    def reference(self) -> str:
        return labels()[self.disclosure, self.element]["reference"]


@dataclass(frozen=True)
class Carrier:
    """MWh of one factor, and how they came about."""

    name: str
    kind: str
    amount: Decimal
    unit: str
    mwh: Decimal | None


@dataclass(frozen=True)
class Disclosures:
    partner: str
    year: int | None
    datapoints: Sequence[Datapoint]
    carriers: Sequence[Carrier] = ()
    warnings: Sequence[str] = field(default_factory=tuple)
    taxonomy: str = TAXONOMY


@cache
def labels() -> Mapping[tuple[str, str], Mapping[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["disclosure"], row["element"].removeprefix("vsme:")): row for row in rows}


def disclosures_of(balance: Balance, *, only_checked: bool = False) -> Disclosures:
    """B3 of the balance's year, and C3 as it stands; a base year's balance may have to be checked."""
    carriers, energies = carriers_of(balance.lines.direct().for_table())
    generation: OwnGeneration | None = getattr(balance, "own_generation", None)
    points, warnings = energy_points(energies, generation.used_kwh if generation else None)
    kg = {total.scope: total.kg for total in balance.totals.all()}
    turnover = turnover_of(balance.partner, balance.year)
    points += [
        *emission_points("B3", kg, ""),
        *intensity_points(kg, turnover),
        *target_points(balance.partner, only_checked=only_checked),
    ]
    if balance.includes_upstream:
        warnings.append(_("Scope 1 and 2 of this balance include upstream emissions: they are not gross values."))
    if not balance.is_approved:
        warnings.append(_("The office has not checked this balance yet."))
    return Disclosures(balance.partner.name, balance.year, points, carriers, warnings)


def targets_of(partner: Partner) -> Disclosures:
    return Disclosures(partner.name, None, target_points(partner))


def carriers_of(lines: Iterable[Consumption]) -> tuple[list[Carrier], list[energy.Energy]]:
    """What the lines hold of energy: as a table, and for the sums."""
    rows, energies = [], []
    for line in lines:
        if line.factor is None or line.amount is None:
            continue
        factor = line.factor
        found = energy.of(key=factor.key, scope=factor.scope, unit=factor.unit, amount=line.amount)
        if found:
            energies.append(found)
            name = f"{factor.name}: {line.own_factor}" if line.own_factor else factor.name
            rows.append(Carrier(name, found.kind, line.amount, factor.unit, found.mwh))
    return rows, energies


def energy_points(energies: Sequence[energy.Energy], own_kwh: Decimal | None) -> tuple[list[Datapoint], list[str]]:
    """Sums only of what is known whole: a line that cannot be told in MWh leaves its sums open."""
    none = _("The balance has no consumption with amounts.")
    unit = _("A unit does not tell the energy, for example kilometres.")
    split = _("The portal does not know which part is renewable.")
    power = [one for one in energies if one.kind == energy.Kind.ELECTRICITY]
    fuels = [one for one in energies if one.kind == energy.Kind.FUEL]
    heat = [one for one in energies if one.kind == energy.Kind.HEAT]
    total = mwh(energies)
    points = [point("TotalEnergyConsumption", total, reason=unit if energies else none)]
    points += [point(FROM_POWER, mwh(power), TOTAL, reason=unit if power else none)]
    points += [point(FROM_POWER, None, member, reason=split) for member in (RENEWABLE, NON_RENEWABLE)]
    own = None if own_kwh is None else calculation.convert(own_kwh, "kWh", "MWh")
    points.append(point(FROM_OWN_POWER, own, TOTAL, reason=_("Own power is not stated.")))
    points += [point(FROM_OWN_POWER, None, member, reason=split) for member in (RENEWABLE, NON_RENEWABLE)]
    for member, part in (
        (TOTAL, fuels),
        (RENEWABLE, [one for one in fuels if one.is_renewable]),
        (NON_RENEWABLE, [one for one in fuels if not one.is_renewable]),
    ):
        points.append(point(FROM_FUELS, mwh(part), member, reason=unit if part else none))
    warnings = []
    if heat:
        warnings.append(
            _("The breakdown has no line for purchased heat: its lines do not add up to the total, and need not.")
        )
    if own:
        warnings.append(_("Own power is not part of the total: made from fuel, it would count twice."))
    if any(one.mwh is None for one in energies):
        warnings.append(unit)
    return points, warnings


def mwh(energies: Sequence[energy.Energy]) -> Decimal | None:
    if any(one.mwh is None for one in energies):
        return None
    return calculation.total(one.mwh for one in energies)


def point(element: str, value: Decimal | None, member: str = "", *, reason: str) -> Datapoint:
    return Datapoint("B3", element, value, MWH, member, "" if value is not None else reason)


def emission_points(disclosure: str, kg: Mapping[str, Decimal], member: str) -> list[Datapoint]:
    missing = _("Not all scopes of this line are stated.")
    return [
        Datapoint(disclosure, element, value, T, member, "" if value is not None else missing)
        for element in SUMS
        for value in [sum_t(kg, element)]
    ]


def sum_t(kg: Mapping[str, Decimal], element: str) -> Decimal | None:
    scopes = SUMS[element]
    if not kg.keys() >= set(scopes):
        return None
    return calculation.tonnes(calculation.total(kg[scope] for scope in scopes) or Decimal(0))


def turnover_of(partner: Partner, year: int) -> Decimal | None:
    return partner.years.filter(year=year).values_list("turnover_eur", flat=True).first()


def intensity_points(kg: Mapping[str, Decimal], turnover: Decimal | None) -> list[Datapoint]:
    missing = (
        _("The turnover of the year is not stated.") if not turnover else _("Not all scopes of this line are stated.")
    )
    return [
        Datapoint("B3", element, value, INTENSITY, reason="" if value is not None else missing)
        for element, total in INTENSITIES.items()
        for value in [calculation.intensity(sum_t(kg, total), turnover)]
    ]


def target_points(partner: Partner, *, only_checked: bool = False) -> list[Datapoint]:
    """The widest absolute target leads; others with the same years fill in their own lines."""
    targets = list(Target.objects.valid().filter(partner=partner, unit=Target.Unit.ABSOLUTE).order_by("-scopes", "pk"))
    main = targets[0] if targets else None
    none = _("There is no absolute target.")
    span = (main.base_year, main.target_year) if main else (None, None)
    points = [
        Datapoint("C3", element, year, reason="" if main else none)
        for element, year in zip((BASE_YEAR, AIM_YEAR), span, strict=True)
    ]
    alike = [one for one in targets if (one.base_year, one.target_year) == span]
    kg = base_totals(partner, main, only_checked=only_checked)
    base = {element: sum_t(kg, element) for element in SUMS} | {covered(one): one.base_value for one in alike}
    aim = {covered(one): one.target_value for one in alike}
    elsewhere = _("No target says something about this line.") if main else none
    for member, values in ((BASE, base), (AIM, aim)):
        for element in SUMS:
            value = values.get(element)
            points.append(Datapoint("C3", element, value, T, member, "" if value is not None else elsewhere))
    titles = Measure.objects.filter(partner=partner).effective().in_order().values_list("title", flat=True)
    listed = "\n".join(titles) or None
    points.append(Datapoint("C3", ACTIONS, listed, reason="" if listed else _("There are no measures.")))
    plan = _("The portal holds no transition plan.")
    named = {one.element for one in points if one.disclosure == "C3"}
    others = [element for disclosure, element in labels() if disclosure == "C3" and element not in named]
    return [*points, *(Datapoint("C3", element, None, reason=plan) for element in others)]


def covered(target: Target) -> str:
    return COVERED[Target.Scopes(target.scopes), Target.Basis(target.basis)]


def base_totals(partner: Partner, target: Target | None, *, only_checked: bool) -> Mapping[str, Decimal]:
    if target is None:
        return {}
    handed_in = {"balance__superseded_at__isnull": True, "balance__submitted_at__isnull": False}
    totals = ScopeTotal.objects.filter(balance__partner=partner, balance__year=target.base_year, **handed_in)
    if only_checked:
        totals = totals.filter(balance__approved_at__isnull=False)
    return dict(totals.values_list("scope", "kg"))
