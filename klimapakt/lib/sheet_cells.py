"""Cells of a sheet from outside as values: what Excel, a German hand or an export meant."""

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from klimapakt.lib import numbers
from klimapakt.lib.forms import FIRST_DAY, LAST_DAY

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
EXCEL_ERRORS: Final = ("#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#NUM!", "#ZAHL!")
BROKEN: Final = re.compile("Ã[\u0080-\u00bf\u0178\u0152\u0153\u2013-\u203a€„œžŸ¤¶¼–]|\ufffd")  # UTF-8 read as CP1252
MOST_LETTERS: Final = 32_767  # of a cell, says Excel
FORMATS: Final = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y")


class BadCell(ValueError):
    """What is wrong with a value, and what may be meant instead."""

    def __init__(self, reason: str, suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason, self.suggestion = reason, suggestion


def shown(cell: Cell) -> str:
    """As the person sees it in the spreadsheet."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and math.isfinite(cell):
        return str(int(cell)) if cell.is_integer() else numbers.number(Decimal(repr(cell)))
    return str(cell)


def text(cell: Cell, most: int = MOST_LETTERS) -> str:
    value = " ".join(shown(cell).replace("\0", "").split())
    if value in EXCEL_ERRORS:
        raise BadCell(_("The formula in this cell has an error."), _("Enter the value itself."))
    if BROKEN.search(value):
        raise BadCell(_("The umlauts in this cell are broken: it was saved in another encoding."), mended(value))
    if len(value) > most:
        raise BadCell(_("Too long: at most %(limit)s characters.") % {"limit": most})
    return value


def mended(value: str) -> str:
    try:
        return value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def whole(cell: Cell, most: int) -> int | None:
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise BadCell(_("This is not a number."), _("Format the cell as a number."))
    value = text(cell)
    if not value:
        return None
    try:
        number = Decimal(repr(cell)) if isinstance(cell, int | float) else numbers.parse(value)
    except (ArithmeticError, ValueError):
        raise BadCell(_("This is not a number."), _("Write it like 1.234.")) from None
    if not number.is_finite() or number != number.to_integral_value():
        raise BadCell(_("This is not a whole number."), _("Write it without digits after the comma."))
    if not 0 <= number <= most:
        raise BadCell(_("Enter a number from 0 to %(limit)s.") % {"limit": numbers.number(most)})
    return int(number)


def day(cell: Cell, epoch: Any = None) -> dt.date | None:  # Any: the workbook's first day of serial dates
    """A day, as a date, as 31.12.2026, or as the number by which Excel counts days."""
    if isinstance(cell, dt.datetime):
        return plausible(cell.date())
    if isinstance(cell, dt.date):
        return plausible(cell)
    value = text(cell)
    if not value:
        return None
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", value):
        return plausible(from_serial(float(value.replace(",", ".")), epoch))
    for one in FORMATS:
        try:
            return plausible(dt.datetime.strptime(value.partition(" ")[0], one).date())  # noqa: DTZ007 -- a day has no zone
        except ValueError as error:
            if isinstance(error, BadCell):
                raise
    raise BadCell(_("This is not a day."), _("Write it like 31.12.2026."))


def from_serial(number: float, epoch: Any) -> dt.date:  # Any: as above
    try:
        found: dt.datetime = from_excel(number, epoch) if epoch else from_excel(number)
        return found.date()
    except (OverflowError, ValueError, AttributeError, TypeError):
        raise BadCell(_("This is not a day."), _("Write it like 31.12.2026.")) from None


def plausible(value: dt.date) -> dt.date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise BadCell(_("Enter a day between 1990 and 2100."))
    return value
