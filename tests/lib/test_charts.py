import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from klimapakt.lib import charts
from klimapakt.lib.charts.drawing import SERIES, Drawing, Scale, width_of, wrap

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert('x')</script> & \"Co\""
UNIT = "t CO₂e"


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def line(**changes):
    return charts.line_path(
        "pfad",
        **{
            "title": "2025 lag der Ausstoß über dem Zielpfad.",
            "unit": UNIT,
            "actual": {2021: D(1250), 2022: D(1215), 2024: D(1180), 2025: D("1085.25")},
            "target": {2021: D(1250), 2035: D(525)},
        }
        | changes,
    )


def stacked(**changes):
    years = range(2021, 2026)
    return charts.stacked_bars(
        "saeulen",
        **{
            "title": "Der Ausstoß sinkt.",
            "unit": UNIT,
            "years": years,
            "series": {
                name: {year: None if year == 2023 else D(100 + at) for year in years}
                for at, name in enumerate(["Scope 1", "Scope 2", "Abfall"])
            },
        }
        | changes,
    )


def horizontal(**changes):
    return charts.horizontal_bars(
        "balken",
        **{
            "title": "Der Handel trägt am meisten bei.",
            "unit": UNIT,
            "series": {
                "geplant": {"Handel; Instandhaltung und Reparatur von Kraftfahrzeugen": D("1830.5"), "Bau": D(0)},
                "erreicht": {"Handel; Instandhaltung und Reparatur von Kraftfahrzeugen": D(1200), "Gastgewerbe": None},
            },
        }
        | changes,
    )


def bullet(**changes):
    goals = [
        charts.Goal("Scope 1 und 2 bis 2030", D("18.4"), D(42)),
        charts.Goal("Fuhrpark", D(55), D(50)),
        charts.Goal("Pendeln", None, D(20)),
    ]
    return charts.bullet("ziele", **{"title": "Ein Ziel ist erreicht.", "unit": "%", "goals": goals} | changes)


ALL = (line, stacked, horizontal, bullet)
EMPTY = (
    lambda: line(actual={}, target={}),
    lambda: stacked(years=[], series={"Scope 1": {}}),
    lambda: horizontal(series={"geplant": {}}),
    lambda: bullet(goals=[]),
)


def drawings(chart):
    return [ET.fromstring(svg) for svg in (chart.svg_wide, chart.svg_narrow)]  # noqa: S314 -- our own


def texts(drawing):
    return [element.text for element in drawing.iter(f"{SVG}text")]


def boxes(drawing):
    """Where each text lies, by the same measure of width that the drawing uses."""
    for element in drawing.iter(f"{SVG}text"):
        size = float(element.get("font-size"))
        width = width_of(element.text, size=size)
        x, y = float(element.get("x")), float(element.get("y"))
        left = x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor")]
        yield element.text, left, y - size * 0.75, left + width, y


@pytest.mark.parametrize("make", [*ALL, *EMPTY])
def test_drawings_are_images_with_a_name_and_a_description(make):
    chart = make()

    for drawing, width in zip(drawings(chart), (760, 360), strict=True):
        assert drawing.get("role") == "img"
        assert drawing.get("lang") == "de"
        assert drawing.get("viewBox").split()[:3] == ["0", "0", str(width)]
        named = {element.get("id"): element.text for element in drawing.iter() if element.get("id")}
        title, description = drawing.get("aria-labelledby").split()
        assert named[title] == chart.title
        assert named[description]
        assert "kpk-chart-svg" in drawing.get("class")


@pytest.mark.parametrize("make", [*ALL, *EMPTY])
def test_ids_differ_between_the_drawings(make):
    chart = make()
    ids = re.findall(r'\bid="([^"]+)"', chart.svg_wide + chart.svg_narrow)

    assert len(ids) == len(set(ids))


LONG = "Eingekaufte Waren und Dienstleistungen einschließlich Treibhausgasbilanzierungsdienstleistungsgesellschaft"
CROWDED = (
    lambda: line(trend={2025: D("1085.25"), 2035: D(700)}, markers={2030: D(800)}),
    lambda: line(actual={2000 + at: D(5_095_039 - at) for at in range(40)}, digits=0),
    lambda: line(actual={2024: D("0.42")}, target={2024: D("0.42"), 2025: D("0.42")}),
    lambda: stacked(series={f"{at} {LONG}": {year: D(at) for year in range(2021, 2026)} for at in range(6)}),
    lambda: stacked(years=range(1990, 2036), series={"Scope 1": {year: D(9000) for year in range(1990, 2036)}}),
    lambda: horizontal(series={f"{name} {LONG}": {LONG: D(1_234_567), "Bau": D(2)} for name in "ab"}),
    lambda: bullet(goals=[charts.Goal(LONG, D(1_234_567), D(2_345_678)), charts.Goal("Bau", D(0), D(1))]),
)


@pytest.mark.parametrize("make", [*ALL, *CROWDED])
def test_labels_do_not_overlap_and_stay_on_the_sheet(make):
    for drawing in drawings(make()):
        placed = list(boxes(drawing))
        width, height = (float(part) for part in drawing.get("viewBox").split()[2:])
        for text, left, top, right, bottom in placed:
            assert left >= -1, text
            assert right <= width + 1, text
            assert top >= 0, text
            assert bottom <= height, text
        for index, (one, left, top, right, bottom) in enumerate(placed):
            for other, left2, top2, right2, bottom2 in placed[index + 1 :]:
                assert not (left < right2 and left2 < right and top < bottom2 and top2 < bottom), (one, other)


@pytest.mark.parametrize(
    "make",
    [
        lambda: line(title=NASTY, unit=NASTY),
        lambda: stacked(series={NASTY: {2021: D(1)}}),
        lambda: horizontal(series={NASTY: {NASTY: D(1)}}),
        lambda: bullet(goals=[charts.Goal(NASTY, D(1), D(2))]),
    ],
)
def test_texts_are_escaped(make):
    chart = make()

    assert "<script" not in chart.svg_wide + chart.svg_narrow
    for drawing in drawings(chart):
        assert drawing.find(f".//{SVG}script") is None
    assert "<script" not in render_to_string("components/chart.html", {"chart": chart})


def test_colours_are_attributes_and_classes():
    for drawing in drawings(line()):
        actual = drawing.find(f".//{SVG}polyline[@class='kpk-chart-line kpk-chart-actual']")
        target = drawing.find(f".//{SVG}polyline[@class='kpk-chart-line kpk-chart-target']")
        assert actual.get("stroke") == "#0b5c8a"
        assert actual.get("stroke-dasharray") is None
        assert target.get("stroke-dasharray") == "8 5"


def test_years_without_data_are_gaps():
    drawing = drawings(line())[0]
    lines = [
        element.get("points").split()
        for element in drawing.iter(f"{SVG}polyline")
        if "kpk-chart-actual" in element.get("class")
    ]

    assert [len(points) for points in lines] == [2, 2, 2]  # 2021 to 2022, 2024 to 2025, key of the legend
    assert len(drawing.findall(f".//{SVG}circle")) == 5


def test_line_path_names_the_latest_value_and_the_target():
    for drawing in drawings(line()):
        assert {"1.085,3", "525,0"} <= set(texts(drawing))
        assert drawing.find(f"{SVG}desc").text == (
            "Durchgezogene Linie: Ist-Werte von 2021 bis 2025, zuletzt 1.085,3\u00a0t CO₂e. "
            "Gestrichelte Linie: Zielpfad bis 2035, Ziel 525,0\u00a0t CO₂e."
        )


def test_line_path_with_trend_and_interim_targets():
    chart = line(trend={2035: D(700), 2025: D("1085.25")}, markers={2030: D(800)})

    assert chart.headers == ("Jahr", "Ist (t CO₂e)", "Zielpfad (t CO₂e)", "Fortschreibung (t CO₂e)")
    assert chart.rows[-1] == ("2035", "keine Angabe", "525,0", "700,0")
    assert len(drawings(chart)[0].findall(f".//{SVG}path[@class='kpk-chart-diamond']")) == 2


@pytest.mark.parametrize(("changes", "entries"), [({"actual": {}}, {"Ist", "Zielpfad"}), ({"target": {}}, {"Ist"})])
def test_legend_names_what_is_drawn(changes, entries):
    shown = set(texts(drawings(line(**changes))[0]))

    assert shown & {"Ist", "Zielpfad", "Fortschreibung"} == entries


def test_line_path_of_a_single_year():
    chart = line(actual={2024: D(1)}, target={})

    assert chart.rows == (("2024", "1,0", "keine Angabe"),)
    assert "1,0" in texts(drawings(chart)[0])


def test_line_path_has_a_row_for_every_year():
    chart = line(target={2021: D(1250)})

    assert [row[0] for row in chart.rows] == ["2021", "2022", "2023", "2024", "2025"]
    assert chart.rows[2] == ("2023", "keine Angabe", "keine Angabe")
    assert chart.values[4] == (D("1085.25"), None)


@pytest.mark.parametrize("years", [3, 9, 18, 20, 21, 23, 24, 25, 40])
def test_year_labels_always_name_first_and_last(years):
    actual = {2000 + year: D(100) for year in range(years)}

    for drawing in drawings(line(actual=actual, target={})):
        assert {"2000", str(1999 + years)} <= set(texts(drawing))


def test_stacked_bars_have_totals_and_a_gap():
    chart = stacked()

    assert chart.headers == ("Jahr", "Scope 1 (t CO₂e)", "Scope 2 (t CO₂e)", "Abfall (t CO₂e)", "Summe (t CO₂e)")
    assert chart.rows[0] == ("2021", "100,0", "101,0", "102,0", "303,0")
    assert chart.rows[2][1:] == ("keine Angabe",) * 4
    assert {"303,0", "–"} <= set(texts(drawings(chart)[0]))


def test_stacked_bars_of_one_series_have_no_total():
    assert stacked(series={"Scope 1": {2021: D(1)}}).headers == ("Jahr", "Scope 1 (t CO₂e)")


def test_stacked_bars_leave_out_totals_without_room():
    years = range(2000, 2026)
    chart = stacked(years=years, series={"Scope 1": {year: D(1234567) for year in years}})

    assert "1.234.567,0" not in texts(drawings(chart)[1])


@pytest.mark.parametrize("count", [0, 7])
def test_stacked_bars_have_one_to_six_series(count):
    with pytest.raises(ValueError, match="six series"):
        stacked(series={str(index): {} for index in range(count)})


def test_every_second_series_is_hatched():
    drawing = drawings(stacked(series={str(index): {2021: D(1)} for index in range(6)}))[0]

    hatched = [element for element in drawing.iter(f"{SVG}rect") if element.get("class") == "kpk-chart-hatching"]
    assert {element.get("fill") for element in hatched} == {"url(#saeulen-wide-hatch)"}
    assert drawing.find(f".//{SVG}pattern").get("id") == "saeulen-wide-hatch"


def test_horizontal_bars_tell_zero_from_unknown():
    chart = horizontal()

    assert chart.rows == (
        ("Handel; Instandhaltung und Reparatur von Kraftfahrzeugen", "1.830,5", "1.200,0"),
        ("Bau", "0,0", "keine Angabe"),
        ("Gastgewerbe", "keine Angabe", "keine Angabe"),
    )
    assert "keine Angabe" in texts(drawings(chart)[0])


@pytest.mark.parametrize("count", [0, 4])
def test_horizontal_bars_compare_at_most_three(count):
    with pytest.raises(ValueError, match="one to three"):
        horizontal(series={str(index): {} for index in range(count)})


def test_bullet_tells_how_far():
    chart = bullet()

    assert {"18,4 von 42,0", "55,0 von 50,0", "keine Angabe (zugesagt: 20,0)"} <= set(texts(drawings(chart)[0]))
    assert drawings(chart)[0].find(f"{SVG}desc").text == "1 von 3 Zielen sind erreicht."
    assert chart.rows[2] == ("Pendeln", "keine Angabe", "20,0")


@pytest.mark.parametrize(
    "make",
    [
        lambda: line(actual={2021: D(-1)}),
        lambda: stacked(series={"a": {2021: D(-1)}}),
        lambda: horizontal(series={"a": {"b": D(-1)}}),
        lambda: bullet(goals=[charts.Goal("a", D(-1), D(1))]),
    ],
)
def test_axes_start_at_zero(make):
    with pytest.raises(ValueError, match="starts at 0"):
        make()


def test_csv_is_german():
    assert line(actual={2021: D("1250.5")}, target={}).csv() == (
        "\ufeffJahr;Ist (t CO₂e);Zielpfad (t CO₂e)\r\n2021;1250,5;\r\n"
    )


def test_csv_in_english():
    with translation.override("en"):
        assert line(actual={2021: D("1250.5")}, target={}).csv().splitlines()[1] == "2021,1250.5,"


def test_csv_labels_are_no_formulas():
    chart = horizontal(series={"=1+1": {"@SUM(A1)": D(1)}})

    assert chart.csv().splitlines()[1] == "'@SUM(A1);1"


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        ("0", ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ("1", ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ("1250", ["0", "250", "500", "750", "1000", "1250"]),
        ("1251", ["0", "500", "1000", "1500"]),
        ("42", ["0", "10", "20", "30", "40", "50"]),
        ("0.0042", ["0", "0.001", "0.002", "0.003", "0.004", "0.005"]),
    ],
)
def test_scale_has_round_ticks(highest, ticks):
    scale = Scale([D(highest)])

    assert scale.ticks == [D(tick) for tick in ticks]
    assert scale.top >= D(highest)


def test_scale_without_values():
    assert Scale([]).top == 1


def test_wrap_cuts_only_what_is_too_long():
    assert wrap("kurz", 100) == ["kurz"]
    assert wrap("", 100) == [""]
    lines = wrap("Ein Treibhausgasbilanzierungsdienstleister aus Düsseldorf", 120)
    assert all(width_of(line) <= 120 for line in lines)
    assert "".join(line.removesuffix("-") for line in lines).replace(" ", "") == (
        "EinTreibhausgasbilanzierungsdienstleisterausDüsseldorf"
    )
    assert wrap("MMM", 1) == ["M-", "MM"]


def test_label_without_any_room_is_left_out():
    drawing = Drawing("x", width=50, title="t", description="d")

    drawing.label(25, 50, "ein viel zu langes Wort", needed=True)
    assert drawing.parts == []
    drawing.taken.append((0, 0, 50, 200))
    drawing.label(25, 50, "1")
    assert drawing.parts == []
    drawing.label(25, 50, "1", needed=True)
    assert len(drawing.parts) == 1


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", SERIES)
def test_colours_stand_out_on_white(colour):
    assert _contrast(colour, "#ffffff") >= 3


def test_colours_stand_out_on_the_dark_ground(settings):
    css = (settings.BASE_DIR / "static" / "css" / "charts.css").read_text()
    dark = css.partition('[data-kern-theme="dark"] {')[2].partition("}")[0]
    colours = re.findall(r"--kpk-chart-(?:[1-6]|target|trend): (#[0-9a-f]{6})", dark)

    assert len(colours) == 8
    assert all(_contrast(colour, "#2b2f36") >= 3 for colour in colours)


def test_component_shows_both_drawings_the_table_and_the_download():
    html = render_to_string("components/chart.html", {"chart": line(), "csv_url": "/daten.csv"})

    assert html.count("<svg") == 2
    assert "Werte als Tabelle" in html
    assert "Werte der Grafik: 2025 lag der Ausstoß über dem Zielpfad." in html
    assert 'href="/daten.csv"' in html
    assert "style=" not in html


def test_component_for_pdf_has_one_drawing():
    html = render_to_string("components/chart.html", {"chart": line(), "is_pdf": True})

    assert html.count("<svg") == 1
    assert "CSV" not in html
