"""Workbooks that go with an import: the template with its explanation, and the file back with a word on each row."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from klimapakt.lib.sheet_import import Column
from klimapakt.lib.tables import xlsx_cell, xlsx_response

WIDTHS = (28, 60, 12, 40, 60)


def template_response(name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]] = ()) -> HttpResponse:
    """One sheet to fill in, and one that says what belongs where; the example stands there, not among the data."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Data"))
    sheet.freeze_panes = "B2"
    for place in range(len(columns)):
        sheet.column_dimensions[get_column_letter(place + 1)].width = 24
    sheet.append([xlsx_cell(sheet, column.title, bold=True) for column in columns])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    about = book.create_sheet(_("Explanation"))
    about.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS, start=1):
        about.column_dimensions[get_column_letter(place)].width = width
    titles = (_("Column"), _("What belongs in it"), _("Required"), _("Example"), _("Allowed values"))
    about.append([xlsx_cell(about, title, bold=True) for title in titles])
    for column in columns:
        allowed = list(column.allowed) or [""]
        required = _("yes") if column.is_required else _("no")
        first = (column.title, column.help, required, column.example, allowed[0])
        about.append([xlsx_cell(about, value) for value in first])
        for value in allowed[1:]:
            about.append([*[None] * 4, xlsx_cell(about, value)])
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(
        content.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def comment_headers() -> tuple[str, str, str]:
    """What the file has more than the one that was sent; an import leaves these columns out."""
    return _("Row"), _("Result"), _("Comment")


def report_response(
    name: str, headers: Sequence[str], rows: Iterable[tuple[int, Sequence[object], str, str]]
) -> HttpResponse:
    """The rows as they were sent, each with its number, the result and a comment, on the left where one sees it."""
    lines = ([number, result, comment, *cells] for number, cells, result, comment in rows)
    return xlsx_response(name, [*comment_headers(), *headers], lines)
