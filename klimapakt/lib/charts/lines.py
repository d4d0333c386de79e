"""The way down: what was emitted (solid) against the path that was promised (dashed)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from klimapakt.lib import numbers
from klimapakt.lib.charts.chart import Cell, Chart, assemble, not_negative
from klimapakt.lib.charts.drawing import (
    ACTUAL,
    AXIS,
    GROUND,
    LINE,
    MUTED,
    REFERENCE,
    TARGET,
    TREND,
    Drawing,
    Scale,
    value_axis,
    width_of,
    year_labels,
)
from klimapakt.lib.charts.legend import Entry, legend

Points = list[tuple[float, float]]
Placed = Callable[[Mapping[int, Decimal]], Points]
Reference = tuple[str, Mapping[int, Decimal]]


@dataclass(frozen=True)
class Lines:
    """What one drawing shows, by year."""

    actual: dict[int, Decimal]
    path: dict[int, Decimal]
    trend: dict[int, Decimal]
    markers: dict[int, Decimal]
    beside: dict[int, Decimal]
    beside_name: str = ""
    marked_year: tuple[int, str] | None = None

    @property
    def all(self) -> tuple[dict[int, Decimal], ...]:
        return (self.actual, self.path, self.trend, self.markers, self.beside)


def line_path(
    ident: str,
    *,
    title: str,
    unit: str,
    actual: Mapping[int, Cell],
    target: Mapping[int, Decimal],
    trend: Mapping[int, Decimal] | None = None,
    markers: Mapping[int, Decimal] | None = None,
    reference: Reference | None = None,
    marked_year: tuple[int, str] | None = None,
    digits: int = 1,
) -> Chart:
    """Years without an actual value are gaps. The last year of the path is the target; markers are interim targets.

    `reference`: a line to compare with, and its name. `marked_year`: a year that means something, and what.
    """
    known = {year: value for year, value in sorted(actual.items()) if value is not None}
    path, trend = dict(sorted(target.items())), dict(sorted((trend or {}).items()))
    markers = dict(markers or {})
    if path:
        markers[max(path)] = path[max(path)]
    beside = dict(sorted(reference[1].items())) if reference else {}
    not_negative([*known.values(), *path.values(), *trend.values(), *markers.values(), *beside.values()])
    every_year = {*actual, *path, *trend, *markers, *beside}
    years = list(range(min(every_year), max(every_year) + 1)) if every_year else []
    columns: list[tuple[str, Mapping[int, Cell]]] = [(gettext("Actual"), known), (gettext("Target path"), path)]
    if trend:
        columns.append((gettext("Continued trend"), trend))
    if reference:
        columns.append((reference[0], beside))

    def draw(drawing_id: str, width: int) -> Drawing:
        drawing = Drawing(drawing_id, width=width, title=title, description=_description(known, path, unit, digits))
        lines = Lines(known, path, trend, markers, beside, reference[0] if reference else "", marked_year)
        _draw(drawing, years, lines, unit=unit, digits=digits)
        return drawing

    return assemble(
        ident,
        title=title,
        unit=unit,
        digits=digits,
        headers=[gettext("Year"), *(f"{name} ({unit})" for name, _values in columns)],
        values=[(str(year), [values.get(year) for _name, values in columns]) for year in years],
        draw=draw,
    )


def _draw(drawing: Drawing, years: list[int], lines: Lines, *, unit: str, digits: int) -> None:
    scale = Scale([value for values in lines.all for value in values.values()])
    left = max(width_of(label, size=12) for label in scale.labels()) + 12
    right, top = drawing.width - 18.0, 42.0
    bottom = top + (300 if drawing.width > 500 else 230)
    drawing.unit(unit)
    value_axis(drawing, scale, left=left, right=right, top=top, bottom=bottom)
    if not years:
        drawing.text((left + right) / 2, (top + bottom) / 2, gettext("No values yet"), anchor="middle", fill=MUTED)
        drawing.height = bottom + 12
        return
    inset = 16.0
    apart = (right - left - 2 * inset) / max(1, len(years) - 1)
    x = {year: left + inset + index * apart for index, year in enumerate(years)}
    year_labels(drawing, {str(year): place for year, place in x.items()}, y=bottom + 18)

    def points(values: Mapping[int, Decimal]) -> Points:
        return [(x[year], bottom - (bottom - top) * scale.part(value)) for year, value in values.items()]

    if lines.marked_year and lines.marked_year[0] in x:
        _mark_year(drawing, x[lines.marked_year[0]], top, bottom)
    _stroke(drawing, points(lines.beside), kind="reference", stroke=REFERENCE, width=2, dashes="10 4 2 4")
    _stroke(drawing, points(lines.trend), kind="trend", stroke=TREND, width=2, dashes="2 5")
    _stroke(drawing, points(lines.path), kind="target", stroke=TARGET, width=2.5, dashes="8 5")
    for run in _runs(lines.actual):
        _stroke(drawing, points(run), kind="actual", stroke=ACTUAL, width=3)
    for place in points(lines.markers):
        _diamond(drawing, *place)
    for place in points(lines.actual):
        _dot(drawing, *place)
    _labels(drawing, points, actual=lines.actual, path=lines.path, digits=digits)
    drawing.height = legend(drawing, _entries(drawing, lines, years), left=0, y=bottom + 24 + LINE * 1.5)


def _entries(drawing: Drawing, lines: Lines, years: list[int]) -> list[Entry]:
    entries: list[Entry] = [(gettext("Actual"), lambda at, y: _actual_key(drawing, at, y))]
    if lines.path:
        entries.append((gettext("Target path"), lambda at, y: _target_key(drawing, at, y)))
    if lines.trend:
        entries.append((gettext("Continued trend"), lambda at, y: _trend_key(drawing, at, y)))
    if lines.beside:
        entries.append((lines.beside_name, lambda at, y: _reference_key(drawing, at, y)))
    if lines.marked_year and lines.marked_year[0] in years:
        entries.append((lines.marked_year[1], lambda at, y: _mark_year(drawing, at + 12, y - 8, y + 8)))
    return entries


def _labels(
    drawing: Drawing, points: Placed, *, actual: dict[int, Decimal], path: dict[int, Decimal], digits: int
) -> None:
    """The latest value and the target always; the first value if there is room."""
    if actual:
        last = max(actual)
        drawing.label(*points({last: actual[last]})[0], numbers.number(actual[last], digits), needed=True)
    if path:
        last = max(path)
        drawing.label(*points({last: path[last]})[0], numbers.number(path[last], digits), needed=True)
    if actual and min(actual) != max(actual):
        first = min(actual)
        drawing.label(*points({first: actual[first]})[0], numbers.number(actual[first], digits))


def _runs(values: dict[int, Decimal]) -> list[dict[int, Decimal]]:
    """Unbroken stretches of years: nothing is drawn over a year of which nothing is known."""
    runs: list[dict[int, Decimal]] = []
    for year, value in values.items():
        if runs and year - 1 in runs[-1]:
            runs[-1][year] = value
        else:
            runs.append({year: value})
    return runs


def _stroke(drawing: Drawing, points: Points, *, kind: str, stroke: str, width: float, dashes: str = "") -> None:
    if not points:
        return
    drawing.keep_free(points)
    more = {"stroke_dasharray": dashes} if dashes else {}
    drawing.tag(
        "polyline",
        class_=f"kpk-chart-line kpk-chart-{kind}",
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_linejoin="round",
        **more,
    )


def _dot(drawing: Drawing, x: float, y: float) -> None:
    drawing.tag("circle", class_="kpk-chart-dot", cx=x, cy=y, r=4, fill=ACTUAL, stroke=GROUND, stroke_width=1.5)


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    path = f"M{x:.1f},{y - 7:.1f} l7,7 l-7,7 l-7,-7 z"
    drawing.tag("path", class_="kpk-chart-diamond", d=path, fill=GROUND, stroke=TARGET, stroke_width=2.5)


def _actual_key(drawing: Drawing, x: float, y: float) -> None:
    _stroke(drawing, [(x, y), (x + 24, y)], kind="actual", stroke=ACTUAL, width=3)
    _dot(drawing, x + 12, y)


def _target_key(drawing: Drawing, x: float, y: float) -> None:
    _stroke(drawing, [(x, y), (x + 24, y)], kind="target", stroke=TARGET, width=2.5, dashes="8 5")


def _trend_key(drawing: Drawing, x: float, y: float) -> None:
    _stroke(drawing, [(x, y), (x + 24, y)], kind="trend", stroke=TREND, width=2, dashes="2 5")


def _reference_key(drawing: Drawing, x: float, y: float) -> None:
    _stroke(drawing, [(x, y), (x + 24, y)], kind="reference", stroke=REFERENCE, width=2, dashes="10 4 2 4")


def _mark_year(drawing: Drawing, x: float, top: float, bottom: float) -> None:
    drawing.tag(
        "line",
        class_="kpk-chart-year",
        x1=x,
        y1=top,
        x2=x,
        y2=bottom,
        stroke=AXIS,
        stroke_width=1.5,
        stroke_dasharray="1 3",
    )


def _description(actual: dict[int, Decimal], path: dict[int, Decimal], unit: str, digits: int) -> str:
    sentences = []
    if actual:
        sentences.append(
            gettext("Solid line: actual values from %(first)s to %(last)s, latest %(value)s.")
            % {
                "first": min(actual),
                "last": max(actual),
                "value": numbers.with_unit(actual[max(actual)], unit, digits),
            }
        )
    if path:
        sentences.append(
            gettext("Dashed line: target path to %(year)s, target %(value)s.")
            % {"year": max(path), "value": numbers.with_unit(path[max(path)], unit, digits)}
        )
    return " ".join(sentences) or gettext("No values yet")
