"""Published examples must come out of the portal's own functions. Here is no arithmetic, only who is asked what."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from emissions import calculation, pathway

D = Decimal
FILE = Path(__file__).parents[1] / "data" / "worked_examples.csv"
EXAMPLES = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def _total(given):
    values = [value for part in given.values() for value in (part if isinstance(part, list) else [part])]
    return calculation.total(values)


def _change(given):
    return calculation.change_percent(given["base"], given.get("current", given.get("target")))


def _scope_2(given):
    result = calculation.market_based(
        consumption_kwh=given["kwh"],
        grid_kg=D(0),
        contracts=[calculation.Contract(given["contract_kwh"], given["contract_ef"])],
        residual_kg_per_kwh=given["residual"],
    )
    return calculation.tonnes(result.kg)


def _kilograms(given):
    return calculation.kilograms(given.get("kwh", given.get("pkm")), given["ef"])


def _kilograms_per_tj(given):
    return calculation.kilograms(calculation.convert(given["kwh"], "kWh", "TJ"), given["ef_kg_tj"])


BY_CATEGORY = {
    "totals": _total,
    "biogenic": _total,
    "gas-split": _total,
    "intensity-target": _change,
    "per-capita": lambda given: calculation.intensity(given["total_t"], given["per_capita"]),
    "scope2": _scope_2,
    "activity": _kilograms,
    "units": lambda given: calculation.heating_value(given["kwh_hs"], given["f"]),
    "unit": lambda given: calculation.fuel_energy_mwh(
        given["litres"], kg_per_l=given["density_kg_l"], gj_per_t=given["ncv_gj_t"]
    ),
    "change": lambda given: calculation.change_percent(calculation.total(given["y1"]), calculation.total(given["y2"])),
    "plausibility": lambda given: calculation.intensity(
        calculation.convert(given["co2_mt"], "Mt", "g"), calculation.convert(given["twh"], "TWh", "kWh")
    ),
}
BY_ID = {
    "W12a": _kilograms_per_tj,
    "W12b": _kilograms_per_tj,
    "W15b": lambda given: calculation.tonnes(_kilograms(given)),
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_worked_example(example):
    given = json.loads(example["inputs_json"], parse_float=D, parse_int=D)
    ask = BY_ID.get(example["id"]) or BY_CATEGORY[example["category"]]

    assert abs(ask(given) - D(example["expected"])) <= D(example["tolerance"])


def test_all_examples_are_there():
    assert len(EXAMPLES) == 21


def test_duesseldorf_path_to_two_tonnes_per_head():
    """ghg.md A14: 3.861 Mt (2018) to 1.387 Mt (2035) is 64.1 % less; 2 t for 693,500 people."""
    path = pathway.Path(2018, D(3_861_000), 2035, D(1_387_000))

    assert round(path.reduction_percent, 1) == D("64.1")
    assert calculation.intensity(path.target_t, D(693_500)) == 2


def test_biskos_path_is_not_what_the_city_wrote():
    """ghg.md A14: from 4.292 Mt it is 67.7 %, not 78 %."""
    assert round(pathway.Path(2020, D(4_292_000), 2035, D(1_387_000)).reduction_percent, 1) == D("67.7")
