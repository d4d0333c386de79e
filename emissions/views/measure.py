"""Measures of a partner: list, record, change, report, delete."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emissions.access import can_edit
from emissions.actions import measure as measure_actions
from emissions.effects import effects_of
from emissions.entries import Achieved
from emissions.errors import EditedMeanwhile, MeasureChecked
from emissions.forms.measure import AchievedForm, MeasureForm
from emissions.models import Measure
from emissions.views.saving import OVERTAKEN
from klimapakt.lib import sheets
from klimapakt.lib.downloads import download
from partners.access import MemberRequest, own_partners
from partners.models import Partner


@require_safe
def measure_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    measures = Measure.objects.filter(partner=partner)
    effects = effects_of(partner)
    context = {
        "partner": partner,
        "measures": measures.with_latest().in_order(),
        "sums": measures.effective().sums(),
        "effects": effects,
        "chart": effects.chart() if effects else None,
        "last_year": timezone.localdate().year - 1,
        "may_edit": can_edit(request.user, partner),
    }
    return render(request, "emissions/measure_list.html", context)


@require_safe
def measure_csv(request: MemberRequest, slug: str) -> HttpResponse:
    """The way from the base year to today in figures."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    effects = effects_of(partner)
    if effects is None:
        raise Http404
    return sheets.download(effects.chart().csv(), f"{_('effect')}-{partner.slug}-{effects.year}")


@require_safe
def measure_evidence(request: MemberRequest, slug: str, pk: int) -> FileResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    measure = get_object_or_404(Measure.objects.filter(partner=partner).exclude(evidence=""), pk=pk)
    ending = str(measure.evidence.name).rpartition(".")[2]
    return download(measure.evidence, f"{slugify(_('evidence'))}-{slugify(measure.title)}.{ending}")


@require_http_methods(["GET", "HEAD", "POST"])
def measure_add(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    form = MeasureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        measure = measure_actions.save_measure(measure=form.save(commit=False), partner=partner, by=request.user)
        messages.success(request, _("The measure is recorded."))
        return redirect(measure)
    return render(request, "emissions/measure_add.html", {"partner": partner, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def measure_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    measure = get_object_or_404(Measure.objects.filter(partner=partner), pk=pk)
    form = MeasureForm(request.POST or None, request.FILES or None, instance=measure, edition=measure.edition)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] if form.says_something_new else ""
        try:
            measure_actions.save_measure(measure=form.save(commit=False), partner=partner, by=request.user, seen=seen)
        except EditedMeanwhile as newer:
            form.overtaken(newer.args[0].edition, OVERTAKEN, newer.args[0])
        else:
            messages.success(request, _("The measure is saved."))
            return redirect(measure)
    return render(request, "emissions/measure_change.html", {"partner": partner, "form": form, "measure": measure})


@require_http_methods(["GET", "HEAD", "POST"])
def measure_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """See a measure; who may edit reports here what a year brought."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    measure = get_object_or_404(Measure.objects.filter(partner=partner), pk=pk)
    editable = can_edit(request.user, partner)
    today = timezone.localdate()
    form = AchievedForm(request.POST or None, measure=measure, today=today, initial={"year": today.year - 1})
    if request.method == "POST" and editable and form.is_valid():
        achieved = Achieved(*(form.cleaned_data[name] for name in ("year", "achieved_t", "how")))
        try:
            measure_actions.report_achieved(measure=measure, achieved=achieved, by=request.user)
        except MeasureChecked:
            messages.error(request, _("The office has checked that year: it does not change any more."))
        else:
            messages.success(request, _("The result is saved."))
        return redirect(measure)
    context = {
        "partner": partner,
        "measure": measure,
        "updates": measure.updates.all(),
        "may_edit": editable,
        "form": form,
    }
    return render(request, "emissions/measure_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def measure_delete(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    measure = get_object_or_404(Measure.objects.filter(partner=partner), pk=pk)
    if request.method == "POST":
        try:
            measure_actions.delete_measure(measure=measure, by=request.user)
        except MeasureChecked:
            messages.error(request, _("Results are reported of this measure: set its status to “dropped” instead."))
            return redirect(measure)
        messages.success(request, _("The measure is deleted."))
        return redirect("emissions:measure_list", slug)
    return render(request, "emissions/measure_delete.html", {"partner": partner, "measure": measure})
