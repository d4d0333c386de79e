from dataclasses import asdict
from decimal import Decimal

import pytest

from emissions import factors

D = Decimal
FILE = "emissions/data/emission_factors.csv"
ROW = {
    "key": "defra.pellets.kwh",
    "name_de": "Pellets",
    "name_en": "Pellets",
    "scope": "1",
    "category": "Stationäre Verbrennung",
    "ghgp_category": "1",
    "activity_unit": "kWh",
    "kgco2e_per_unit": "0.0115",
    "kgco2_biogenic_per_unit": "0.35",
    "location_or_market": "",
    "region": "GB",
    "valid_year": "2025",
    "source": "DESNZ 2025",
    "source_url": "https://example.org",
    "notes": "[DEFAULT] GWP AR5. OGL v3.0.",
}


@pytest.fixture(scope="module")
def shipped():
    from django.conf import settings

    with (settings.BASE_DIR / FILE).open(newline="", encoding="utf-8") as file:
        return {(row.key, row.valid_year): row for row in factors.read(file)}


def parse(**changes):
    return factors.parse(ROW | changes, line=7)


def test_parse_gives_the_fields_of_the_model():
    assert asdict(parse()) == {
        "key": "defra.pellets.kwh",
        "valid_year": 2025,
        "name_de": "Pellets",
        "name_en": "Pellets",
        "scope": "1",
        "category": "Stationäre Verbrennung",
        "ghgp_category": "1",
        "unit": "kWh",
        "kg_co2e_per_unit": D("0.0115"),
        "kg_biogenic_per_unit": D("0.35"),
        "basis": "",
        "region": "GB",
        "gwp_set": "AR5",
        "use": "default",
        "source": "DESNZ 2025",
        "source_url": "https://example.org",
        "licence": "OGL v3.0",
        "note": "GWP AR5. OGL v3.0.",
    }


def test_parse_without_year_and_biogenic_part():
    row = parse(valid_year="", kgco2_biogenic_per_unit="", key="other.x")

    assert (row.valid_year, row.kg_biogenic_per_unit, row.licence) == (None, None, "")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", ""),
        ("scope", "4"),
        ("scope", "1+2"),
        ("valid_year", "2025a"),
        ("valid_year", "²"),
        ("valid_year", "-1"),
        ("kgco2e_per_unit", ""),
        ("kgco2e_per_unit", "1,5"),
        ("kgco2e_per_unit", "-1"),
        ("kgco2e_per_unit", "NaN"),
        ("kgco2_biogenic_per_unit", "x"),
        ("notes", "without a tag"),
        ("notes", "[OTHER] x"),
        ("notes", "[DEFAULT"),
        ("notes", "DEFAULT] x"),
    ],
)
def test_parse_names_what_is_wrong(column, value):
    with pytest.raises(factors.InvalidRow) as caught:
        parse(**{column: value})
    assert (caught.value.line, caught.value.column, caught.value.value) == (7, column, value)


def test_read_refuses_a_file_without_its_columns():
    with pytest.raises(factors.InvalidRow) as caught:
        list(factors.read(["key,scope", "a,1"]))
    assert caught.value.line == 1
    with pytest.raises(factors.InvalidRow):
        list(factors.read([]))


def test_read_refuses_a_factor_twice():
    lines = [",".join(ROW), *[",".join(ROW.values())] * 2]

    with pytest.raises(factors.InvalidRow) as caught:
        list(factors.read(lines))
    assert (caught.value.line, caught.value.column) == (3, "key")


def test_shipped_file_is_read_whole(shipped):
    assert len(shipped) == 1017
    assert {row.use for row in shipped.values()} == {"default", "alternative", "reference", "proxy"}
    assert all(-row.kg_co2e_per_unit.as_tuple().exponent <= 8 for row in shipped.values())
    assert not [
        row.key for row in shipped.values() if row.key.startswith(("bisko.", "co2online.")) or row.region == "CH"
    ]


@pytest.mark.parametrize(
    ("key", "year", "value", "gwp_set"),
    [
        ("uba.electricity.mix.co2e_direct.kwh", 2024, "0.372", "AR5"),
        ("uba.electricity.mix.co2_direct.kwh", 2024, "0.363", "CO2"),
        ("ebev.natural_gas.kwh_hs", 2023, "0.181395", "CO2"),
        ("defra.natural_gas.kwh_hs", 2022, "0.18254", "AR4"),
        ("defra.natural_gas.kwh_hs", 2023, "0.18293", "AR5"),
        ("gwp.ar5.r410a.kg", None, "1923.5", "AR5"),
        ("gwp.ar6.r32.kg", None, "771", "AR6"),
        ("tremod.rail_long.pkm", 2021, "0.046", ""),
    ],
)
def test_shipped_values_and_their_gwp_sets(shipped, key, year, value, gwp_set):
    assert shipped[key, year].kg_co2e_per_unit == D(value)
    assert shipped[key, year].gwp_set == gwp_set


@pytest.mark.parametrize(
    ("key", "year", "result"),
    [("defra.x", 2022, "AR4"), ("defra.x", 2023, "AR5"), ("defra.x", None, ""), ("uba.x", 2020, "AR5")],
)
def test_gwp_set_is_guessed_from_the_source(key, year, result):
    assert factors.gwp_set(key, year, "") == result


def test_mixes_gwp_sets():
    assert factors.mixes_gwp_sets(["AR4", "AR5"])
    assert not factors.mixes_gwp_sets(["AR5", "AR5", "CO2", ""])


@pytest.mark.parametrize(
    ("years", "balance_year", "result", "gap"),
    [
        ([2019, 2021, 2024], 2021, 2021, 0),
        ([2019, 2021, 2024], 2023, 2021, 2),
        ([2019, 2021, 2024], 2030, 2024, 6),
        ([2019, 2021, 2024], 2018, 2019, -1),
        ([2024, 2022], 2018, 2022, -4),
        ([None], 2024, None, 0),
        ([None, 2020], 2024, None, 0),
        ([None, 2024], 2024, 2024, 0),
    ],
)
def test_year_rule(years, balance_year, result, gap):
    year = factors.year_for(years, balance_year)

    assert year == result
    assert factors.year_gap(balance_year, year) == gap


def test_year_rule_needs_a_factor():
    with pytest.raises(LookupError):
        factors.year_for([], 2024)


@pytest.mark.parametrize(
    ("scope", "is_usable"), [("1", True), ("2", True), ("3", False), ("1+3", False), ("2+3", False)]
)
def test_factors_with_upstream_inside_are_refused_for_scope_1_and_2(scope, is_usable):
    assert factors.is_usable_for_scope_1_2(scope) is is_usable
    assert parse(scope=scope).is_usable_for_scope_1_2 is is_usable


def test_electricity_is_what_contracts_may_cover(shipped):
    assert shipped["uba.electricity.mix.co2e_direct.kwh", 2024].is_electricity
    assert not shipped["bafa.district_heat.kwh_hi", 2024].is_electricity
    assert not shipped["uba.electricity.upstream.kwh", 2024].is_electricity
