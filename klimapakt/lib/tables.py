"""Tables for spreadsheets: CSV as German Excel opens it, XLSX, and cells that cannot become formulas."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from klimapakt.lib import numbers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Text that a spreadsheet would calculate gets an apostrophe before it; days and decimals as people write them."""
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return numbers.csv_number(value, max(0, -int(value.as_tuple().exponent)))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not text[1:].replace(",", "").isdigit() else text


def csv_response(name: str, headers: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark by which Excel knows UTF-8
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    writer = csv.writer(response, delimiter=";")
    writer.writerow([str(header) for header in headers])
    writer.writerows([cell(value) for value in row] for row in rows)
    return response


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook; `widths` in characters, 24 where they end."""

    title: str
    headers: Sequence[object]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def xlsx_response(name: str, headers: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    return workbook_response(name, [Sheet("", headers, rows)])


def workbook_response(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    response = HttpResponse(workbook(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Days and numbers stay days and numbers; text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title or None)
        sheet.freeze_panes = "A2"
        for column in range(len(one.headers)):
            width = one.widths[column] if column < len(one.widths) else 24
            sheet.column_dimensions[get_column_letter(column + 1)].width = width
        sheet.append([xlsx_cell(sheet, str(header), bold=True) for header in one.headers])
        for row in one.rows:
            sheet.append([xlsx_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsx_cell(
    sheet: WriteOnlyWorksheet, value: object, *, bold: bool = False
) -> Any:  # Any: openpyxl's cells come from a function
    if isinstance(value, dt.date):
        one = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # its types are narrower than what it takes
        one.number_format = "DD.MM.YYYY"
    elif value is None or isinstance(value, int | Decimal):
        one = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # likewise
    else:
        one = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(value)))
        one.data_type = "s"
    if bold:
        one.font = Font(bold=True)
    return one


FILES = {"csv": csv_response, "xlsx": xlsx_response}
