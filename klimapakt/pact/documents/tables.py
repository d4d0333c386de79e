"""Tables of a report: each cell as people read it, and as a spreadsheet calculates with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from klimapakt.lib import numbers
from klimapakt.lib.charts import Chart
from klimapakt.pact.documents.words import day, decimal


class Cell(NamedTuple):
    shown: str
    value: object = None
    is_number: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`widths` in percent, of those that the style sheets know; the first cell of a row is its head."""

    name: str
    title: str
    headers: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Row]
    source: str = ""
    note: str = ""
    has_total: bool = False
    is_long: bool = False
    number: int = 0

    def at(self, number: int) -> Self:
        return replace(self, number=number)

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Head and whether numbers stand below it."""
        return [(header, any(row[index].is_number for row in self.rows)) for index, header in enumerate(self.headers)]

    @property
    def body(self) -> Sequence[Row]:
        return self.rows[:-1] if self.has_total else self.rows

    @property
    def total(self) -> Row | None:
        return self.rows[-1] if self.has_total and self.rows else None


def words(text: str | None) -> Cell:
    return Cell(text or "–", text or "")


def count(value: int | None) -> Cell:
    """None is a number that is not told."""
    return Cell(_("not given") if value is None else numbers.number(value), value, is_number=True)


def year(value: int) -> Cell:
    return Cell(str(value), value)


def amount(text: str | None, n: int | None = None, *, digits: int = 0) -> Cell:
    """A sum; without a value it is not told, or (of no rows, n is 0) there is nothing to add."""
    value = decimal(text)
    if value is None:
        return Cell("–" if n == 0 else _("not given"), None, is_number=True)
    return Cell(numbers.number(value, digits), value, is_number=True)


def amount_of(text: str | None, n: int) -> Cell:
    """With the number of rows that it comes from."""
    one = amount(text, n)
    return one._replace(shown=f"{one.shown} ({numbers.number(n)})")


def percent(text: str | None, digits: int = 1) -> Cell:
    value = decimal(text)
    return Cell("–" if value is None else numbers.percent(value, digits), value, is_number=True)


def euros(text: str | None, n: int | None = None) -> Cell:
    value = decimal(text)
    if value is None:
        return Cell("–" if n == 0 else _("not given"), None, is_number=True)
    return Cell(numbers.euros(numbers.rounded(value, 0)), value, is_number=True)


def date(iso: str) -> Cell:
    return Cell(day(iso), dt.date.fromisoformat(iso))


def plain(value: Decimal | int | None) -> Cell:
    """A dash where there is nothing."""
    return Cell("–" if value is None else numbers.number(value), value, is_number=True)


def of_chart(chart: Chart) -> Table:
    """The values of a chart, for annex and workbook."""
    series = len(chart.headers) - 1
    first = {1: 60, 2: 46, 3: 40}.get(series, 28)
    rest = {1: 40, 2: 26, 3: 20}.get(series, 18)
    return Table(
        name=f"values-{chart.id}",
        title=chart.title,
        headers=chart.headers,
        widths=(first, *(rest for _series in range(series))),
        rows=[
            (
                Cell(labels[0], int(labels[0]) if labels[0].isdigit() else labels[0]),
                *(
                    Cell("–" if value is None else shown, value, is_number=True)
                    for shown, value in zip(labels[1:], values, strict=True)
                ),
            )
            for labels, values in zip(chart.rows, chart.values, strict=True)
        ],
        is_long=True,
    )
