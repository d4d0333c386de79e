"""A target as a partner types it: the form, its pathway while one types, the check, the new version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emissions import progress
from emissions.actions import target as target_actions
from emissions.errors import TargetExists
from emissions.forms.target import HUNDRED, STEPS, ChangeTargetForm, TargetForm
from emissions.models import Target
from emissions.pathway import sbti_minimum_percent
from emissions.progress import Known, known_values, steps_of
from klimapakt.lib import numbers
from partners.access import MemberRequest
from partners.models import Pact, Partner

USUAL = (Target.Scopes.S12, Target.Basis.LOCATION, Target.Unit.ABSOLUTE)


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    measured = progress.Measured(partner)
    known = known_values(measured)
    form = TargetForm(request.POST or None, known=known, today=timezone.localdate(), initial=first_guess(known))
    if not is_sent(request, form):
        return show_form(request, measured, form, known)
    if "confirm" not in request.POST:
        return show_check(request, measured, form)
    try:
        target = target_actions.set_target(partner=partner, new=form.new_target(), by=request.user)
    except TargetExists as exists:
        messages.info(request, _("There is a target for these scopes already. Change it if it is not right any more."))
        return redirect(exists.args[0])
    messages.success(request, _("Your target is set."))
    return redirect(target)


@require_http_methods(["GET", "HEAD", "POST"])
def target_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    target = get_object_or_404(Target.objects.valid().filter(partner=partner), pk=pk)
    measured = progress.Measured(partner)
    known = known_values(measured)
    form = ChangeTargetForm(request.POST or None, known=known, today=timezone.localdate(), initial=initial_of(target))
    if not is_sent(request, form):
        return show_form(request, measured, form, known, target)
    if "confirm" not in request.POST:
        return show_check(request, measured, form, target)
    try:
        reason = form.cleaned_data["change_reason"]
        changed = target_actions.change_target(target=target, new=form.new_target(), reason=reason, by=request.user)
    except TargetExists as exists:
        messages.info(request, _("Somebody changed this target a moment ago. This is how it stands now."))
        return redirect(exists.args[0] or "emissions:target_list", *([] if exists.args[0] else [slug]))
    messages.success(request, _("The new version of your target is valid. The earlier one stays in the history."))
    return redirect(changed)


def first_guess(known: Known) -> dict[str, object]:
    """The first year with a balance is the likely base year."""
    years = [year for *kind, year in known if tuple(kind) == USUAL]
    return {"base_year": min(years)} if years else {}


def initial_of(target: Target) -> dict[str, object]:
    names = ("unit", "scopes", "basis", "base_year", "base_value", "target_year", "target_value", "note", "is_public")
    initial = {name: getattr(target, name) for name in names}
    for number, step in zip(STEPS, steps_of(target), strict=False):
        initial[f"interim_year_{number}"] = step.year
        initial[f"interim_percent_{number}"] = numbers.rounded(step.reduction_percent, 4)
    return initial


def is_typing(request: MemberRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def is_sent(request: MemberRequest, form: TargetForm) -> bool:
    return request.method == "POST" and not is_typing(request) and "back" not in request.POST and form.is_valid()


def show_form(
    request: MemberRequest, measured: progress.Measured, form: TargetForm, known: Known, target: Target | None = None
) -> HttpResponse:
    """The form, with the pathway beside it as far as it is known; while one types, the pathway alone."""
    bases = sorted((year, value) for (*kind, year), value in known.items() if tuple(kind) == USUAL)
    draft = form.draft(measured.partner) if form.is_bound else target
    context = {"partner": measured.partner, "form": form, "bases": bases, "target": target}
    context |= understood(draft, measured) if draft else {}
    if is_typing(request):
        return render(request, "emissions/_target_preview.html", context | {"live": True})
    return render(request, "emissions/target_change.html" if target else "emissions/target_add.html", context)


def show_check(
    request: MemberRequest, measured: progress.Measured, form: TargetForm, target: Target | None = None
) -> HttpResponse:
    """What was understood, and the pathway as it would be."""
    draft = form.draft(measured.partner)
    context = {"partner": measured.partner, "form": form, "target": target}
    return render(request, "emissions/target_check.html", context | (understood(draft, measured) if draft else {}))


def understood(draft: Target, measured: progress.Measured) -> dict[str, object]:
    """A draft in figures: its pathway, what 4.2 % a year would be, what it means in the pact's year."""
    pact_year = Pact.objects.current().target_year
    path = draft.path
    least = min(sbti_minimum_percent(draft.base_year, draft.target_year), HUNDRED)
    is_comparable = progress.orientation(draft) is not None
    return {
        "draft": draft,
        "path": path,
        "base": progress.amount(draft.base_value, draft.unit),
        "aim": progress.amount(draft.target_value, draft.unit),
        "steps": steps_of(draft),
        "sbti_percent": least if is_comparable else None,
        "is_below_sbti": is_comparable and path.reduction_percent < least,
        "pact_year": pact_year if pact_year > draft.base_year else None,
        "in_pact_year": progress.amount(path.at(pact_year), draft.unit),
        "pact_year_percent": path.reduction_by(pact_year),
        "chart": progress.rate(draft, measured).chart(pact_year=pact_year),
    }
