"""The public list of factors: found by name, key, year and scope; what is not for balances says so."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
LIST = "emissions:factor_list"


@pytest.fixture
def edition():
    return factories.FactorSetFactory()


@pytest.fixture
def power(edition):
    return [
        factories.FactorFactory(
            factor_set=edition,
            key="uba.strom.kwh",
            name_de="Strommix",
            name_en="Electricity mix",
            scope="2",
            valid_year=year,
            kg_co2e_per_unit=Decimal("0.372"),
            licence="§ 5 UrhG",
        )
        for year in (2019, 2023)
    ]


def found(client, **asked):
    return list(client.get(reverse(LIST), asked).context["page"])


@pytest.mark.parametrize(
    "asked", ({"words": "STROM"}, {"words": "uba kwh"}, {"words": "electricity"}, {"scope": "2"}, {}, {"words": "  "})
)
def test_factors_are_found_by_name_key_and_scope(client, power, asked):
    assert found(client, **asked) == [power[1], power[0]]


def test_nothing_fits(client, power):
    assert found(client, words="gibt es nicht") == []
    assert "Kein Faktor passt" in client.get(reverse(LIST), {"words": "gibt es nicht"}).text


@pytest.mark.parametrize(("year", "place"), (("2023", 1), ("2022", 0), ("2030", 1), ("2010", 0)))
def test_year_shows_what_a_balance_of_it_uses(client, power, year, place):
    assert found(client, year=year) == [power[place]]


def test_what_is_withdrawn_or_older_is_not_shown(client, power):
    old = factories.FactorSetFactory(edition="alt", published_on="2001-01-01")
    factories.FactorFactory(factor_set=old, key="alt")
    gone = factories.FactorSetFactory(edition="zurückgezogen", published_on="2099-01-01", is_withdrawn=True)
    factories.FactorFactory(factor_set=gone, key="weg")

    assert found(client) == [power[1], power[0]]


@pytest.mark.parametrize(
    ("fields", "says"),
    (
        ({"use": "reference"}, "nicht für Bilanzen"),
        ({"scope": "1+3"}, "nicht für Bilanzen"),
        ({"use": "proxy"}, "britischer Ersatzwert"),
    ),
)
def test_what_is_not_for_balances_says_so(client, edition, fields, says):
    factories.FactorFactory(factor_set=edition, key="x", **({"scope": "1"} | fields))

    assert says in client.get(reverse(LIST)).text


def test_source_and_licence_stand_beside_the_value(client, power):
    text = client.get(reverse(LIST)).text

    assert "0,372" in text
    assert "§ 5 UrhG" in text
    assert "nicht für Bilanzen" not in text


def test_before_the_first_import_the_page_says_so(client):
    assert "Noch keine Faktoren" in client.get(reverse(LIST)).text


@pytest.mark.parametrize(
    "asked",
    ({"year": "zwanzig"}, {"year": "\x00"}, {"words": "\x00"}, {"scope": "9"}, {"seite": "x"}, {"words": "x" * 200}),
)
def test_bad_filters_are_no_error_of_the_portal(client, power, asked):
    assert client.get(reverse(LIST), asked).status_code == 200
    assert client.get(reverse("emissions:factor_csv"), asked).status_code == 200


def test_page_is_not_sent_twice(client, power):
    first = client.get(reverse(LIST))

    assert client.get(reverse(LIST), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "Cookie" not in first.get("Vary", "")


def test_csv_holds_what_was_searched_for(client, power):
    lines = client.get(reverse("emissions:factor_csv"), {"year": "2019"}).text.splitlines()

    assert lines[0].startswith("\ufeffkey;valid_year;name_de")
    assert [line.split(";")[:3] for line in lines[1:]] == [["uba.strom.kwh", "2019", "Strommix"]]


@pytest.mark.parametrize("count", (1, 3))
def test_list_asks_as_often_whatever_its_length(client, edition, count, django_assert_num_queries):
    for number in range(count):
        factories.FactorFactory(factor_set=edition, key=f"k{number}")
    client.get(reverse(LIST))

    with django_assert_num_queries(4):
        assert len(found(client)) == count
