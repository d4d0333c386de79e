"""A partner's own report: choose, start, look at, download; and what the office makes for all."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions.access import can_edit
from emissions.models import Balance
from klimapakt.lib.downloads import download
from klimapakt.lib.tables import workbook_response
from klimapakt.pact import actions
from klimapakt.pact.batch_tasks import make_progress_reports
from klimapakt.pact.errors import NothingChecked, ReportNotReady
from klimapakt.pact.figures import partner as figures
from klimapakt.pact.forms.progress_report import ProgressBatchForm, ProgressReportForm
from klimapakt.pact.models import ProgressBatch, ProgressReport
from partners.access import MemberRequest, office_required, own_partners
from partners.models import Partner, RetentionRule


@never_cache
@require_safe
def progress_report_list(request: MemberRequest, slug: str) -> HttpResponse:
    """Earlier ones, and whether there can be a new one; if not, what is missing and where to go."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    years = figures.years(partner)
    days = kept_days("progress-reports")
    waiting = Balance.objects.of_partner(partner).exclude(year__in=years)
    context = {
        "partner": partner,
        "reports": ProgressReport.objects.of_partner(partner),
        "years": years,
        "waiting": waiting,
        "may_edit": can_edit(request.user, partner),
        "days": days,
        "years_kept": days // 365 if days and days % 365 == 0 else None,
    }
    return render(request, "pact/progress/report_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress_report_start(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    years = figures.years(partner)
    if not years:
        return redirect("pact:progress_report_list", slug)
    initial = {"language": request.user.language, "with_logo": bool(partner.logo)}
    form = ProgressReportForm(request.POST or None, years=years, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.start_progress_report(partner=partner, **form.cleaned_data, by=request.user)
        except NothingChecked:
            messages.error(request, _("The balance of this year is not checked any more."))
            return redirect("pact:progress_report_list", slug)
        return redirect(report.job or report)
    return render(request, "pact/progress/report_start.html", {"partner": partner, "form": form})


@never_cache
@require_safe
def progress_report_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The report as a page, with its files."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    report = get_object_or_404(ProgressReport.objects.of_partner(partner), pk=pk)
    from klimapakt.pact.documents.progress_report import told  # noqa: PLC0415 -- slow import

    context = {
        "partner": partner,
        "report": report,
        "told": told(report),
        "may_edit": can_edit(request.user, partner),
    }
    return render(request, "pact/progress/report_detail.html", context)


@require_POST
def progress_report_retry(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    report = get_object_or_404(ProgressReport.objects.of_partner(partner), pk=pk)
    try:
        report = actions.retry_progress_report(report=report, by=request.user)
    except ReportNotReady:
        messages.info(request, _("The file is being made already, or is there."))
        return redirect(report)
    return redirect(report.job or report)


def readable(request: MemberRequest, slug: str, pk: int) -> ProgressReport:
    """Of one's own partners; the office reads all. Raises Http404."""
    reports = ProgressReport.objects.for_table()
    if not request.user.is_office:
        reports = reports.filter(snapshot__partner__in=own_partners(request).climate().values("pk"))
    return get_object_or_404(reports, snapshot__partner__slug=slug, pk=pk)


def name_of(report: ProgressReport) -> str:
    words = _("progress-report")
    return slugify(f"{words}-{report.partner.slug}-{report.snapshot.year}-v{report.snapshot.version}-{report.language}")


@require_safe
def progress_report_file(request: MemberRequest, slug: str, pk: int) -> FileResponse:
    report = readable(request, slug, pk)
    if not report.file:
        raise Http404
    return download(report.file, f"{name_of(report)}.pdf")


@require_safe
def progress_report_xlsx(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    report = readable(request, slug, pk)
    from klimapakt.pact.documents.progress_report import sheets  # noqa: PLC0415 -- slow import

    response = workbook_response(name_of(report), sheets(report))
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def progress_report_vsme(request: MemberRequest, slug: str, pk: int) -> JsonResponse:
    """VSME B3 and C3 by element name, as frozen."""
    report = readable(request, slug, pk)
    from klimapakt.pact.documents.progress_report import vsme_of  # noqa: PLC0415 -- slow import

    response = JsonResponse(vsme_of(report), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name_of(report)}-vsme.json"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def progress_batch_list(request: MemberRequest) -> HttpResponse:
    """The office orders the reports of all partners, and fetches them."""
    years = actions.years_with_partners()
    form = ProgressBatchForm(request.POST or None, years=years, initial={"language": "de"})
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.start_progress_batch(**form.cleaned_data, by=request.user, task=make_progress_reports)
        except NothingChecked:
            messages.error(request, _("No partner has a checked balance of this year any more."))
            return redirect("pact:progress_batch_list")
        if batch.job and batch.job.started_by_id == request.user.pk:
            return redirect(batch.job)
        messages.info(request, _("A colleague has reports made at the moment. Please wait until they are done."))
        return redirect(batch)
    context = {
        "form": form,
        "years": years,
        "batches": ProgressBatch.objects.select_related("job", "created_by").with_counts(),
        "days": kept_days("progress-batches"),
    }
    return render(request, "pact/progress/batch_list.html", context)


@require_safe
@office_required
def progress_batch_file(request: MemberRequest, pk: int) -> FileResponse:
    batch = get_object_or_404(ProgressBatch.objects.exclude(file=""), pk=pk)
    words = _("progress-reports")
    return download(batch.file, f"{words}-{batch.year}-{batch.language}.zip")


def kept_days(key: str) -> int | None:
    rule = RetentionRule.objects.filter(key=key, is_active=True).first()
    return rule.days if rule else None
