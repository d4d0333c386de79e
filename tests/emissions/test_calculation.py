import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emissions import calculation

D = Decimal
AMOUNTS = st.decimals(min_value=0, max_value=D("1e14"), places=6, allow_nan=False, allow_infinity=False)
FACTORS = st.decimals(min_value=0, max_value=D("1e6"), places=8, allow_nan=False, allow_infinity=False)
GAS = calculation.line(scope="1", amount=D(20000), kg_per_unit=D("0.181395"))
POWER = calculation.line(scope="2", amount=D(1_000_000), kg_per_unit=D("0.372"), electricity_kwh=D(1_000_000))
HEAT = calculation.line(scope="2", amount=D(100_000), kg_per_unit=D("0.28"))


def test_kilograms_keep_every_digit():
    assert calculation.kilograms(D("12345678901234.123456"), D("123.12345678")) == D("1520042662615857.48799600023168")


@given(AMOUNTS, FACTORS)
def test_kilograms_are_exact(amount, factor):
    assert Fraction(calculation.kilograms(amount, factor)) == Fraction(amount) * Fraction(factor)


def test_tonnes():
    assert calculation.tonnes(D("3627.9")) == D("3.6279")


def test_line_has_biogenic_apart():
    pellets = calculation.line(scope="1", amount=D(1000), kg_per_unit=D("0.0115"), biogenic_per_unit=D("0.35"))

    assert (pellets.kg, pellets.biogenic_kg) == (D("11.5"), D(350))


def test_total_of_nothing_is_not_zero():
    assert calculation.total([None, None]) is None
    assert calculation.total([]) is None
    assert calculation.total([None, D(0)]) == 0
    assert calculation.total([D("0.1"), None, D("0.2")]) == D("0.3")


def test_totals_per_scope():
    travel = calculation.line(scope="3", amount=D(500), kg_per_unit=D("0.032"))

    totals = calculation.totals([GAS, POWER, HEAT, travel])

    assert totals == calculation.Totals(
        scope1_kg=D("3627.9"),
        scope2_location_kg=D(400_000),
        scope2_market_kg=D(400_000),
        is_market_fallback=True,
        scope3_kg=D(16),
        biogenic_kg=None,
    )


def test_totals_without_scope_3_do_not_state_zero():
    assert calculation.totals([GAS]).scope3_kg is None
    assert calculation.totals([]).scope1_kg == 0
    assert not calculation.totals([GAS]).is_market_fallback


def test_totals_keep_biogenic_apart():
    pellets = calculation.line(scope="1", amount=D(10), kg_per_unit=D(1), biogenic_per_unit=D(3))

    assert calculation.totals([GAS, pellets]).biogenic_kg == 30


def test_contracts_do_not_cover_heat():
    totals = calculation.totals(
        [POWER, HEAT], contracts=[calculation.Contract(D(600_000), D(0))], residual_kg_per_kwh=D("0.45")
    )

    assert totals.scope2_location_kg == 400_000
    assert totals.scope2_market_kg == 208_000
    assert not totals.is_market_fallback


@pytest.mark.parametrize(
    ("contracts", "residual", "kg", "covered", "is_fallback"),
    [
        ([], None, 40, 0, True),
        ([], 1, 100, 0, False),
        ([(60, 0)], 1, 40, 60, False),
        ([(60, 0)], None, 16, 60, True),
        ([(100, 0)], None, 0, 100, False),
        ([(500, "0.1")], 1, 10, 100, False),
        ([(80, 0), (80, "0.5")], 1, 10, 100, False),
        ([(30, "0.2"), (30, "0.1")], 1, 49, 60, False),
    ],
)
def test_market_based(contracts, residual, kg, covered, is_fallback):
    result = calculation.market_based(
        consumption_kwh=D(100),
        grid_kg=D(40),
        contracts=[calculation.Contract(D(kwh), D(factor)) for kwh, factor in contracts],
        residual_kg_per_kwh=None if residual is None else D(residual),
    )

    assert result == calculation.MarketBased(D(kg), D(covered), D(100 - covered), is_fallback)


@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS)
@example(D("144115188071.851494"), D("693.88939042"), D(0), D(0))  # 29 digits
def test_change_split_adds_up_exactly(amount_before, factor_before, amount, factor):
    split = calculation.change_split(
        amount_before=amount_before, factor_before=factor_before, amount=amount, factor=factor
    )

    change = calculation.total(  # the minus stands before the amount: before a product it would cut at 28 digits
        [calculation.kilograms(amount, factor), calculation.kilograms(-amount_before, factor_before)]
    )
    assert calculation.total([split.activity_kg, split.factor_kg]) == change


def test_change_split_tells_saving_from_a_better_grid():
    split = calculation.change_split(amount_before=D(1000), factor_before=D("0.441"), amount=D(1000), factor=D("0.394"))

    assert split == calculation.ChangeSplit(activity_kg=D(0), factor_kg=D(-47))


@pytest.mark.parametrize("denominator", [None, D(0)])
def test_intensity_without_denominator_is_no_value(denominator):
    assert calculation.intensity(D(10), denominator) is None
    assert calculation.intensity(None, D(5)) is None
    assert calculation.intensity(D(10), D(4)) == D("2.5")


def test_weighted_intensity_is_no_mean_of_ratios():
    pairs = [(D(10), D(1)), (D(10), D(9)), (None, D(5)), (D(5), None), (D(5), D(0))]

    assert calculation.weighted_intensity(pairs) == 2
    assert calculation.weighted_intensity([]) is None


def test_change_percent():
    assert calculation.change_percent(D(200), D(150)) == -25
    assert calculation.change_percent(D(0), D(150)) is None


GWP = {
    "AR4": {"R-32": D(675), "R-125": D(3500), "R-134a": D(1430), "R-143a": D(4470)},
    "AR5": {"R-32": D(677), "R-125": D(3170), "R-134a": D(1300), "R-143a": D(4800)},
}
BLENDS = {
    "R-410A": {"R-32": D(50), "R-125": D(50)},
    "R-407C": {"R-32": D(23), "R-125": D(25), "R-134a": D(52)},
    "R-404A": {"R-125": D(44), "R-143a": D(52), "R-134a": D(4)},
    "R-507A": {"R-125": D(50), "R-143a": D(50)},
}


@pytest.mark.parametrize(
    ("blend", "report", "expected"),
    [
        ("R-410A", "AR4", "2087.5"),
        ("R-410A", "AR5", "1923.5"),
        ("R-407C", "AR4", "1773.85"),
        ("R-407C", "AR5", "1624.21"),
        ("R-404A", "AR4", "3921.6"),
        ("R-404A", "AR5", "3942.8"),
        ("R-507A", "AR4", "3985"),
        ("R-507A", "AR5", "3985"),
    ],
)
def test_blends_are_as_published(blend, report, expected):
    assert calculation.blend_gwp(BLENDS[blend], GWP[report]) == D(expected)


def test_blend_must_be_whole():
    with pytest.raises(ValueError, match="100 %"):
        calculation.blend_gwp({"R-32": D(50)}, GWP["AR5"])


def test_co2e_needs_every_gas():
    assert calculation.co2e({"CH4": D(2), "CO2": D(5)}, {"CO2": D(1), "CH4": D(28)}) == 61
    with pytest.raises(KeyError):
        calculation.co2e({"SF6": D(1)}, {"CO2": D(1)})


def test_base_year_of_metro_had_to_be_restated():
    change = calculation.base_year_change(D(6_558_760), D(5_095_039))

    assert change.is_significant
    assert round(change.percent, 1) == D("-22.3")


@pytest.mark.parametrize(
    ("now", "earlier", "is_significant"),
    [("104.9", 0, False), (105, 0, True), (95, 0, True), (102, 3, True), (102, -3, True), (102, "2.9", False)],
)
def test_base_year_change_is_cumulative(now, earlier, is_significant):
    change = calculation.base_year_change(D(100), D(now), earlier_percent=D(earlier))

    assert change.is_significant is is_significant


def test_extrapolated():
    assert calculation.extrapolated(D(50), answers=10, people=100) == 500
    assert calculation.extrapolated(D(50), answers=0, people=100) is None


def test_weather_adjusted():
    assert calculation.weather_adjusted(D(250), degree_days=D(5), long_term_degree_days=D(4)) == 200


def test_gas_bill_to_kilograms():
    """ghg.md D: 20,000 kWh Hs are 18,060 kWh Hi are 3,627.8928 kg."""
    hi = calculation.heating_value(D(20_000))

    assert hi == 18_060
    assert calculation.kilograms(hi, D("0.20088")) == D("3627.8928")


@pytest.mark.parametrize(
    ("ends_on", "year"),
    [((2022, 3, 31), 2021), ((2022, 5, 31), 2021), ((2022, 6, 30), 2022), ((2022, 12, 31), 2022)],
)
def test_calendar_year_of_a_business_year(ends_on, year):
    assert calculation.calendar_year(dt.date(*ends_on)) == year


@pytest.mark.parametrize(
    ("amount", "unit", "to", "expected"),
    [
        ("1", "MWh", "GJ", "3.6"),
        ("3.6", "GJ", "kWh", "1000"),
        ("1", "t", "kg", "1000"),
        ("1", "mi", "km", "1.609344"),
        ("1500", "l", "m3", "1.5"),
        ("1", "MWh (Hs)", "kWh (Hs)", "1000"),
    ],
)
def test_convert(amount, unit, to, expected):
    assert calculation.convert(D(amount), unit, to) == D(expected)


@pytest.mark.parametrize(
    ("unit", "to"), [("kWh (Hs)", "kWh (Hi)"), ("kWh", "kg"), ("ton", "kg"), ("kWh", "kwh"), ("kWh", "kWh (Hi)")]
)
def test_convert_refuses_what_is_not_the_same(unit, to):
    with pytest.raises(ValueError):
        calculation.convert(D(1), unit, to)
