"""A partner's own factors in a draft; their evidence; the office accepts them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import access, actions
from emissions.carriers import OWN_KEYS
from emissions.errors import BalanceLocked, OwnFactorExists, OwnFactorInUse
from emissions.forms.own_factor import OwnFactorForm
from emissions.models import Balance, Factor, OwnFactor
from emissions.views.balance_parts import draft, evidence, locked
from emissions.views.saving import LOCKED, NOT_SAVED, can_save, is_over
from partners.access import MemberRequest, office_required


@require_http_methods(["GET", "HEAD", "POST"])
def own_factor_list(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    if balance.entry == Balance.Entry.QUICK:
        return redirect("emissions:balance_edit", slug, year)
    known = Factor.objects.filter(factor_set=balance.factor_set, key__in=OWN_KEYS).for_balances().for_year(year)
    form = OwnFactorForm(
        request.POST or None,
        request.FILES or None,
        balance=balance,
        usual={factor.key: factor for factor in known},
        initial={"valid_year": year},
    )
    if can_save(request, balance, form):
        try:
            actions.add_own_factor(
                balance=balance,
                fields=form.fields_of_factor(),
                evidence=form.cleaned_data["evidence"],
                by=request.user,
            )
        except BalanceLocked:
            form.add_error(None, NOT_SAVED)
        except OwnFactorExists:
            form.add_error("stands_for", _("There is an own factor for this already. Remove it first."))
        else:
            messages.success(request, _("Your own factor is stored and counts from now on."))
            return redirect(request.path)
    own = OwnFactor.objects.filter(balance=balance)
    context = {"partner": balance.partner, "balance": balance, "form": form, "own_factors": own, "section": "own"}
    return render(request, "emissions/own_factor_list.html", context)


@require_POST
def own_factor_remove(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    balance = draft(request, slug, year)
    try:
        actions.remove_own_factor(own_factor=get_object_or_404(balance.own_factors, pk=pk), by=request.user)
    except BalanceLocked:
        return locked(request, balance)
    except OwnFactorInUse:
        messages.error(request, _("Activities of scope 3 count with this factor. Remove them first."))
    else:
        messages.success(request, _("The own factor is removed. Its lines count with the portal's factor again."))
    return redirect("emissions:own_factor_list", slug, year)


@require_safe
def own_factor_evidence(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponseBase:
    balance = get_object_or_404(access.shown_balances(request), partner__slug=slug, year=year)
    own = get_object_or_404(balance.own_factors, pk=pk)
    return evidence(own.evidence, f"Faktor-{slug}-{year}-{pk}")


@require_POST
@office_required
def own_factor_accept(request: MemberRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(OwnFactor.objects.select_related("balance"), pk=pk, balance__superseded_at=None)
    try:
        actions.accept_own_factor(own_factor=own, by=request.user)
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    messages.success(request, _("The own factor “%(name)s” is accepted.") % {"name": own.name})
    return redirect("emissions:balance_review", own.balance_id)
