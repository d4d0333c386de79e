"""What a page, a PDF or a spreadsheet needs of a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString

from klimapakt.lib import numbers, sheets
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
        cells = ((numbers.csv_number(value) for value in values) for values in self.values)
        rows = zip(self.rows, cells, strict=True)
        return sheets.as_csv(self.headers, ([sheets.harmless(row[0]), *values] for row, values in rows))


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
