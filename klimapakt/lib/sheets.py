"""Tables for spreadsheets: German with semicolon, English with comma, a byte order mark either way."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import get_language


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    delimiter = ";" if (get_language() or "de").startswith("de") else ","
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([harmless(header) for header in headers])
    writer.writerows(rows)
    return "\ufeff" + sheet.getvalue()


def harmless(text: str) -> str:
    """A spreadsheet must not take words for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def download(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
