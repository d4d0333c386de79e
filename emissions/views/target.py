"""Targets of a partner: list, set, check, change, see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emissions import progress
from emissions.access import can_edit
from emissions.actions import target as target_actions
from emissions.entries import NewTarget
from emissions.errors import TargetExists
from emissions.forms.target import HUNDRED, ChangeTargetForm, TargetForm
from emissions.models import Target
from emissions.pathway import Path, sbti_minimum_percent
from emissions.progress import Known, known_values
from partners.access import MemberRequest, own_partners
from partners.models import Partner


@require_safe
def target_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    targets = Target.objects.valid().filter(partner=partner).select_related("partner").order_by("scopes", "unit")
    totals = progress.totals_by_year(partner)
    shown = [
        {"target": target, "standing": standing, "label": progress.label(standing), "tone": progress.tone(standing)}
        for target in targets
        for standing in [
            progress.standing_of(target, progress.series(totals, scopes=target.scopes, basis=target.basis))
        ]
    ]
    context = {"partner": partner, "targets": shown, "may_edit": can_edit(request.user, partner)}
    return render(request, "emissions/target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    known = known_values(partner)
    form = TargetForm(request.POST or None, known=known, today=timezone.localdate(), initial=first_guess(known))
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return show_form(request, partner, form, known)
    new = form.new_target()
    if "confirm" not in request.POST:
        return show_check(request, partner, form, new)
    try:
        target = target_actions.set_target(partner=partner, new=new, by=request.user)
    except TargetExists as exists:
        messages.info(request, _("There is a target for these scopes already. Change it if it is not right any more."))
        return redirect(exists.args[0])
    messages.success(request, _("Your target is set."))
    return redirect(target)


@require_http_methods(["GET", "HEAD", "POST"])
def target_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    target = get_object_or_404(Target.objects.valid().filter(partner=partner), pk=pk)
    known = known_values(partner)
    form = ChangeTargetForm(request.POST or None, known=known, today=timezone.localdate(), initial=initial_of(target))
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return show_form(request, partner, form, known, target)
    new = form.new_target()
    if "confirm" not in request.POST:
        return show_check(request, partner, form, new, target)
    try:
        reason = form.cleaned_data["change_reason"]
        changed = target_actions.change_target(target=target, new=new, reason=reason, by=request.user)
    except TargetExists as exists:
        messages.info(request, _("Somebody changed this target a moment ago. This is how it stands now."))
        return redirect(exists.args[0] or "emissions:target_list", *([] if exists.args[0] else [slug]))
    messages.success(request, _("The new version of your target is valid. The earlier one stays in the history."))
    return redirect(changed)


@require_safe
def target_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    target = get_object_or_404(Target.objects.filter(partner=partner), pk=pk)
    actuals = progress.series(progress.totals_by_year(partner), scopes=target.scopes, basis=target.basis)
    standing = progress.standing_of(target, actuals)
    context = {
        "partner": partner,
        "target": target,
        "path": progress.path_of(target),
        "chart": progress.chart_of(target, actuals),
        "standing": standing,
        "sentence": progress.sentence(standing),
        "label": progress.label(standing),
        "tone": progress.tone(standing),
        "history": Target.objects.history_of(target).exclude(pk=target.pk),
        "may_edit": target.superseded_at is None and can_edit(request.user, partner),
    }
    return render(request, "emissions/target_detail.html", context)


@require_safe
def target_csv(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    target = get_object_or_404(Target.objects.filter(partner=partner), pk=pk)
    chart = progress.chart_of(
        target, progress.series(progress.totals_by_year(partner), scopes=target.scopes, basis=target.basis)
    )
    response = HttpResponse(chart.csv(), content_type="text/csv; charset=utf-8")
    word = _("pathway")
    name = slugify(f"{word}-{partner.slug}-{target.target_year}")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def first_guess(known: Known) -> dict[str, object]:
    """The first year with a balance is the likely base year."""
    years = [year for scopes, basis, year in known if scopes == Target.Scopes.S12 and basis == Target.Basis.LOCATION]
    return {"base_year": min(years)} if years else {}


def initial_of(target: Target) -> dict[str, object]:
    names = ("scopes", "basis", "base_year", "base_value", "target_year", "target_value", "note", "is_public")
    return {name: getattr(target, name) for name in names}


def show_form(
    request: MemberRequest, partner: Partner, form: TargetForm, known: Known, target: Target | None = None
) -> HttpResponse:
    bases = sorted(
        (year, value) for (scopes, basis, year), value in known.items() if (scopes, basis) == ("1+2", "location")
    )
    context = {"partner": partner, "form": form, "bases": bases, "target": target}
    return render(request, "emissions/target_change.html" if target else "emissions/target_add.html", context)


def show_check(
    request: MemberRequest, partner: Partner, form: TargetForm, new: NewTarget, target: Target | None = None
) -> HttpResponse:
    """What was understood, and the pathway as it would be."""
    draft = Target(
        partner=partner,
        scopes=new.scopes,
        basis=new.basis,
        base_year=new.base_year,
        base_value=new.base_value,
        target_year=new.target_year,
        target_value=new.target_value,
    )
    path = Path(new.base_year, new.base_value, new.target_year, new.target_value)
    sbti_percent = min(sbti_minimum_percent(new.base_year, new.target_year), HUNDRED)
    context = {
        "partner": partner,
        "form": form,
        "draft": draft,
        "target": target,
        "path": path,
        "sbti_percent": sbti_percent,
        "is_below_sbti": path.reduction_percent < sbti_percent,
        "chart": progress.chart_of(
            draft, progress.series(progress.totals_by_year(partner), scopes=new.scopes, basis=new.basis)
        ),
    }
    return render(request, "emissions/target_check.html", context)
