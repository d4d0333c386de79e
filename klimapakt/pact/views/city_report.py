"""One annual report: its texts, its versions as pages and files, for the city and the office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klimapakt.lib.downloads import download
from klimapakt.pact import actions, documents
from klimapakt.pact.errors import ReportNotReady
from klimapakt.pact.forms import ReportTextsForm
from klimapakt.pact.models import CityReport, ReportFile
from partners.access import MemberRequest, city_or_office_required, office_required


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def city_report_texts(request: MemberRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(CityReport.objects.for_table(), pk=pk)
    form = ReportTextsForm(request.POST or None, year=report.snapshot.year)
    if request.method == "POST" and form.is_valid():
        actions.save_report_texts(year=report.snapshot.year, texts=form.texts)
        try:
            report = actions.take_report_texts(report=report, by=request.user)
        except ReportNotReady:
            messages.success(request, _("The texts are saved. They stand in the next version of the report."))
            return redirect(report)
        messages.success(request, _("The texts are saved, and the draft is made again with them."))
        return redirect(report.job or report)
    return render(request, "pact/city_report_texts.html", {"form": form, "report": report})


@require_safe
@city_or_office_required
def city_report_page(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    report = get_object_or_404(CityReport.objects.visible_to(request.user).for_table(), pk=pk)
    if kind not in ReportFile.SLUGS:
        raise Http404
    return render(request, "pact/city_report_page.html", documents.city_report_page(report, ReportFile.SLUGS[kind]))


@require_safe
@city_or_office_required
def city_report_part(request: MemberRequest, pk: int, kind: str, form: str) -> HttpResponseBase:
    reports = CityReport.objects.visible_to(request.user)
    parts = ReportFile.objects.filter(report__in=reports).select_related("report__snapshot")
    part = get_object_or_404(parts, report=pk, kind=ReportFile.SLUGS.get(kind), form=form)
    return download(part.file, part.name)
