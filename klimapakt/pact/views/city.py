"""The city's area: figures in brief, and the annual report from start to download."""

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions.models import Balance
from klimapakt.pact import actions, report_checks
from klimapakt.pact.errors import ReportNotReady
from klimapakt.pact.forms import CityReportForm
from klimapakt.pact.models import CityReport, ReportText, Snapshot
from partners.access import MemberRequest, city_or_office_required, city_required, office_lead_required
from partners.models import Partner


@require_safe
@city_or_office_required
def city_home(request: MemberRequest) -> HttpResponse:
    day = timezone.localdate()
    year = day.year - 1
    context = {
        "day": day,
        "year": year,
        "members": Partner.objects.joined_by(day).count(),
        "checked": Balance.objects.approved().filter(year=year).count(),
        "reports": CityReport.objects.visible_to(request.user).for_table()[:3],
    }
    return render(request, "pact/city_home.html", context)


@require_safe
@city_or_office_required
def city_report_list(request: MemberRequest) -> HttpResponse:
    reports = CityReport.objects.visible_to(request.user).for_table()
    return render(request, "pact/city_report_list.html", {"reports": reports})


@require_http_methods(["GET", "HEAD", "POST"])
@city_required
def city_report_start(request: MemberRequest) -> HttpResponse:
    form = CityReportForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        report = actions.start_city_report(
            year=values["year"],
            cut_off=end_of(values["cut_off"]),
            language=values["language"],
            greeting=values["greeting"],
            greeting_by=values["greeting_by"],
            left_out=values["left_out"],
            by=request.user,
        )
        return redirect(report.job or report)
    return render(request, "pact/city_report_start.html", {"form": form})


def end_of(day: dt.date) -> dt.datetime:
    """The day's last moment here; today counts until now."""
    end = timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
    return min(end, timezone.now())


@require_safe
@city_or_office_required
def city_report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(CityReport.objects.visible_to(request.user).for_table(), pk=pk)
    context = {
        "report": report,
        "checks": report_checks.of(report, request.user) if report.state == CityReport.State.DRAFT else (),
        "parts": report.parts(),
        "left_out": [ReportText.Chapter(chapter).label for chapter in report.left_out],
        "earlier": Snapshot.objects.of_pact().before(report.snapshot),
    }
    return render(request, "pact/city_report_detail.html", context)


@require_safe
@city_or_office_required
def city_report_file(request: MemberRequest, pk: int) -> FileResponse:
    report = get_object_or_404(CityReport.objects.visible_to(request.user).select_related("snapshot"), pk=pk)
    if not report.file:
        raise Http404
    word = _("annual-report")
    name = f"{word}-{report.snapshot.year}-v{report.snapshot.version}-{report.language}.pdf"
    response = FileResponse(report.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@office_lead_required
def city_report_publish(request: MemberRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(CityReport, pk=pk)
    try:
        report = actions.publish_city_report(report=report, by=request.user)
    except ReportNotReady:
        messages.error(request, _("The report is published already, or its file is not ready yet."))
        return redirect(report)
    messages.success(request, _("The report is published. It is being rendered without the draft's mark."))
    return redirect(report.job or report)


@require_POST
@city_or_office_required
def city_report_retry(request: MemberRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(CityReport.objects.visible_to(request.user), pk=pk)
    try:
        report = actions.retry_city_report(report=report, by=request.user)
    except ReportNotReady:
        messages.info(request, _("The file is being made already."))
        return redirect(report)
    return redirect(report.job or report)
