"""What the pact achieves, for everybody: the figures of the last published report, and the reports themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimapakt.lib import numbers
from klimapakt.lib.downloads import download
from klimapakt.lib.public import public_page
from klimapakt.lib.tables import csv_response
from klimapakt.pact import documents, open_data
from klimapakt.pact.models import CityReport, ReportFile
from partners.models import Pact


@public_page
def impact(request: HttpRequest) -> HttpResponse:
    report = CityReport.objects.latest_published()
    if report is None:
        return render(request, "pact/impact.html", {"report": None})
    language = translation.get_language() or "de"
    return render(request, "pact/impact.html", {"report": report, **documents.told(report.snapshot, language)})


def published() -> CityReport:
    report = CityReport.objects.latest_published()
    if report is None:
        raise Http404
    return report


@public_page
def impact_csv(_request: HttpRequest) -> HttpResponse:
    """The values of all charts, one to a line, with unit and day."""
    snapshot = published().snapshot
    context = documents.told(snapshot, translation.get_language() or "de")
    headers = (_("Figure"), _("Group"), _("Series"), _("Value"), _("Unit"), _("As of"))
    rows = (
        (chart.title, labels[0], series, numbers.csv_number(value), chart.unit, snapshot.cut_off.date())
        for chart in context["charts"].values()
        for labels, values in zip(chart.rows, chart.values, strict=True)
        for series, value in zip(chart.headers[1:], values, strict=True)
        if value is not None
    )
    return csv_response(f"{_('impact')}-{snapshot.year}", headers, rows)


@public_page
def impact_json(_request: HttpRequest) -> HttpResponse:
    """The frozen figures as they are, with the hash by which one sees that nobody touched them."""
    snapshot = published().snapshot
    figures = {
        "year": snapshot.year,
        "version": snapshot.version,
        "cut_off": snapshot.cut_off,
        "rules_version": snapshot.rules_version,
        "factor_edition": snapshot.factor_edition,
        "sha256": snapshot.sha256,
        "figures": snapshot.figures,
    }
    return JsonResponse(figures, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public_page
def impact_catalog(_request: HttpRequest) -> HttpResponse:
    """For data portals that collect by themselves."""
    return JsonResponse(
        open_data.catalog(published(), Pact.objects.current()),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@public_page
def report_archive(request: HttpRequest) -> HttpResponse:
    reports = CityReport.objects.published().for_table().with_parts()
    return render(request, "pact/report_archive.html", {"reports": reports})


@login_not_required
@require_safe
def report_archive_file(_request: HttpRequest, pk: int) -> HttpResponseBase:
    report = get_object_or_404(CityReport.objects.published().select_related("snapshot"), pk=pk)
    if not report.file or report.is_rendering:
        raise Http404
    snapshot = report.snapshot
    return download(report.file, f"{_('annual-report')}-{snapshot.year}-v{snapshot.version}-{report.language}.pdf")


@login_not_required
@require_safe
def report_archive_part(_request: HttpRequest, pk: int, kind: str, form: str) -> HttpResponseBase:
    parts = ReportFile.objects.filter(report__in=CityReport.objects.published()).select_related("report__snapshot")
    part = get_object_or_404(parts, report=pk, kind=ReportFile.SLUGS.get(kind), form=form)
    if part.report.is_rendering:
        raise Http404
    return download(part.file, part.name)


@public_page
def report_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as a page: the same chapters as on paper, in the report's language."""
    report = get_object_or_404(CityReport.objects.published().for_table(), pk=pk)
    if kind not in ReportFile.SLUGS:
        raise Http404
    context = documents.city_report_page(report, ReportFile.SLUGS[kind])
    return render(request, "pact/report_page.html", context)
