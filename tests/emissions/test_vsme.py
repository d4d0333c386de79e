"""VSME B3 and C3: element names of the taxonomy, sums only of what is known, and why the rest is missing."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from emissions import energy, vsme
from emissions.models import Balance, Consumption, Measure, OwnGeneration
from tests import factories

pytestmark = pytest.mark.django_db
D = Decimal
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
FULL = {"scope1": D(10_000), "scope2_location": D(20_000), "scope2_market": D(5_000), "scope3": D(100_000)}


@pytest.fixture
def lead(client):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


def balance_with(partner, *lines, totals=None):
    """lines: key, scope, unit, amount."""
    edition = factories.FactorSetFactory()
    balance = factories.BalanceFactory(
        partner=partner, year=2024, entry="lines", factor_set=edition, totals=totals or {}
    )
    for key, scope, unit, amount in lines:
        factor = factories.FactorFactory(factor_set=edition, key=key, scope=scope, unit=unit, kg_co2e_per_unit=D(1))
        Consumption.objects.create(balance=balance, factor=factor, amount=amount, kg_co2e_per_unit=D(1), kg=amount)
    return balance


def values(found, disclosure):
    return {(one.element, one.member): one.value for one in found.datapoints if one.disclosure == disclosure}


@pytest.mark.parametrize(
    ("key", "scope", "unit", "amount", "kind", "mwh"),
    (
        (POWER, "2", "kWh", 1500, "electricity", D("1.5")),
        (GAS, "1", "kWh (Hs)", 20_000, "fuel", D("18.06")),  # ghg.md D: 18,060 kWh Hi
        ("bafa.natural_gas.kwh_hi", "1", "kWh (Hi)", 1000, "fuel", D(1)),
        ("de.diesel.l", "1", "l", 1000, "fuel", D(10)),
        ("de.petrol.l", "1", "l", 1000, "fuel", D("8.9")),
        ("de.heating_oil.l", "1", "l", 500, "fuel", D(5)),
        ("de.hard_coal.kg", "1", "kg", 100, "fuel", D("0.83")),
        ("de.lpg.kg", "1", "kg", 100, "fuel", D("1.28")),
        ("bafa.district_heat.kwh_hi", "2", "kWh", 3000, "heat", D(3)),
        ("defra.car.diesel.km", "1", "km", 1000, "fuel", None),
        ("defra.lpg.kwh_hs", "1", "kWh (Hs)", 1000, "fuel", None),  # the ratio is natural gas's alone
        ("defra.natural_gas.m3", "1", "m3", 1000, "fuel", None),  # cubic metres alone say nothing
    ),
)
def test_energy_of_a_line(key, scope, unit, amount, kind, mwh):
    found = energy.of(key=key, scope=scope, unit=unit, amount=D(amount))

    assert (found.kind, found.mwh) == (kind, mwh)


@pytest.mark.parametrize(
    ("key", "scope", "unit"),
    (("defra.refrigerant.r32.kg", "1", "kg"), ("gwp.ar5.r32.kg", "1", "kg"), ("tremod.rail.pkm", "3", "Pkm")),
)
def test_what_is_no_own_energy(key, scope, unit):
    assert energy.of(key=key, scope=scope, unit=unit, amount=D(1)) is None


def test_wood_is_renewable_and_gas_is_not():
    assert energy.of(key="defra.wood_pellets.kwh", scope="1", unit="kWh (Hi)", amount=D(1)).is_renewable is True
    assert energy.of(key=GAS, scope="1", unit="kWh (Hs)", amount=D(1)).is_renewable is False


def test_b3_sums_energy_and_emissions(lead):
    balance = balance_with(
        lead.partner,
        (POWER, "2", "kWh", D(1500)),
        (GAS, "1", "kWh (Hs)", D(20_000)),
        ("defra.wood_pellets.kwh", "1", "kWh (Hi)", D(1000)),
        totals=FULL,
    )
    lead.partner.years.create(year=2024, turnover_eur=D(1_000_000))

    b3 = values(vsme.disclosures_of(balance), "B3")

    assert b3["TotalEnergyConsumption", ""] == D("20.56")
    assert b3["EnergyConsumptionFromElectricity", vsme.TOTAL] == D("1.5")
    assert b3["EnergyConsumptionFromElectricity", vsme.RENEWABLE] is None
    assert [
        b3["EnergyConsumptionFromFuels", member] for member in (vsme.TOTAL, vsme.RENEWABLE, vsme.NON_RENEWABLE)
    ] == [
        D("19.06"),
        D(1),
        D("18.06"),
    ]
    assert {name: b3[name, ""] for name in vsme.SUMS} == {
        vsme.S1: D(10),
        vsme.S2_LOCATION: D(20),
        vsme.S2_MARKET: D(5),
        vsme.S12_LOCATION: D(30),
        vsme.S12_MARKET: D(15),
        vsme.S3: D(100),
        vsme.ALL_LOCATION: D(130),
        vsme.ALL_MARKET: D(115),
    }
    assert b3["TotalMarketBasedGreenhouseGasEmissionsIntensityValue", ""] == D("0.000115")


def test_what_is_missing_is_missing_with_its_reason_and_never_zero(lead):
    balance = factories.BalanceFactory(partner=lead.partner, totals={"scope1": D(10_000)})

    found = vsme.disclosures_of(balance)

    known = {element for (element, _member), value in values(found, "B3").items() if value is not None}
    assert known == {vsme.S1}
    assert all(one.reason for one in found.datapoints if one.value is None)
    assert not any(one.reason for one in found.datapoints if one.value is not None)
    assert D(0) not in [one.value for one in found.datapoints]


def test_a_unit_without_energy_leaves_the_sum_open(lead):
    balance = balance_with(lead.partner, (GAS, "1", "kWh (Hs)", D(1)), ("defra.car.diesel.km", "1", "km", D(1)))

    found = vsme.disclosures_of(balance)

    assert values(found, "B3")["TotalEnergyConsumption", ""] is None
    assert any("Kilometer" in warning for warning in found.warnings)


def test_purchased_heat_has_no_line_and_that_is_a_warning(lead):
    """EFRAG's own sample does not add up either (ghg.md A16)."""
    balance = balance_with(
        lead.partner, (POWER, "2", "kWh", D(1000)), ("bafa.district_heat.kwh_hi", "2", "kWh", D(3000))
    )

    found = vsme.disclosures_of(balance)

    assert values(found, "B3")["TotalEnergyConsumption", ""] == 4
    assert any("Wärme" in warning for warning in found.warnings)


def test_c3_names_base_and_target_values_of_what_the_target_covers(lead):
    factories.BalanceFactory(partner=lead.partner, year=2019, totals=FULL, approved=True)
    factories.TargetFactory(partner=lead.partner, base_value=D(31), target_value=D(12))
    factories.MeasureFactory(partner=lead.partner, title="Wärmepumpe")
    factories.MeasureFactory(partner=lead.partner, title="fiel aus", status=Measure.Status.DROPPED, dropped_reason="x")

    c3 = values(vsme.targets_of(lead.partner), "C3")

    assert (c3[vsme.BASE_YEAR, ""], c3[vsme.AIM_YEAR, ""]) == (2019, 2035)
    assert (c3[vsme.S12_LOCATION, vsme.BASE], c3[vsme.S12_LOCATION, vsme.AIM]) == (D(31), D(12))
    assert (c3[vsme.S1, vsme.BASE], c3[vsme.S1, vsme.AIM]) == (D(10), None)
    assert c3[vsme.ACTIONS, ""] == "Wärmepumpe"


def test_targets_with_the_same_years_fill_in_their_own_lines(lead):
    factories.TargetFactory(partner=lead.partner, scopes="1+2+3", base_value=D(100), target_value=D(40))
    factories.TargetFactory(partner=lead.partner, scopes="1", basis="market", base_value=D(20), target_value=D(5))
    factories.TargetFactory(partner=lead.partner, scopes="1+2", target_year=2030)

    c3 = values(vsme.targets_of(lead.partner), "C3")

    aims = {element: value for (element, member), value in c3.items() if member == vsme.AIM and value is not None}
    assert aims == {vsme.ALL_LOCATION: D(40), vsme.S1: D(5)}


def test_all_names_are_those_of_the_taxonomy(lead):
    """Every element of the shipped rows is there once per member, and no other."""
    found = vsme.disclosures_of(factories.BalanceFactory(partner=lead.partner))

    assert {(one.disclosure, one.element) for one in found.datapoints} == set(vsme.labels())
    keys = [(one.disclosure, one.element, one.member) for one in found.datapoints]
    assert len(keys) == len(set(keys))
    assert all(one.label_de and one.label_en for one in found.datapoints)


@pytest.mark.parametrize("count", (1, 3))
def test_disclosures_ask_as_often_whatever_the_length(lead, count, django_assert_num_queries):
    lines = [(f"{key}.{number}", "1", "kWh (Hi)", D(1)) for number, key in enumerate(["a", "b", "c"][:count])]
    made = balance_with(lead.partner, *lines, totals=FULL)
    balance = Balance.objects.select_related("partner", "own_generation").get(pk=made.pk)

    with django_assert_num_queries(5):
        vsme.disclosures_of(balance)


def test_json_says_values_as_strings_and_years_as_numbers(client, lead):
    factories.TargetFactory(partner=lead.partner)
    balance_with(lead.partner, (POWER, "2", "kWh", D(1500)), totals=FULL)

    answer = client.get(reverse("api:my_balance_vsme", args=[2024])).json()

    by_name = {(one["disclosure"], one["element"], one["member"]): one for one in answer["datapoints"]}
    assert by_name["B3", "TotalEnergyConsumption", ""]["value"] == "1.5"
    assert by_name["C3", vsme.BASE_YEAR, ""]["value"] == 2019
    assert by_name["B3", "EnergyConsumptionFromFuels", vsme.TOTAL]["value"] is None
    assert answer["carriers"][0]["mwh"] == "1.5"


def test_workbook_has_both_labels_and_explains_itself(client, lead):
    balance_with(lead.partner, (POWER, "2", "kWh", D(1500)), totals=FULL)

    response = client.get(reverse("emissions:balance_vsme", args=[lead.partner.slug, 2024]))

    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["B3", "C3", "Energie", "Erläuterung"]
    rows = {row[0]: row for row in book["B3"].iter_rows(values_only=True)}
    assert rows["TotalEnergyConsumption"][2:6] == (1.5, "MWh", "Gesamtenergieverbrauch", "Total energy consumption")
    assert rows["EnergyConsumptionFromSelfGeneratedElectricity"][2] is None
    assert lead.partner.name in book["Erläuterung"]["A2"].value


def test_own_power_is_told_beside_the_total(lead):
    balance = balance_with(lead.partner, (POWER, "2", "kWh", D(1500)), totals=FULL)
    OwnGeneration.objects.create(balance=balance, used_kwh=D(500))

    found = vsme.disclosures_of(balance)

    told = values(found, "B3")
    assert told["EnergyConsumptionFromSelfGeneratedElectricity", vsme.TOTAL] == D("0.5")
    assert told["TotalEnergyConsumption", ""] == D("1.5")
    assert any("Eigener Strom" in warning for warning in found.warnings)


def test_workbook_of_targets_alone(client, lead):
    response = client.get(reverse("emissions:target_vsme", args=[lead.partner.slug]))

    assert load_workbook(io.BytesIO(response.content)).sheetnames == ["C3", "Erläuterung"]
