"""Goals: how far one has come (bar) towards what was promised (mark)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from klimapakt.lib import numbers
from klimapakt.lib.charts.chart import Cell, Chart, assemble, not_negative
from klimapakt.lib.charts.drawing import LINE, MUTED, SERIES, TARGET, TRACK, Drawing, Scale, width_of, wrap
from klimapakt.lib.charts.legend import legend


@dataclass(frozen=True)
class Goal:
    label: str
    achieved: Cell
    promised: Decimal


def bullet(ident: str, *, title: str, unit: str, goals: Sequence[Goal], digits: int = 1) -> Chart:
    """One line per goal; all on one scale, since they share a unit. An achieved value that is not known has no bar."""
    not_negative([value for goal in goals for value in (goal.achieved, goal.promised)])

    def draw(drawing_id: str, width: int) -> Drawing:
        reached = sum(goal.achieved is not None and goal.achieved >= goal.promised for goal in goals)
        description = gettext("%(reached)s of %(count)s goals are reached.") % {"reached": reached, "count": len(goals)}
        drawing = Drawing(drawing_id, width=width, title=title, description=description)
        _draw(drawing, goals, unit, digits)
        return drawing

    return assemble(
        ident,
        title=title,
        unit=unit,
        digits=digits,
        headers=[gettext("Goal"), f"{gettext('Achieved')} ({unit})", f"{gettext('Promised')} ({unit})"],
        values=[(goal.label, [goal.achieved, goal.promised]) for goal in goals],
        draw=draw,
    )


def _draw(drawing: Drawing, goals: Sequence[Goal], unit: str, digits: int) -> None:
    scale = Scale([value for goal in goals for value in (goal.achieved, goal.promised) if value is not None])
    left, right, y = 1.0, drawing.width - 4.0, 26.0
    drawing.unit(unit)
    for goal in goals:
        told = _told(goal, digits)
        beside = width_of(told, bold=True) + 16
        for index, text in enumerate(lines := wrap(goal.label, right - beside)):
            y += LINE
            drawing.text(left, y - 4, text)
            if index == len(lines) - 1:
                drawing.text(right, y - 4, told, anchor="end", bold=True)
        drawing.tag("rect", class_="kpk-chart-track", x=left, y=y, width=right - left, height=20, fill=TRACK)
        width = (right - left) * scale.part(goal.achieved or Decimal(0))
        drawing.tag("rect", class_="kpk-chart-fill-1", x=left, y=y + 4, width=width, height=12, fill=SERIES[0])
        _mark(drawing, left + (right - left) * scale.part(goal.promised), y)
        y += 34
    if not goals:
        drawing.text(left, 48, gettext("No values yet"), fill=MUTED)
        y = 52
    drawing.height = legend(
        drawing,
        [
            (
                gettext("Achieved"),
                lambda x, at: drawing.tag(
                    "rect", class_="kpk-chart-fill-1", x=x, y=at - 6, width=22, height=12, fill=SERIES[0]
                ),
            ),
            (gettext("Promised"), lambda x, at: _mark(drawing, x + 14, at - 10)),
        ],
        left=0,
        y=y + LINE * 0.5,
    )


def _mark(drawing: Drawing, x: float, y: float) -> None:
    drawing.tag("rect", class_="kpk-chart-mark", x=max(0, x - 2), y=y - 1, width=4, height=22, fill=TARGET)


def _told(goal: Goal, digits: int) -> str:
    if goal.achieved is None:
        return gettext("not stated (promised: %(promised)s)") % {"promised": numbers.number(goal.promised, digits)}
    return gettext("%(achieved)s of %(promised)s") % {
        "achieved": numbers.number(goal.achieved, digits),
        "promised": numbers.number(goal.promised, digits),
    }
