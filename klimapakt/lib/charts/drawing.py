"""A sheet of SVG: places shapes and text, keeps labels apart, escapes all it is given.

Colours are attributes, which the PDF engine reads, and classes, by which the page's style sheet recolours them in
the dark theme. Pixels are floats: no published number is computed here.
"""

from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from klimapakt.lib import numbers

INK, MUTED, GRID, AXIS, GROUND, TRACK = "#1d2129", "#4a5560", "#d5dbe1", "#4a5560", "#ffffff", "#dfe5ea"
ACTUAL, TARGET, TREND, REFERENCE = "#0b5c8a", "#b3261e", "#6b7480", "#8c3a7a"
SERIES: Final = ("#0b5c8a", "#b8560f", "#2e7d5b", "#8c3a7a", "#5d6671", "#947600")
HATCHED: Final = frozenset({1, 3, 5})
FONT: Final = "'Fira Sans', 'DejaVu Sans', sans-serif"
SIZE: Final = 13
LINE: Final = 17

Box = tuple[float, float, float, float]


class Drawing:
    def __init__(self, ident: str, *, width: int, title: str, description: str) -> None:
        self.ident, self.width, self.height = ident, width, 0.0
        self.title, self.description = title, description
        self.parts: list[str] = []
        self.taken: list[Box] = []
        self.hatches: set[int] = set()

    def tag(self, name: str, /, content: str = "", **attributes: str | float) -> None:
        written = "".join(f' {key.strip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
        self.parts.append(f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        bold: bool = False,
        fill: str = INK,
        size: int = SIZE,
    ) -> None:
        kind = "kpk-chart-muted" if fill == MUTED else "kpk-chart-text"
        weight = {"font_weight": "600"} if bold else {}
        self.tag(
            "text", escape(text), class_=kind, x=x, y=y, text_anchor=anchor, fill=fill, font_size=size, **weight
        )  # fmt: skip

    def unit(self, text: str) -> None:
        """What the axis counts, in the upper left corner."""
        self.text(0, 12, text, fill=MUTED, size=12)
        self.taken.append((0, 0, width_of(text), 16))

    def line(self, x1: float, y1: float, x2: float, y2: float, *, kind: str, stroke: str, width: float = 1) -> None:
        self.tag("line", class_=f"kpk-chart-{kind}", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)

    def bar(self, x: float, y: float, width: float, height: float, series: int) -> None:
        """A rectangle in the colour of its series; every second series is hatched as well, for eyes without colour."""
        place: dict[str, Any] = {
            "x": x,
            "y": y,
            "width": max(width, 0),
            "height": max(height, 0),
        }  # Any: numbers as attributes
        self.tag("rect", class_=f"kpk-chart-fill-{series + 1}", fill=SERIES[series], **place)
        if series in HATCHED:
            self.hatches.add(series)
            self.tag("rect", class_="kpk-chart-hatching", fill=f"url(#{self.ident}-hatch)", **place)

    def label(self, x: float, y: float, text: str, *, bold: bool = True, fill: str = INK, needed: bool = False) -> None:
        """A value at a point: where there is room around it, else nowhere, unless it is needed."""
        width = width_of(text, bold=bold)
        places = [
            (left, top)
            for top in (y - 10, y + 21, y - 24, y + 35)
            for left in (x - width / 2, x - width + 4, x - 4)
            if left >= 0 and left + width <= self.width
        ]
        for left, base in places:
            box = (left - 2, base - 12, left + width + 2, base + 4)
            if not any(_overlap(box, other) for other in self.taken):
                break
        else:
            if not needed or not places:
                return
            left, base = places[0]
            box = (left - 2, base - 12, left + width + 2, base + 4)
        self.taken.append(box)
        self.text(left, base, text, bold=bold, fill=fill)

    def keep_free(self, points: list[tuple[float, float]]) -> None:
        """Labels shall not lie on this line."""
        for (x1, y1), (x2, y2) in zip(points, points[1:] or points, strict=False):
            steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / 5))
            for step in range(steps + 1):
                x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
                self.taken.append((x - 3, y - 3, x + 3, y + 3))

    def svg(self) -> SafeString:
        ident, language = escape(self.ident), escape((get_language() or "de")[:2])
        hatch = (
            f'<defs><pattern id="{ident}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path class="kpk-chart-hatch" d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke="{GROUND}" stroke-width="1.4" '
            'fill="none"/></pattern></defs>'
            if self.hatches
            else ""
        )
        return mark_safe(  # noqa: S308 -- every text and attribute above is escaped
            f'<svg xmlns="http://www.w3.org/2000/svg" class="kpk-chart-svg" '
            f'viewBox="0 0 {self.width} {self.height:.0f}" '
            f'width="{self.width}" height="{self.height:.0f}" role="img" lang="{language}" '
            f'aria-labelledby="{ident}-title {ident}-desc" font-family="{escape(FONT)}" font-size="{SIZE}">'
            f'<title id="{ident}-title">{escape(self.title)}</title>'
            f'<desc id="{ident}-desc">{escape(self.description)}</desc>{hatch}{"".join(self.parts)}</svg>'
        )


class Scale:
    """An axis from 0 to a round number, with at most six ticks."""

    def __init__(self, values: list[Decimal]) -> None:
        highest = max(values, default=Decimal(0)) or Decimal(1)
        power = Decimal(1).scaleb((highest / 5).adjusted())
        steps = (power * factor for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10)))
        self.step = next(step for step in steps if highest / step <= 5)
        count = int((highest / self.step).to_integral_value(rounding=ROUND_CEILING))
        self.top = self.step * count
        self.ticks = [self.step * index for index in range(count + 1)]

    def part(self, value: Decimal) -> float:
        return float(value / self.top)

    def labels(self) -> list[str]:
        return [numbers.number(tick) for tick in self.ticks]


def value_axis(drawing: Drawing, scale: Scale, *, left: float, right: float, top: float, bottom: float) -> None:
    for tick, label in zip(scale.ticks, scale.labels(), strict=True):
        y = bottom - (bottom - top) * scale.part(tick)
        stroke, kind = (GRID, "grid") if tick else (AXIS, "axis")
        drawing.line(left, y, right, y, kind=kind, stroke=stroke)
        drawing.text(left - 8, y + 4.5, label, anchor="end", fill=MUTED, size=12)
        drawing.taken.append((0, y - 8, left - 6, y + 8))


def year_labels(drawing: Drawing, places: dict[str, float], *, y: float) -> None:
    """As many labels under the axis as fit: always the first and the last, between them every second, third …"""
    names = list(places)
    room = max((width_of(name, size=12) for name in names), default=0) + 10
    apart = places[names[1]] - places[names[0]] if len(names) > 1 else room
    every = max(1, -(-int(room) // max(1, int(apart))))
    shown = names[::every]
    if shown[-1] != names[-1]:
        shown[-1] = names[-1]  # what is left after the last step is always too little for both
    for name in shown:
        drawing.text(places[name], y, name, anchor="middle", fill=MUTED, size=12)


def width_of(text: str, *, size: int = SIZE, bold: bool = False) -> float:
    """About as wide as Fira Sans sets it, rather more than less."""
    ems = sum(0.32 if sign in "il.,:;|'!()\u00a0 " else 0.92 if sign in "mwMW@%" else 0.6 for sign in text)
    return ems * size * (1.05 if bold else 1)


def wrap(text: str, width: float, *, size: int = SIZE) -> list[str]:
    """Lines not wider than this; a word that is too long is cut with a hyphen."""
    lines = [""]
    for word in text.split(" "):
        rest = word
        if lines[-1] and width_of(f"{lines[-1]} {rest}", size=size) <= width:
            lines[-1] += f" {rest}"
            continue
        while width_of(rest, size=size) > width and len(rest) > 2:
            cut = next(
                end for end in range(len(rest) - 1, 0, -1) if end == 1 or width_of(rest[:end] + "-", size=size) <= width
            )
            lines.append(rest[:cut] + "-")
            rest = rest[cut:]
        lines.append(rest)
    return [line for line in lines if line] or [""]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
