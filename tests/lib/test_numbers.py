from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klimapakt.lib import numbers

AMOUNTS = st.decimals(
    min_value=Decimal("-1e14"), max_value=Decimal("1e14"), allow_nan=False, allow_infinity=False, places=6
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1.500", "1500"),
        ("1.5", "1.5"),
        ("1.50", "1.50"),
        ("1.2345", "1.2345"),
        ("0.500", "0.500"),
        ("1234.567", "1234.567"),
        ("1 500", "1500"),
        ("1\u00a0500", "1500"),
        ("1\u202f500", "1500"),
        ("12 345 678,9", "12345678.9"),
        ("1.234,5", "1234.5"),
        ("1.234.567,25", "1234567.25"),
        ("1234567,25", "1234567.25"),
        ("1,5", "1.5"),
        ("1,234", "1.234"),
        ("  42 ", "42"),
        ("0", "0"),
        ("007", "7"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("\u2212 1.500", "-1500"),
        ("+7", "7"),
    ],
)
def test_parse_reads_what_a_german_hand_means(text, meant):
    assert numbers.parse(text) == Decimal(meant)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "12x", "x12", "1,234.5", "1.23.4", "1.2345,6", "1,2,3", "1 5", "12 34", "1.500 000", "1 500.5"),
        *("--1", "-", ",5", "5,", ".5", "1.", "1e5", "NaN", "Infinity", "0x10", "1_000", "٣", "½", "12 kWh", "1..5"),
    ],
)
def test_parse_refuses_what_it_would_have_to_guess(text):
    with pytest.raises(ValueError, match="not a number"):
        numbers.parse(text)


@pytest.mark.parametrize("text", ["1,5 kWh", "1,5kWh", "1,5\u00a0KWH", "1,5"])
def test_parse_takes_the_unit_of_the_field(text):
    assert numbers.parse(text, unit="kWh") == Decimal("1.5")


@pytest.mark.parametrize("text", ["1,5 MWh", "kWh", "1,5 kWh kWh"])
def test_parse_refuses_another_unit(text):
    with pytest.raises(ValueError):
        numbers.parse(text, unit="kWh")


def test_parse_takes_a_unit_of_two_words():
    assert numbers.parse("1.200,5 t\u00a0CO₂e", unit="t CO₂e") == Decimal("1200.5")


@given(AMOUNTS)
def test_what_is_printed_is_read_back_in_german(value):
    with translation.override("de"):
        assert numbers.parse(numbers.number(value)) == value


@given(AMOUNTS, st.integers(0, 6))
def test_what_is_printed_with_digits_is_the_rounded_value(value, digits):
    with translation.override("de"):
        printed = numbers.number(value, digits)

    # One dot before three digits and nothing else is thousands: what we print never means anything else.
    assert numbers.parse(printed) == numbers.rounded(value, digits)


@given(AMOUNTS)
def test_csv_numbers_are_read_back(value):
    with translation.override("de"):
        assert Decimal(numbers.csv_number(value).replace(",", ".")) == value


@given(st.text(max_size=30))
def test_parse_gives_a_finite_number_or_a_value_error(text):
    try:
        result = numbers.parse(text)
    except ValueError:
        return
    assert result.is_finite()


@pytest.mark.parametrize(
    ("value", "digits", "result"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.05", 1, "0.1"),
        ("1.005", 2, "1.01"),
        ("-0.04", 1, "0.0"),
        ("1234", -2, "1.2E+3"),
        ("1234567890123456.12345678901235", 13, "1234567890123456.1234567890124"),
    ],
)
def test_rounded_half_up(value, digits, result):
    assert str(numbers.rounded(Decimal(value), digits)) == result


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (Decimal("1234.5"), None, "1.234,5", "1,234.5"),
        (Decimal("1234.50"), None, "1.234,5", "1,234.5"),
        (Decimal("1234.5"), 2, "1.234,50", "1,234.50"),
        (Decimal("-8.2"), 1, "\u22128,2", "\u22128.2"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
        (Decimal("-0"), None, "0", "0"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
        (1000000, None, "1.000.000", "1,000,000"),
        (999, 0, "999", "999"),
        (Decimal("0.00018"), None, "0,00018", "0.00018"),
        (None, 1, "keine Angabe", "not stated"),
    ],
)
def test_number_follows_the_language(value, digits, german, english):
    with translation.override("de"):
        assert numbers.number(value, digits) == german
    with translation.override("en"):
        assert numbers.number(value, digits) == english


def test_number_is_german_without_a_language():
    with translation.override(None):
        assert numbers.number(Decimal("1.5")) == "1,5"


def test_percent():
    with translation.override("de"):
        assert numbers.percent(Decimal("-8.25")) == "\u22128,3\u00a0%"
        assert numbers.percent(42, 0) == "42\u00a0%"
        assert numbers.percent(None) == "keine Angabe"
    with translation.override("en"):
        assert numbers.percent(Decimal("8.25")) == "8.3%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "1.234,5\u00a0t\u00a0CO₂e"),
        (Decimal(1), "1,0\u00a0t\u00a0CO₂e"),
        (Decimal("0.9994"), "999\u00a0kg\u00a0CO₂e"),
        (Decimal("-0.5"), "\u2212500\u00a0kg\u00a0CO₂e"),
        (Decimal("0.0042"), "4,2\u00a0kg\u00a0CO₂e"),
        (0, "0,0\u00a0t\u00a0CO₂e"),
        (None, "keine Angabe"),
    ],
)
def test_tonnes_below_one_are_kilograms(value, text):
    with translation.override("de"):
        assert numbers.tonnes(value) == text


def test_kilograms():
    with translation.override("de"):
        assert numbers.kilograms(Decimal("3627.8928")) == "3.628\u00a0kg\u00a0CO₂e"
        assert numbers.kilograms(Decimal("3627.8928"), 2) == "3.627,89\u00a0kg\u00a0CO₂e"
        assert numbers.kilograms(0) == "0\u00a0kg\u00a0CO₂e"
        assert numbers.kilograms(None) == "keine Angabe"


def test_with_unit():
    with translation.override("de"):
        assert numbers.with_unit(Decimal("1500"), "kWh") == "1.500\u00a0kWh"
        assert numbers.with_unit(Decimal("1500"), "") == "1.500"
        assert numbers.with_unit(None, "kWh") == "keine Angabe"


def test_csv_number_has_no_groups():
    with translation.override("de"):
        assert numbers.csv_number(Decimal("-1234.50")) == "-1234,5"
        assert numbers.csv_number(None) == ""
    with translation.override("en"):
        assert numbers.csv_number(Decimal("1234.56"), 1) == "1234.6"


def test_is_ambiguous():
    assert numbers.is_ambiguous("1.234")
    assert not numbers.is_ambiguous("1.234,0")
    assert not numbers.is_ambiguous("0.234")


def test_euros_show_cents_only_where_there_are_some():
    with translation.override("de"):
        assert numbers.euros(Decimal("2500.00")) == "2.500\u00a0€"
        assert numbers.euros(Decimal("1999.5")) == "1.999,50\u00a0€"
        assert numbers.euros(None) == "keine Angabe"
    with translation.override("en"):
        assert numbers.euros(2500) == "€2,500"
