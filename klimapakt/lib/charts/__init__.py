"""Charts as SVG, drawn on the server: the same for page and PDF, readable without colour, and as a table."""

from klimapakt.lib.charts.bars import horizontal_bars, stacked_bars
from klimapakt.lib.charts.bullets import Goal, bullet
from klimapakt.lib.charts.chart import Chart
from klimapakt.lib.charts.lines import line_path
from klimapakt.lib.charts.waterfall import waterfall

__all__ = ["Chart", "Goal", "bullet", "horizontal_bars", "line_path", "stacked_bars", "waterfall"]
