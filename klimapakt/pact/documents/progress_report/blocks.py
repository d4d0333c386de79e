"""What a report consists of, told once: the PDF, the page and the workbook each show it in their own way."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _

from klimapakt.lib import numbers
from klimapakt.lib.charts import Chart
from klimapakt.pact.documents.words import day, decimal

Value = Decimal | int | str | dt.date | None


@dataclass(frozen=True)
class Cell:
    """As people read it, and as a spreadsheet counts with it."""

    text: str
    value: Value


@dataclass(frozen=True)
class Column:
    title: str
    width: int  # percent
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    sheet: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    is_long: bool = False
    kind: ClassVar[str] = "table"

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """What a page shows: the text, and whether it is a number."""
        return [
            [(cell.text, column.is_number) for cell, column in zip(row, self.columns, strict=True)] for row in self.rows
        ]


@dataclass(frozen=True)
class Words:
    text: str
    style: str = ""  # lead, small, box, warning
    kind: ClassVar[str] = "words"


@dataclass(frozen=True)
class Points:
    items: Sequence[str]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Tiles:
    """(value, label, note)"""

    items: Sequence[tuple[str, str, str]]
    kind: ClassVar[str] = "tiles"


@dataclass(frozen=True)
class Picture:
    chart: Chart
    number: int
    source: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Subhead:
    anchor: str
    text: str
    kind: ClassVar[str] = "subhead"


Block = Table | Words | Points | Tiles | Picture | Subhead


@dataclass(frozen=True)
class Chapter:
    anchor: str
    title: str
    blocks: Sequence[Block]


class Album:
    """Numbers the figures in the order in which they come, and keeps them for the annex."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.count = 0
        self.to_tell: list[tuple[int, Chart]] = []

    def add(self, chart: Chart | None, *, has_table: bool = False) -> Picture | None:
        """`has_table`: its values stand beside it already."""
        if chart is None:
            return None
        self.count += 1
        if not has_table:
            self.to_tell.append((self.count, chart))
        return Picture(chart, self.count, self.source)


def there(found: Iterable[Block | None]) -> list[Block]:
    return [block for block in found if block is not None]


def words(text: str) -> Cell:
    return Cell(text or "–", text or None)


def figure(text: str | None, digits: int | None = 1) -> Cell:
    """What is not stated is not zero."""
    value = decimal(text)
    return Cell("–" if value is None else numbers.number(value, digits), value)


def number(value: Decimal | None, digits: int | None = 1) -> Cell:
    return Cell("–" if value is None else numbers.number(value, digits), value)


def tonnes(text: str | None) -> Cell:
    """Below a tonne three digits: a kilogram is still seen, in a column whose head says t."""
    value = decimal(text)
    return figure(text, 3 if value is not None and 0 < abs(value) < 1 else 1)


def year(value: int) -> Cell:
    return Cell(str(value), value)


def date(iso: str | None) -> Cell:
    return Cell(day(iso), dt.date.fromisoformat(iso)) if iso else Cell("–", None)


def euros(text: str | None) -> Cell:
    value = decimal(text)
    return Cell(_("not stated") if value is None else numbers.euros(value), value)
