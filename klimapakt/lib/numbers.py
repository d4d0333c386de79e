"""Numbers as people write and read them: one reader, one rounding, one way to print.

Python rounds half to even, and Django's localised fields read "1.234" as 1.234 or 1234 depending on a setting: neither
is used for amounts. Units follow a no-break space (U+00A0: Fira Sans has no narrow one), minus is U+2212.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from django.utils.translation import get_language, gettext

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
PRECISION: Final = 60  # numeric(30, 14) has more digits than Python's default of 28
LONGEST: Final = 40  # signs of a typed number, well inside the precision: nothing is rounded unawares

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")  # 1500 | 1,5 | 1.5
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")  # 1.500 | 1.234.567,8
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")  # 1 500 | 1 234 567,8


def parse(text: str, *, unit: str = "") -> Decimal:
    """What a German hand meant: "1.500" is 1500, "1.5" is 1.5, "1 500,5 kWh" is 1500.5. Else ValueError.

    The unit may be repeated after the number; any other word is refused.
    """
    if len(text) > LONGEST:
        raise ValueError("longer than any number")
    typed = _SPACES.sub(" ", text).strip()
    if unit and typed.casefold().endswith(plain := _SPACES.sub(" ", unit).casefold()):
        typed = typed[: len(typed) - len(plain)].rstrip()
    sign = ""
    if typed[:1] in {"-", MINUS, "+"}:
        sign = "" if typed[0] == "+" else "-"
        typed = typed[1:].lstrip()
    if _GROUPED.fullmatch(typed):
        typed = typed.replace(".", "")
    elif _SPACED.fullmatch(typed):
        typed = typed.replace(" ", "")
    elif not _PLAIN.fullmatch(typed):
        raise ValueError(f"not a number: {text!r}")
    return Decimal(sign + typed.replace(",", "."))


def is_ambiguous(text: str) -> bool:
    """Whether one dot before three digits leaves open if thousands or decimals were meant ("1.234")."""
    return re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text.strip()) is not None


def rounded(value: Decimal, digits: int) -> Decimal:
    """The only rounding of the portal: half up (away from zero), never a negative zero."""
    with localcontext(prec=PRECISION):
        result = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def number(value: Decimal | int | None, digits: int | None = None) -> str:
    """In the active language: "1.234,5" or "1,234.5". Without digits: as many as the value has, no trailing zeros."""
    if value is None:
        return gettext("not stated")
    plain = _digits(Decimal(value), digits)
    whole, _point, fraction = plain.lstrip("-").partition(".")
    group, point = (".", ",") if _is_german() else (",", ".")
    grouped = f"{int(whole):,}".replace(",", group)
    return (MINUS if plain.startswith("-") else "") + grouped + (point + fraction if fraction else "")


def percent(value: Decimal | int | None, digits: int | None = 1) -> str:
    """A value that is a percentage already: Decimal("-8.2") is "−8,2 %"."""
    if value is None:
        return number(None)
    return number(value, digits) + (f"{NBSP}%" if _is_german() else "%")


def with_unit(value: Decimal | int | None, unit: str, digits: int | None = None) -> str:
    return number(value, digits) if value is None or not unit else number(value, digits) + NBSP + unit


def tonnes(value_t: Decimal | int | None, digits: int = 1) -> str:
    """ "1.234,5 t CO₂e"; what is below one tonne stands in kilograms."""
    if value_t is not None and 0 < abs(Decimal(value_t)) < 1:
        return kilograms(value_t * Decimal(1000))
    return with_unit(value_t, f"t{NBSP}CO₂e", digits)


def kilograms(value_kg: Decimal | int | None, digits: int | None = None) -> str:
    """Whole kilograms, one digit below ten, unless told otherwise."""
    if digits is None and value_kg is not None:
        digits = 1 if 0 < abs(Decimal(value_kg)) < 10 else 0
    return with_unit(value_kg, f"kg{NBSP}CO₂e", digits)


def euros(value: Decimal | int | None) -> str:
    """ "2.500 €", cents only where there are some; the sign stands where the language puts it."""
    if value is None:
        return number(None)
    plain = number(value, 0 if Decimal(value) == int(value) else 2)
    return f"{plain}{NBSP}€" if _is_german() else f"€{plain}"


def csv_number(value: Decimal | int | None, digits: int | None = None) -> str:
    """For spreadsheets: no groups, plain minus, the language's decimal sign; unknown is an empty cell."""
    if value is None:
        return ""
    return _digits(Decimal(value), digits).replace(".", "," if _is_german() else ".")


def plain(value: Decimal) -> str:
    """For machines: a point, no groups, no exponent, no trailing zeros, nothing rounded."""
    return _digits(value, None)


def _digits(value: Decimal, digits: int | None) -> str:
    if digits is not None:
        return f"{rounded(value, digits):f}"
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def _is_german() -> bool:
    return (get_language() or "de").startswith("de")
