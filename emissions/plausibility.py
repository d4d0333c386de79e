"""What makes one look twice at a figure. Warnings, never refusals: the person may know better."""

from decimal import Decimal
from typing import Final

from emissions.calculation import change_percent

JUMP_PERCENT: Final = Decimal(30)
FACTOR_1000: Final = Decimal(1000)
HUGE_AMOUNT: Final = Decimal(10) ** 9
HUGE_TOTAL_KG: Final = Decimal(10) ** 9  # a million tonnes


def is_jump(before: Decimal | None, now: Decimal | None) -> bool:
    """Over 30 % up or down; from nothing to something as well."""
    if before is None or now is None or before == now:
        return False
    change = change_percent(before, now)
    return change is None or abs(change) > JUMP_PERCENT


def looks_like_another_unit(before: Decimal | None, now: Decimal | None) -> bool:
    """A thousand times last year's value, or a thousandth: somebody took kilograms for tonnes."""
    if not before or not now:
        return False
    return now >= before * FACTOR_1000 or now * FACTOR_1000 <= before


def is_huge_amount(amount: Decimal | None) -> bool:
    return amount is not None and amount > HUGE_AMOUNT


def is_huge_total(kg: Decimal | None) -> bool:
    return kg is not None and kg > HUGE_TOTAL_KG
