"""POST calculate/ and pathway/: the portal's own arithmetic for everybody; whatever is sent, never a 500."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from emissions import actions
from emissions.models import Balance, Factor, FactorSet, Target
from tests import factories
from tests.emissions.test_worked_examples import EXAMPLES

pytestmark = pytest.mark.django_db
D = Decimal
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
CALCULATE, PATHWAY = "api:calculate", "api:pathway"
AIM = {"base_year": 2025, "base_t": "200", "target_year": 2035, "target_t": "84"}
many = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def shipped():
    """The factors that come with the portal."""
    path = Path(django_settings.BASE_DIR) / "emissions" / "data" / "emission_factors.csv"
    return actions.import_factors(path=path, edition="2025", published_on=dt.date(2025, 6, 1))


@pytest.fixture
def unlimited(settings):
    settings.API_CALCULATIONS = "1000000/minute"


def post(client, name, data):
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    return client.post(reverse(name), text, content_type="application/json")


def numbers(answer):
    return {
        name: D(value) if isinstance(value, str) else value for name, value in answer.items() if name.endswith("_t")
    }


def test_the_example_of_the_design(client, shipped):
    """ghg.md D: 20,000 kWh (Hs) of gas are 3,627.9 kg; a contract covers all power that was bought."""
    response = post(
        client,
        CALCULATE,
        {
            "year": 2024,
            "gwp": "AR5",
            "lines": [{"factor": GAS, "amount": "20000"}, {"factor": POWER, "amount": "500000"}],
            "contracts": [{"kwh": "600000", "kg_per_kwh": "0"}],
            "residual_kg_per_kwh": "0.45",
        },
    )

    answer = response.json()
    assert response.status_code == 200
    assert answer["lines"][0] == {
        "factor": GAS,
        "amount": "20000",
        "unit": "kWh (Hs)",
        "kg_per_unit": "0.181395",
        "factor_year": answer["lines"][0]["factor_year"],
        "factor_year_gap": answer["lines"][0]["factor_year_gap"],
        "scope": "1",
        "category": "1",
        "gwp_set": "CO2",
        "kg_co2e": "3627.9",
    }
    assert numbers(answer) == {
        "scope1_t": D("3.6279"),
        "scope2_location_t": D(186),
        "scope2_market_t": D(0),
        "scope3_t": None,
        "biogenic_t": None,
    }
    assert answer["market_fallback"] is False


@pytest.mark.parametrize(
    ("contracts", "residual", "market", "is_fallback"),
    (
        ([], None, D(186), True),  # the grid stands in, and says so
        ([], "0.45", D(225), False),
        ([{"kwh": "400000", "kg_per_kwh": "0"}], "0.45", D(45), False),
        ([{"kwh": "400000", "kg_per_kwh": "0.01"}], None, D("41.2"), True),
        ([{"kwh": "900000", "kg_per_kwh": "0"}], None, D(0), False),  # never more than was used
    ),
)
def test_market_based_scope_2(client, shipped, contracts, residual, market, is_fallback):
    answer = post(
        client,
        CALCULATE,
        {
            "year": 2024,
            "lines": [{"factor": POWER, "amount": "500000"}],
            "contracts": contracts,
            "residual_kg_per_kwh": residual,
        },
    ).json()

    assert D(answer["scope2_location_t"]) == 186
    assert D(answer["scope2_market_t"]) == market
    assert answer["market_fallback"] is is_fallback


def test_electric_kilometres_are_no_kilowatt_hours(client):
    """A contract covers kWh: a factor per km of scope 2 keeps its value in both totals."""
    key = "x.electricity.km"
    factories.FactorFactory(
        factor_set=factories.FactorSetFactory(), key=key, scope="2", unit="km", kg_co2e_per_unit=D("0.05")
    )
    lines, contracts = [{"factor": key, "amount": "1000"}], [{"kwh": "9", "kg_per_kwh": "0"}]

    answer = post(client, CALCULATE, {"year": 2024, "lines": lines, "contracts": contracts}).json()

    assert (answer["scope2_location_t"], answer["scope2_market_t"]) == ("0.05", "0.05")
    assert answer["market_fallback"] is False


def test_wood_is_biogenic_beside_the_scopes_and_travel_is_scope_3(client, shipped):
    rail = Factor.objects.for_balances().filter(scope="3", unit="Pkm").first()
    lines = [{"factor": "defra.wood_pellets.kwh", "amount": "1000"}, {"factor": rail.key, "amount": "500"}]

    answer = post(client, CALCULATE, {"year": 2025, "lines": lines}).json()

    assert numbers(answer)["scope1_t"] == D("0.0115")
    assert numbers(answer)["biogenic_t"] == D("0.35")
    assert numbers(answer)["scope3_t"] > 0


@pytest.mark.parametrize(
    ("use", "scope", "says"),
    (("reference", "1", "nur zum Vergleich"), ("default", "1+3", "Vorkette"), ("alternative", "2+3", "Vorkette")),
)
def test_factor_that_is_not_for_balances_is_refused(client, use, scope, says):
    factors = factories.FactorSetFactory()
    factories.FactorFactory(factor_set=factors, key="gut", scope="1")
    factories.FactorFactory(factor_set=factors, key="schlecht", scope=scope, use=use)
    lines = [{"factor": "gut", "amount": "1"}, {"factor": "schlecht", "amount": "1"}]

    response = post(client, CALCULATE, {"year": 2024, "lines": lines})

    assert response.status_code == 400
    assert response.json()["lines"][0] == {}
    assert says in response.json()["lines"][1]["factor"][0]


def test_factor_year_and_its_gap_are_said(client):
    factors = factories.FactorSetFactory()
    for year in (2019, 2021, 2025):
        factories.FactorFactory(factor_set=factors, key="k", scope="1", valid_year=year)

    lines = [
        post(client, CALCULATE, {"year": year, "lines": [{"factor": "k", "amount": "1"}]}).json()["lines"][0]
        for year in (2023, 2010)
    ]

    assert [(line["factor_year"], line["factor_year_gap"]) for line in lines] == [(2021, 2), (2019, -9)]


def test_sets_of_warming_potentials_are_named_and_never_converted(client, shipped):
    lines = [{"factor": "gwp.ar6.r32.kg", "amount": "1"}]

    answer = post(client, CALCULATE, {"year": 2024, "gwp": "AR5", "lines": lines}).json()

    assert (answer["lines"][0]["gwp_set"], answer["lines"][0]["kg_co2e"]) == ("AR6", "771")
    assert answer["mixes_gwp_sets"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"year": None}, "year"),
        ({"year": 1989}, "year"),
        ({"year": "x"}, "year"),
        ({"gwp": "AR3"}, "gwp"),
        ({"lines": None}, "lines"),
        ({"lines": {}}, "lines"),
        ({"lines": [1]}, "lines"),
        ({"lines": [{"factor": POWER}]}, "lines"),
        ({"lines": [{"factor": POWER, "amount": "-1"}]}, "lines"),
        ({"lines": [{"factor": POWER, "amount": "1,5"}]}, "lines"),
        ({"lines": [{"factor": POWER, "amount": "1e999"}]}, "lines"),
        ({"lines": [{"factor": "a\x00b", "amount": "1"}]}, "lines"),
        ({"lines": [{"factor": "\ud800", "amount": "1"}]}, "lines"),
        ({"lines": [{"factor": [], "amount": "1"}]}, "lines"),
        ({"contracts": [{"kwh": "1"}]}, "contracts"),
        ({"contracts": 5}, "contracts"),
        ({"residual_kg_per_kwh": True}, "residual_kg_per_kwh"),
        ({"more": 1}, "more"),
        ({"\ud800": 1}, "?"),
        ({"lines": [{"factor": "k", "amount": "1"}] * 1001}, "lines"),
    ),
)
def test_bad_calculation_names_the_field(client, change, field):
    data = {"year": 2024, "lines": []} | change

    response = post(client, CALCULATE, {name: value for name, value in data.items() if value is not None})

    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize(
    "text",
    (
        "",
        "{",
        "[]",
        "null",
        "1",
        '"x"',
        "[" * 100_000,
        '{"year": NaN}',
        '{"year": Infinity}',
        '{"year": 1e999}',
        '{"lines": [{"amount": 1e999999999, "factor": "x"}], "year": 2024}',
        b"\xff\xfe",
        '{"year": ' + "9" * 5000 + "}",
        '{"a":' * 5000 + "1" + "}" * 5000,
    ),
)
@pytest.mark.parametrize("name", (CALCULATE, PATHWAY))
def test_what_is_no_question_is_no_error_of_the_portal(client, name, text):
    assert post(client, name, text).status_code == 400


@pytest.mark.parametrize("name", (CALCULATE, PATHWAY))
def test_another_content_type_is_refused(client, name):
    assert client.post(reverse(name), {"year": "2024"}).status_code == 415


def test_pathway_of_the_design(client):
    answer = post(client, PATHWAY, {**AIM, "actuals": {"2026": "190"}}).json()

    assert [answer["path"][0], answer["path"][-1]] == [{"year": 2025, "t": "200"}, {"year": 2035, "t": "84"}]
    assert len(answer["path"]) == 11
    assert {
        name: answer[name] for name in ("target_t", "reduction_percent", "annual_rate_percent", "status", "gap_t")
    } == {
        "target_t": "84",
        "reduction_percent": "58",
        "annual_rate_percent": "5.8",
        "status": "close",
        "gap_t": "1.6",
    }
    assert D(answer["elapsed"]) == D("0.1")
    assert abs(D(answer["progress"]) - D(10) / D(116)) < D("1e-20")
    assert (D(answer["budget_t"]), D(answer["used_t"]), D(answer["overspend_t"])) == (D(1562), D(390), D("1.6"))
    assert answer["trend_t"] is None


@pytest.mark.parametrize(
    ("aim", "target_t"),
    (({"target_t": "84"}, "84"), ({"reduction_percent": "58"}, "84"), ({"annual_rate_percent": "4.2"}, "116")),
)
def test_pathway_by_value_reduction_or_yearly_rate(client, aim, target_t):
    """ghg.md A10: 4.2 % a year is of the base year: after ten years 58 % are left, not 65.1 %."""
    data = {name: value for name, value in AIM.items() if name != "target_t"}

    assert post(client, PATHWAY, data | aim).json()["target_t"] == target_t


def test_pathway_goes_through_interim_targets(client):
    answer = post(client, PATHWAY, {**AIM, "interim": {"2030": "140"}}).json()

    by_year = {point["year"]: point["t"] for point in answer["path"]}
    assert (by_year[2027], by_year[2030], by_year[2035]) == ("176", "140", "84")


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"base_t": "0"}, "base_t"),
        ({"target_year": 2025}, "target_year"),
        ({"target_t": "201"}, "target_t"),
        ({"target_t": "-1"}, "target_t"),
        ({"target_t": None}, "target_t"),
        ({"reduction_percent": "5"}, "reduction_percent"),
        ({"target_t": None, "reduction_percent": "0"}, "reduction_percent"),
        ({"target_t": None, "reduction_percent": "101"}, "reduction_percent"),
        ({"target_t": None, "annual_rate_percent": "0"}, "annual_rate_percent"),
        ({"interim": {"2025": "1"}}, "interim"),
        ({"interim": {"2030": "-1"}}, "interim"),
        ({"interim": []}, "interim"),
        ({"actuals": {"26": "1"}}, "actuals"),
        ({"actuals": {"2026": "x"}}, "actuals"),
        ({"actuals": {"２０２６": "1"}}, "actuals"),
        ({"actuals": {"9999": "1"}}, "actuals"),
        ({"base_year": True}, "base_year"),
        ({"target_year": 99999}, "target_year"),
    ),
)
def test_bad_pathway_names_the_field(client, change, field):
    data = {name: value for name, value in (AIM | change).items() if value is not None}

    response = post(client, PATHWAY, data)

    assert response.status_code == 400
    assert list(response.json()) == [field]


NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**30, max_value=10**60),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["1e999", "NaN", "Infinity", "-0", "1_000", "9" * 60, "2024", "AR5", POWER, "0.1"]),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)
ANYTHING = st.recursive(
    NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
LINE = st.fixed_dictionaries({}, optional={"factor": NASTY, "amount": NASTY, "x": NASTY})
CALCULATION = st.fixed_dictionaries(
    {},
    optional={
        "year": st.just(2024) | ANYTHING,
        "gwp": st.just("AR5") | ANYTHING,
        "lines": st.lists(LINE, max_size=3) | ANYTHING,
        "contracts": st.lists(st.fixed_dictionaries({}, optional={"kwh": NASTY, "kg_per_kwh": NASTY}), max_size=3)
        | ANYTHING,
        "residual_kg_per_kwh": NASTY | ANYTHING,
    },
)
PATH = st.fixed_dictionaries(
    {},
    optional={
        "base_year": st.integers(1985, 2105) | ANYTHING,
        "base_t": NASTY | st.just("200"),
        "target_year": st.integers(1985, 2105) | ANYTHING,
        "target_t": NASTY | st.just("84"),
        "reduction_percent": NASTY,
        "annual_rate_percent": NASTY,
        "actuals": st.dictionaries(st.integers(1985, 2105).map(str) | st.text(max_size=5), NASTY, max_size=4)
        | ANYTHING,
        "interim": st.dictionaries(st.integers(1985, 2105).map(str), NASTY, max_size=3) | ANYTHING,
    },
)


@many
@given(data=CALCULATION | ANYTHING)
@example(data={})
@example(data=[])
def test_calculate_answers_whatever_is_sent(client, unlimited, data):
    response = post(client, CALCULATE, data)

    assert response.status_code in (200, 400)
    assert response.json() is not None


@many
@given(data=PATH | ANYTHING)
@example(
    data={
        "base_year": 1990,
        "base_t": "99999999999999.999999",
        "target_year": 2100,
        "target_t": "0",
        "actuals": {"2050": "99999999999999"},
    }
)
@example(
    data={
        "base_year": 2024,
        "base_t": "0.000001",
        "target_year": 2025,
        "target_t": "0",
        "actuals": {"2025": "99999999999999"},
    }
)
def test_pathway_answers_whatever_is_sent(client, unlimited, data):
    response = post(client, PATHWAY, data)

    assert response.status_code in (200, 400)
    assert response.json() is not None


AMOUNT = st.decimals(min_value=0, max_value=10**9, places=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=AMOUNT, second=AMOUNT)
def test_calculation_is_linear_and_sums_its_lines(client, unlimited, first, second):
    factors = FactorSet.objects.first() or factories.FactorSetFactory()
    if not factors.factors.exists():
        factories.FactorFactory(factor_set=factors, key="k", scope="1", kg_co2e_per_unit=D("0.18139512"))

    def tonnes(*amounts):
        lines = [{"factor": "k", "amount": str(amount)} for amount in amounts]
        return D(post(client, CALCULATE, {"year": 2024, "lines": lines}).json()["scope1_t"])

    assert tonnes(first, second) == tonnes(first) + tonnes(second)
    assert tonnes(first) == first * D("0.18139512") / 1000
    assert (tonnes(first) <= tonnes(second)) is (first <= second)


@pytest.mark.parametrize("name", (CALCULATE, PATHWAY))
def test_too_many_questions_are_asked_to_wait(client, settings, name):
    settings.API_CALCULATIONS = "2/minute"
    answers = [post(client, name, {}) for _number in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert (
        client.post(reverse(name), "{}", content_type="application/json", REMOTE_ADDR="203.0.113.9").status_code == 400
    )


def test_asking_stores_nothing_and_needs_one_look_per_kind(client, shipped, django_assert_num_queries):
    lines = [{"factor": POWER, "amount": "1"}, {"factor": GAS, "amount": "2"}] * 20

    with django_assert_num_queries(2):
        post(client, CALCULATE, {"year": 2024, "lines": lines})
    with django_assert_num_queries(0):
        post(client, PATHWAY, AIM)

    assert not Balance.objects.exists()
    assert not Target.objects.exists()


WITH_A_FACTOR = {"W12c": ("pkm", "ef"), "W15": ("kwh", "ef"), "W15b": ("kwh", "ef")}


@pytest.mark.parametrize("one", [row for row in EXAMPLES if row["id"] in WITH_A_FACTOR], ids=lambda row: row["id"])
def test_worked_example_through_the_api(client, one):
    """Those that are an amount times a factor; the others need no call, and stand in test_worked_examples."""
    given = json.loads(one["inputs_json"], parse_float=D, parse_int=D)
    amount, factor = (given[name] for name in WITH_A_FACTOR[one["id"]])
    factories.FactorFactory(factor_set=factories.FactorSetFactory(), key="k", scope="1", kg_co2e_per_unit=factor)

    answer = post(client, CALCULATE, {"year": 2024, "lines": [{"factor": "k", "amount": str(amount)}]}).json()

    found = D(answer["scope1_t"]) if one["unit"] == "t" else D(answer["lines"][0]["kg_co2e"])
    assert abs(found - D(one["expected"])) <= D(one["tolerance"])


@pytest.mark.parametrize("one", [row for row in EXAMPLES if row["category"] == "scope2"], ids=lambda row: row["id"])
def test_worked_example_of_scope_2_through_the_api(client, one):
    given = json.loads(one["inputs_json"], parse_float=D, parse_int=D)
    factories.FactorFactory(factor_set=factories.FactorSetFactory(), key=POWER, scope="2", unit="kWh")

    answer = post(
        client,
        CALCULATE,
        {
            "year": 2024,
            "lines": [{"factor": POWER, "amount": str(given["kwh"])}],
            "contracts": [{"kwh": str(given["contract_kwh"]), "kg_per_kwh": str(given["contract_ef"])}],
            "residual_kg_per_kwh": str(given["residual"]),
        },
    ).json()

    assert D(answer["scope2_market_t"]) == D(one["expected"])


@pytest.mark.parametrize(
    "one",
    [row for row in EXAMPLES if row["category"] == "intensity-target" and "target" in row["inputs_json"]],
    ids=lambda row: row["id"],
)
def test_worked_example_of_a_target_through_the_api(client, one):
    given = json.loads(one["inputs_json"], parse_float=D, parse_int=D)
    data = {"base_year": 2018, "base_t": str(given["base"]), "target_year": 2030, "target_t": str(given["target"])}

    reduction = D(post(client, PATHWAY, data).json()["reduction_percent"])

    assert abs(-reduction - D(one["expected"])) <= D(one["tolerance"])
