"""From one total to another, step by step: what went down, what went up, and what is left."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext

from klimapakt.lib import numbers
from klimapakt.lib.charts.chart import Chart, assemble, not_negative
from klimapakt.lib.charts.drawing import AXIS, LINE, Drawing, Scale, width_of, wrap
from klimapakt.lib.charts.legend import Entry, legend

TOTAL, UP, DOWN = 0, 1, 2  # series of the palette
THICK = 18.0

Step = tuple[str, Decimal]


def waterfall(
    ident: str, *, title: str, unit: str, start: Step, steps: Sequence[Step], end_name: str, digits: int = 1
) -> Chart:
    """One bar a step, each beginning where the one before ended; the last is the sum. No step leads below 0."""
    sums = [start[1]]
    for _name, change in steps:
        sums.append(sums[-1] + change)
    not_negative(sums)
    end = (end_name, sums[-1])

    def draw(drawing_id: str, width: int) -> Drawing:
        description = gettext("From %(start)s (%(from)s) to %(end)s (%(to)s) in %(count)s steps.") % {
            "start": start[0],
            "from": numbers.with_unit(start[1], unit, digits),
            "end": end_name,
            "to": numbers.with_unit(end[1], unit, digits),
            "count": len(steps),
        }
        drawing = Drawing(drawing_id, width=width, title=title, description=description)
        _draw(drawing, start, steps, end, sums, unit=unit, digits=digits)
        return drawing

    return assemble(
        ident,
        title=title,
        unit=unit,
        digits=digits,
        headers=[gettext("Step"), *(f"{name} ({unit})" for name in (gettext("Change"), gettext("After this step")))],
        values=[
            (start[0], [None, start[1]]),
            *((name, [change, after]) for (name, change), after in zip(steps, sums[1:], strict=True)),
            (end_name, [end[1] - start[1], end[1]]),
        ],
        draw=draw,
    )


def _draw(
    drawing: Drawing, start: Step, steps: Sequence[Step], end: Step, sums: list[Decimal], *, unit: str, digits: int
) -> None:
    scale = Scale(sums)
    told = [numbers.number(start[1], digits), *(signed(change, digits) for _n, change in steps)]
    left, right = 1.0, drawing.width - max(width_of(text, bold=True) for text in [*told, " "]) - 14
    drawing.unit(unit)
    y, top, axis = 26.0, 26.0, len(drawing.parts)

    def row(name: str, low: Decimal, high: Decimal, series: int, text: str) -> None:
        nonlocal y
        for words in wrap(name, drawing.width - 8):
            y += LINE
            drawing.text(left + 4, y - 5, words)
        x = left + (right - left) * scale.part(low)
        width = (right - left) * scale.part(high - low)
        drawing.bar(x, y, max(width, 1.5), THICK, series)
        drawing.text(x + max(width, 1.5) + 6, y + THICK / 2 + 4.5, text, bold=True)
        y += THICK + 8

    row(start[0], Decimal(0), start[1], TOTAL, told[0])
    for (name, change), before, after, text in zip(steps, sums, sums[1:], told[1:], strict=False):
        row(name, min(before, after), max(before, after), UP if change > 0 else DOWN, text)
    row(end[0], Decimal(0), end[1], TOTAL, numbers.number(end[1], digits))
    drawing.line(left, top, left, y - 4, kind="axis", stroke=AXIS)
    drawing.parts.insert(axis, drawing.parts.pop())
    kinds = [(gettext("less"), DOWN, any(change <= 0 for _n, change in steps))]
    kinds.append((gettext("more"), UP, any(change > 0 for _n, change in steps)))
    entries: list[Entry] = [(name, partial(_key, drawing, series)) for name, series, is_there in kinds if is_there]
    drawing.height = legend(drawing, entries, left=0, y=y + LINE) if entries else y


def _key(drawing: Drawing, series: int, x: float, y: float) -> None:
    drawing.bar(x, y - 7, 22, 14, series)


def signed(value: Decimal, digits: int) -> str:
    return ("+" if value > 0 else "") + numbers.number(value, digits)
