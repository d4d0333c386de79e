"""What a page, a PDF or a spreadsheet needs of a chart."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from klimapakt.lib import numbers
from klimapakt.lib.charts.drawing import Drawing

WIDE, NARROW = 760, 360

Cell = Decimal | None


@dataclass(frozen=True)
class Chart:
    """Title: the finding in one sentence. Rows: as people read them; values: as they are, without the row's label."""

    id: str
    title: str
    unit: str
    svg_wide: SafeString
    svg_narrow: SafeString
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Cell, ...], ...] = field(repr=False)

    def csv(self) -> str:
        """For spreadsheets: German with semicolon and decimal comma, with a byte order mark either way."""
        delimiter = ";" if (get_language() or "de").startswith("de") else ","
        sheet = io.StringIO()
        writer = csv.writer(sheet, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([_harmless(header) for header in self.headers])
        for row, values in zip(self.rows, self.values, strict=True):
            writer.writerow([_harmless(row[0]), *(numbers.csv_number(value) for value in values)])
        return "\ufeff" + sheet.getvalue()


def assemble(
    ident: str,
    *,
    title: str,
    unit: str,
    digits: int,
    headers: Sequence[str],
    values: Sequence[tuple[str, Sequence[Cell]]],
    draw: Callable[[str, int], Drawing],
) -> Chart:
    """Both drawings and the table of one set of values."""
    return Chart(
        id=ident,
        title=title,
        unit=unit,
        svg_wide=draw(f"{ident}-wide", WIDE).svg(),
        svg_narrow=draw(f"{ident}-narrow", NARROW).svg(),
        headers=tuple(headers),
        rows=tuple((label, *(numbers.number(cell, digits) for cell in cells)) for label, cells in values),
        values=tuple(tuple(cells) for _label, cells in values),
    )


def not_negative(values: Sequence[Cell]) -> None:
    if any(value is not None and value < 0 for value in values):
        raise ValueError("The axis of a chart starts at 0: a negative value has no place on it.")


def _harmless(text: str) -> str:
    """A spreadsheet must not take a label for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
