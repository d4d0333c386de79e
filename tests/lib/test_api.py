"""How the API reads, answers and refuses, whichever call it is."""

from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from klimapakt.lib.api import DecimalField, YearField, clean

D = Decimal


@pytest.mark.parametrize(
    ("sent", "read"),
    (("1234.5", D("1234.5")), ("-1", D(-1)), ("0", D(0)), (7, D(7)), (D("0.1"), D("0.1")), ("1.500", D("1.5"))),
)
def test_decimal_is_a_string_with_a_point_or_a_number(sent, read):
    assert DecimalField().run_validation(sent) == read


@pytest.mark.parametrize(
    "sent",
    (
        "1,5", "1.234,5", "1 500", "12x", "1,5 kWh", "NaN", "Infinity", "-Infinity", "1e5", "１２", "", " 1", "1" * 41,
        "0.1234567", True, False, [], {}, [1], None, D("1E+999999999"), D("1E-999999"), 10**15, "1\x002", "\ud800",
    ),
)  # fmt: skip
def test_decimal_refuses_what_is_none(sent):
    with pytest.raises(ValidationError):
        DecimalField().run_validation(sent)


@pytest.mark.parametrize(
    ("value", "said"),
    ((D("3627.900000"), "3627.9"), (D("1E+3"), "1000"), (D("0E-14"), "0"), (D("1E-14"), "0.00000000000001")),
)
def test_decimal_is_said_exactly_and_without_exponent(value, said):
    assert DecimalField().to_representation(value) == said


@pytest.mark.parametrize("sent", ("1989", "2101", "24", "20245", "２０２４", "2024.0", True, 2024.5, None, "x", [2024]))
def test_year_has_four_digits(sent):
    with pytest.raises(ValidationError):
        YearField().run_validation(sent)


def test_year_comes_as_number_or_text():
    assert YearField().run_validation("2024") == YearField().run_validation(2024) == 2024


def test_what_is_said_back_can_be_said():
    assert clean("\ud800" + "x" * 200) == "?" + "x" * 99
