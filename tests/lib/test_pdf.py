import datetime as dt
import gc
import io
from decimal import Decimal

import pikepdf
import pypdf
import pytest
from PIL import Image

from klimapakt.lib import charts, pdf
from tests.lib import pdf_ua

CREATED = dt.datetime(2026, 3, 31, 12, 0, tzinfo=dt.UTC)
REPORT = """{% extends "pdf/base.html" %}
{% block cover %}<section class="cover"><div class="cover-band"><div class="cover-logo">
<img src="picture:logo" alt="Logo der Stadt"></div>
<div class="cover-words"><h1>Jahresbericht 2025</h1></div></div></section>{% endblock %}
{% block contents %}{% include "pdf/_contents.html" %}{% endblock %}
{% block main %}{% for anchor, words, level in chapters %}
<section class="chapter"><h2 id="{{ anchor }}">{{ words }}</h2><p>12,5&nbsp;t&nbsp;CO₂e weniger.</p>
{% include "pdf/_chart.html" with chart=chart number=forloop.counter %}
{% include "components/_chart_table.html" %}</section>{% endfor %}{% endblock %}"""


@pytest.fixture
def template(tmp_path, settings):
    def write(name, text):
        (tmp_path / name).write_text(text)
        return name

    own = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**own, "DIRS": [*own["DIRS"], tmp_path]}]
    return write


@pytest.fixture
def logo():
    picture = io.BytesIO()
    Image.new("RGB", (60, 20), (200, 230, 215)).save(picture, "PNG")
    return picture.getvalue()


def context(**changes):
    chart = charts.line_path(
        "pfad",
        title="Der Ausstoß liegt unter dem Zielpfad.",
        unit="t CO₂e",
        actual={2021: Decimal(100), 2022: Decimal(90)},
        target={2021: Decimal(100), 2024: Decimal(30)},
    )
    chapters = [("k1", "1 Der Klimapakt", 1), ("k2", "2 Emissionen", 1)]
    return {"title": "Jahresbericht Klimapakt 2025", "chart": chart, "chapters": chapters} | changes


def text_of(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(("language", "is_draft"), [("de", True), ("en", False)])
def test_report_keeps_every_rule_of_pdf_ua(template, logo, language, is_draft):
    name = template("report.html", REPORT)

    content = pdf.render(name, context(is_draft=is_draft), language=language, pictures={"logo": logo}, created=CREATED)

    assert pdf_ua.check(content) == {}


def test_checker_finds_what_is_wrong(template):
    """The negative control: a picture without words for it must not pass."""
    bad = '{% extends "pdf/base.html" %}{% block main %}<h3>a</h3><svg width="9" height="9"></svg>{% endblock %}'
    name = template("bad.html", bad)

    assert pdf_ua.check(pdf.render(name, {"title": "x"}, language="de")) != {}


def test_checker_refuses_what_is_no_pdf():
    with pytest.raises(RuntimeError):
        pdf_ua.check(b"no pdf")


def test_same_input_gives_the_same_bytes(template, logo):
    name = template("report.html", REPORT)

    one, two, other = (
        pdf.render(name, context(), language="de", pictures={"logo": logo}, created=created)
        for created in (CREATED, CREATED, CREATED + dt.timedelta(days=1))
    )

    assert one == two
    assert one != other


def test_pages_are_numbered_and_the_contents_name_them(template, logo):
    name = template("report.html", REPORT)

    content = pdf.render(name, context(head_right="Version 2"), language="de", pictures={"logo": logo}, created=CREATED)

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 4
    assert "Seite" not in pages[0]
    assert "Seite 2 von 4" in pages[1]
    assert any(line.startswith("2 Emissionen") and line.endswith("4") for line in pages[1].splitlines())
    assert "Abbildung 2" in pages[3]
    assert "Version 2" in pages[3]
    assert "12,5\u00a0t\u00a0CO₂e" in pages[3]


def test_language_and_dates_are_the_documents(template, logo):
    name = template("report.html", REPORT)

    content = pdf.render(name, context(), language="en", pictures={"logo": logo}, created=CREATED)

    with pikepdf.open(io.BytesIO(content)) as file:
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo.Title) == "Jahresbericht Klimapakt 2025"
        assert str(file.docinfo.CreationDate) == "D:20260331120000+00'00"
    assert "Page 2 of 4" in text_of(content)


def test_only_our_own_fonts_are_inside(template, logo):
    content = pdf.render(template("report.html", REPORT), context(), language="de", pictures={"logo": logo})

    with pikepdf.open(io.BytesIO(content)) as file:
        parts = [item for item in file.objects if isinstance(item, pikepdf.Dictionary)]
        fonts = {str(item.BaseFont) for item in parts if "/BaseFont" in item}
    assert fonts
    assert all("Fira" in font for font in fonts)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "data:image/png;base64,AAAA",
        "picture:unknown",
        "/etc/passwd",
        "/static/../klimapakt/settings.py",
        "/static/%2e%2e/klimapakt/settings.py",
        "/static//etc/passwd",
        "/static/nothing.png",
        "//example.org/static/css/pdf.css",
        "ftp://example.org/x",
    ],
)
def test_nothing_else_is_fetched(template, address):
    name = template("curious.html", f'<html lang="de"><title>x</title><h1>x</h1><img alt="x" src="{address}"></html>')

    with pytest.raises(pdf.FetchRefused):
        pdf.render(name, {}, language="de")


def test_static_files_are_found_where_collectstatic_put_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "only-collected.txt").write_text("x")
    fetcher = pdf.Fetcher({})

    assert fetcher.fetch(pdf.BASE + "static/only-collected.txt").read() == b"x"
    assert fetcher.fetch(pdf.BASE + "static/css/pdf.css").content_type == "text/css"


@pytest.mark.parametrize("is_on", [True, False])
def test_garbage_collection_is_left_as_it_was(template, is_on):
    name = template("small.html", '<html lang="de"><title>x</title><h1>x</h1></html>')
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()

    try:
        pdf.render(name, {}, language="de")
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()
