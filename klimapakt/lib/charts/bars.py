"""Bars: what a total consists of, year by year, and how categories compare."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext

from klimapakt.lib import numbers
from klimapakt.lib.charts.chart import Cell, Chart, assemble, not_negative
from klimapakt.lib.charts.drawing import (
    AXIS,
    INK,
    LINE,
    MUTED,
    SERIES,
    Drawing,
    Scale,
    value_axis,
    width_of,
    wrap,
    year_labels,
)
from klimapakt.lib.charts.legend import Entry, legend

Series = Mapping[str, Mapping[str, Cell]]


def stacked_bars(
    ident: str,
    *,
    title: str,
    unit: str,
    years: Sequence[int],
    series: Mapping[str, Mapping[int, Cell]],
    digits: int = 1,
) -> Chart:
    """One column a year, at most six parts. A year of which nothing is known stays empty and says so."""
    if not 1 <= len(series) <= len(SERIES):
        raise ValueError("A stacked chart has one to six series.")
    named: Series = {name: {str(year): values.get(year) for year in years} for name, values in series.items()}
    labels = [str(year) for year in years]
    not_negative([value for values in named.values() for value in values.values()])
    sums = {label: _sum([values[label] for values in named.values()]) for label in labels}
    columns: Series = {**named, gettext("Total"): sums} if len(named) > 1 else named
    description = _stacked_description(named, sums, unit, digits)

    def draw(drawing_id: str, width: int) -> Drawing:
        drawing = Drawing(drawing_id, width=width, title=title, description=description)
        _draw_stacked(drawing, named, sums, unit=unit, digits=digits)
        return drawing

    return assemble(
        ident,
        title=title,
        unit=unit,
        digits=digits,
        headers=[gettext("Year"), *(f"{name} ({unit})" for name in columns)],
        values=[(label, [values[label] for values in columns.values()]) for label in labels],
        draw=draw,
    )


def horizontal_bars(ident: str, *, title: str, unit: str, series: Series, digits: int = 1) -> Chart:
    """One bar per category, or up to three to compare; the category's name stands above its bars, however long."""
    if not 1 <= len(series) <= 3:
        raise ValueError("Horizontal bars compare one to three series.")
    categories = list(dict.fromkeys(category for values in series.values() for category in values))
    not_negative([value for values in series.values() for value in values.values()])

    def draw(drawing_id: str, width: int) -> Drawing:
        description = gettext("Bars: %(names)s, for %(count)s categories.") % {
            "names": ", ".join(series),
            "count": len(categories),
        }
        drawing = Drawing(drawing_id, width=width, title=title, description=description)
        _draw_horizontal(drawing, categories, series, unit, digits)
        return drawing

    return assemble(
        ident,
        title=title,
        unit=unit,
        digits=digits,
        headers=[gettext("Category"), *(f"{name} ({unit})" for name in series)],
        values=[(category, [values.get(category) for values in series.values()]) for category in categories],
        draw=draw,
    )


def _draw_stacked(drawing: Drawing, series: Series, sums: Mapping[str, Cell], *, unit: str, digits: int) -> None:
    labels = list(sums)
    scale = Scale([total for total in sums.values() if total is not None])
    left = max(width_of(label, size=12) for label in scale.labels()) + 12
    right, top = drawing.width - 12.0, 40.0
    bottom = top + (290 if drawing.width > 500 else 220)
    drawing.unit(unit)
    value_axis(drawing, scale, left=left, right=right, top=top, bottom=bottom)
    if not labels:
        drawing.text((left + right) / 2, (top + bottom) / 2, gettext("No values yet"), anchor="middle", fill=MUTED)
    apart = (right - left) / max(1, len(labels))
    thick = min(apart * 0.68, 64)
    middle = {label: left + (index + 0.5) * apart for index, label in enumerate(labels)}
    for label, x in middle.items():
        total = sums[label]
        if total is None:
            drawing.label(x, bottom - 2, "–", fill=MUTED)
            continue
        y = bottom
        for index, values in enumerate(series.values()):
            height = (bottom - top) * scale.part(values[label] or Decimal(0))
            y -= height
            # A hair of ground between the parts keeps them apart where colours are close.
            drawing.bar(x - thick / 2, y, thick, max(height - 1, min(height, 0.5)), index)
        text = numbers.number(total, digits)
        if width_of(text, bold=True) <= apart - 2:
            drawing.text(x, y - 6, text, anchor="middle", bold=True)
    if labels:
        year_labels(drawing, middle, y=bottom + 18)
    drawing.height = _series_legend(drawing, series, y=bottom + 24 + LINE * 1.5) if len(series) > 1 else bottom + 26


def _draw_horizontal(drawing: Drawing, categories: list[str], series: Series, unit: str, digits: int) -> None:
    scale = Scale([value for values in series.values() for value in values.values() if value is not None])
    shown = {(name, at): numbers.number(values.get(at), digits) for name, values in series.items() for at in categories}
    room = max((width_of(text, bold=True) for text in shown.values()), default=0.0) + 12
    left, right = 1.0, drawing.width - room
    thick = 16.0 if len(series) == 1 else 14.0
    drawing.unit(unit)
    y = 26.0
    start = len(drawing.parts)
    for category in categories:
        for text in wrap(category, drawing.width - 8):
            y += LINE
            drawing.text(left + 4, y - 5, text)
        for index, (name, values) in enumerate(series.items()):
            value = values.get(category)
            width = (right - left) * scale.part(value or Decimal(0))
            drawing.bar(left, y, width, thick, index)
            fill = MUTED if value is None else INK
            text = shown[name, category]
            drawing.text(left + width + 6, y + thick / 2 + 4.5, text, bold=value is not None, fill=fill)
            y += thick + 1
        y += 7
    axis = len(drawing.parts)
    drawing.line(left, 26, left, y, kind="axis", stroke=AXIS)
    drawing.parts[start:start] = [drawing.parts.pop(axis)]
    if not categories:
        drawing.text(left + 8, 48, gettext("No values yet"), fill=MUTED)
        y = 60
    drawing.height = _series_legend(drawing, series, y=y + LINE) if len(series) > 1 else y + 4


def _series_legend(drawing: Drawing, series: Series, *, y: float) -> float:
    entries: list[Entry] = [(name, partial(_key, drawing, index)) for index, name in enumerate(series)]
    return legend(drawing, entries, left=0, y=y)


def _key(drawing: Drawing, series: int, x: float, y: float) -> None:
    drawing.bar(x, y - 7, 22, 14, series)


def _sum(values: list[Cell]) -> Cell:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _stacked_description(series: Series, sums: Mapping[str, Cell], unit: str, digits: int) -> str:
    known = {label: total for label, total in sums.items() if total is not None}
    if not known:
        return gettext("No values yet")
    last = list(known)[-1]
    return gettext("Columns of %(names)s from %(first)s to %(last)s; total in %(last)s: %(value)s.") % {
        "names": ", ".join(series),
        "first": next(iter(known)),
        "last": last,
        "value": numbers.with_unit(known[last], unit, digits),
    }
