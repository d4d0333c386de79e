import re
from decimal import Decimal

import pytest

from klimapakt.lib import charts

D = Decimal


STEPS = (("Strom", D(-20)), ("Wetter", D(5)))


def drawn(steps=STEPS):
    return charts.waterfall("w", title="Weniger", unit="t", start=("2019", D(100)), steps=steps, end_name="2024")


def test_the_last_bar_is_the_sum():
    chart = drawn()

    assert chart.headers == ("Schritt", "Änderung (t)", "Nach diesem Schritt (t)")
    assert [row[0] for row in chart.rows] == ["2019", "Strom", "Wetter", "2024"]
    assert chart.values == ((None, 100), (-20, 80), (5, 85), (-15, 85))


def test_each_bar_begins_where_the_one_before_ended():
    drawing = str(drawn(steps=(("Strom", D(-50)),)).svg_wide)
    start, step, end, _key = (
        (float(x), float(width)) for x, width in re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', drawing)
    )

    assert sum(start) == pytest.approx(sum(step), abs=0.2)
    assert sum(end) == pytest.approx(step[0], abs=0.2)
    assert step[1] == pytest.approx(start[1] / 2, abs=0.2)


def test_words_are_escaped_and_long_names_wrap():
    chart = drawn(steps=(("<b>" + "Einkauf und Lieferketten " * 6, D(-1)),))

    assert "<b>" not in str(chart.svg_narrow)
    assert "&lt;b&gt;" in str(chart.svg_narrow)


def test_no_step_leads_below_nothing():
    with pytest.raises(ValueError, match="negative"):
        drawn(steps=(("Strom", D(-101)),))


def test_without_steps_only_the_totals_are_drawn():
    assert [row[0] for row in drawn(steps=()).rows] == ["2019", "2024"]
