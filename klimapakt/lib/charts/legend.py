"""What the signs mean, in lines under a drawing."""

from collections.abc import Callable, Sequence

from klimapakt.lib.charts.drawing import LINE, SIZE, Drawing, width_of, wrap

KEY_WIDTH, GAP = 30, 22

Entry = tuple[str, Callable[[float, float], None]]


def legend(drawing: Drawing, entries: Sequence[Entry], *, left: float, y: float) -> float:
    """Draws each key (at x, middle of the line) and its label; returns where the legend ends."""
    x, line = left, y
    for label, draw_key in entries:
        lines = wrap(label, drawing.width - left - KEY_WIDTH - 8)
        width = KEY_WIDTH + max(width_of(part) for part in lines)
        if x > left and x + width > drawing.width:
            x, line = left, line + LINE + 4
        draw_key(x, line - SIZE * 0.35)
        for index, part in enumerate(lines):
            drawing.text(x + KEY_WIDTH, line + index * LINE, part)
        line += (len(lines) - 1) * LINE
        x += width + GAP
    return line + 8
