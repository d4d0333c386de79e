"""Tables for spreadsheets: CSV as German Excel opens it, and cells that cannot become formulas."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.text import slugify

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Text that a spreadsheet would calculate gets an apostrophe before it."""
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
