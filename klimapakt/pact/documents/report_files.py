"""The twins of the PDF: one HTML file that needs nothing else, and a workbook with every chart's and table's values."""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from klimapakt.lib import pdf
from klimapakt.lib.frozen_workbook import frozen_workbook
from klimapakt.lib.tables import Sheet
from klimapakt.pact.documents.city_report import city_report_page, parts
from klimapakt.pact.documents.tables import Table
from klimapakt.pact.documents.words import Json
from klimapakt.pact.models import CityReport, ReportFile

STYLES = ("css/charts.css", "css/report.css")
FULL = ReportFile.Kind.FULL


def city_report_html(report: CityReport, kind: str = FULL) -> bytes:
    page = city_report_page(report, kind)
    styles = "\n".join((pdf.static_file(name) or b"").decode() for name in STYLES)
    with translation.override(page["language"]):
        return render_to_string("pact/report/file.html", {**page, "styles": mark_safe(styles)}).encode()  # noqa: S308 -- our own files


def city_report_workbook(report: CityReport, language: str) -> bytes:
    """All that the full report shows, numbered as there; first a sheet that explains."""
    with translation.override(language):
        context = parts(report, FULL, language)
        every = [*context["tables"].values(), *context["annex"]]
        sheets = [
            Sheet(_("Explanation"), (_("Annual report"), context["title"]), explanation(context, every), (34, 90))
        ]
        return frozen_workbook([*sheets, *(sheet(table) for table in every)], created=report.snapshot.created_at)


def explanation(context: Json, tables: list[Table]) -> Iterator[tuple[object, ...]]:
    snapshot, goal = context["snapshot"], context["goal"]
    yield _("Publisher"), goal["office"]
    yield _("Document number"), context["number"]
    yield _("Cut-off"), date_format(snapshot.cut_off, "DATE_FORMAT")
    yield _("Status"), _("draft, not published") if context["is_draft"] else _("published")
    yield _("Coverage"), context["coverage"]
    yield _("SHA-256 of the figures"), snapshot.sha256
    yield _("Edition of the factors"), snapshot.factor_edition
    yield _("Empty cells"), _("A cell without a number is not told, since it would tell of a few partners, or unknown.")
    yield _("Numbers"), _("Nothing is rounded here; the report rounds what it shows.")
    for table in tables:
        yield name_of(table), ". ".join(filter(None, (table.title, table.note, table.source)))


def sheet(table: Table) -> Sheet:
    return Sheet(
        name_of(table),
        table.headers,
        [tuple(cell.value for cell in row) for row in table.rows],
        [max(12, width * 9 // 10) for width in table.widths],
    )


def name_of(table: Table) -> str:
    return _("Table %(number)s") % {"number": table.number}
