"""Targets of a partner: list, see, recalculate their base year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emissions import progress
from emissions.access import can_edit
from emissions.actions.recalculation import recalculate_base_year
from emissions.budget import budget_of
from emissions.errors import TargetExists
from emissions.forms.recalculation import RecalculationForm
from emissions.models import BaseYearRecalculation, Target
from emissions.progress import steps_of
from partners.access import MemberRequest, own_partners
from partners.models import Pact, Partner


@require_safe
def target_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    targets = Target.objects.valid().filter(partner=partner).select_related("partner").with_open_proposal()
    rated = progress.rate_all(targets, progress.Measured(partner))
    context = {"partner": partner, "targets": rated, "may_edit": can_edit(request.user, partner)}
    return render(request, "emissions/target_list.html", context)


@require_safe
def target_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    target = get_object_or_404(Target.objects.filter(partner=partner), pk=pk)
    rated = progress.rate(target, progress.Measured(partner))
    recalculations = list(BaseYearRecalculation.objects.history_of(target))
    context = {
        "partner": partner,
        "target": target,
        "path": target.path,
        "rated": rated,
        "standing": rated.standing,
        "chart": rated.chart(pact_year=Pact.objects.current().target_year),
        "steps": steps_of(target),
        "budget": budget_of(target, rated.actuals, rated.standing) if target.is_absolute else None,
        "history": Target.objects.history_of(target).exclude(pk=target.pk),
        "recalculations": recalculations,
        "proposal": next((r for r in recalculations if r.state == r.State.PROPOSED and r.target_id == target.pk), None),
        "may_edit": target.superseded_at is None and can_edit(request.user, partner),
    }
    return render(request, "emissions/target_detail.html", context)


@require_safe
def target_csv(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    target = get_object_or_404(Target.objects.filter(partner=partner), pk=pk)
    chart = progress.rate(target, progress.Measured(partner)).chart()
    response = HttpResponse(chart.csv(), content_type="text/csv; charset=utf-8")
    word = _("pathway")
    name = slugify(f"{word}-{partner.slug}-{target.target_year}")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def target_recalculate(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """A new base value: the portal's proposal, or what the partner knows itself."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    target = get_object_or_404(Target.objects.valid().filter(partner=partner).select_related("partner"), pk=pk)
    proposal = target.recalculations.proposed().first()
    initial = {"new_value": proposal.new_value, "reason": proposal.reason} if proposal else {}
    form = RecalculationForm(request.POST or None, target=target, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = recalculate_base_year(target=target, by=request.user, **form.cleaned_data)
        except TargetExists:
            messages.info(request, _("Somebody changed this target a moment ago. This is how it stands now."))
            return redirect("emissions:target_list", slug)
        if made.new_target is None:
            messages.info(
                request, _("The change is noted. It stays below the threshold, so the target stays as it is.")
            )
            return redirect(target)
        messages.success(request, _("The base year is recalculated. The earlier version stays in the history."))
        return redirect(made.new_target)
    context = {"partner": partner, "target": target, "proposal": proposal, "form": form}
    return render(request, "emissions/target_recalculate.html", context)
