"""Pages beside the figures of a draft: contracts, credits, own generation and denominators; evidence to read."""

from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import access, actions, market
from emissions.errors import BalanceLocked
from emissions.forms.balance_parts import CreditForm, FurtherForm
from emissions.forms.contract import ContractForm
from emissions.models import Balance
from emissions.views.saving import LOCKED, NOT_SAVED, autosaved, can_save, is_draft, is_live, is_over, saved
from klimapakt.lib.downloads import download
from partners.access import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def contract_list(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    if balance.entry == Balance.Entry.QUICK:
        return redirect("emissions:balance_edit", slug, year)
    form = ContractForm(request.POST or None, request.FILES or None)
    if can_save(request, balance, form):
        try:
            actions.add_contract(
                balance=balance,
                fields=form.fields_of_contract(),
                evidence=form.cleaned_data.get("evidence"),
                by=request.user,
            )
        except BalanceLocked:
            form.add_error(None, NOT_SAVED)
        else:
            messages.success(request, _("The contract is stored and counts in scope 2 (market-based)."))
            return redirect("emissions:contract_list", slug, year)
    terms = market.terms_of(balance)
    context = {"partner": balance.partner, "balance": balance, "form": form, "contracts": terms.contracts}
    context |= {"market": market.market_of(balance.lines.direct().sums(), terms), "section": "contracts"}
    return render(request, "emissions/contract_list.html", context)


@require_POST
def contract_remove(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    balance = draft(request, slug, year)
    try:
        actions.remove_contract(contract=get_object_or_404(balance.contracts, pk=pk), by=request.user)
    except BalanceLocked:
        return locked(request, balance)
    messages.success(request, _("The contract is removed."))
    return redirect("emissions:contract_list", slug, year)


@require_http_methods(["GET", "HEAD", "POST"])
def credit_list(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    form = CreditForm(request.POST or None, balance=balance, today=timezone.localdate())
    if can_save(request, balance, form):
        try:
            actions.add_credit(balance=balance, fields=form.cleaned_data, by=request.user)
        except BalanceLocked:
            form.add_error(None, NOT_SAVED)
        else:
            messages.success(request, _("The credit is stored. It stands beside the emissions and reduces nothing."))
            return redirect("emissions:credit_list", slug, year)
    context = {"partner": balance.partner, "balance": balance, "form": form, "credits": balance.credits.all()}
    return render(request, "emissions/credit_list.html", context | {"section": "credits"})


@require_POST
def credit_remove(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    balance = draft(request, slug, year)
    try:
        actions.remove_credit(credit=get_object_or_404(balance.credits, pk=pk), by=request.user)
    except BalanceLocked:
        return locked(request, balance)
    messages.success(request, _("The credit is removed."))
    return redirect("emissions:credit_list", slug, year)


@require_http_methods(["GET", "HEAD", "POST"])
def balance_further(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    form = FurtherForm(
        request.POST or None,
        is_draft=is_live(request) or is_draft(request.POST),
        initial=FurtherForm.initial_of(balance),
    )

    def save(seen: str) -> Balance:
        return actions.save_further(
            balance=balance,
            generation=form.generation(),
            denominators=form.denominators(),
            by=request.user,
            seen=seen,
        )

    if is_live(request):
        return render(request, "emissions/_autosave.html", {"autosave": autosaved(balance, form, save)})
    if can_save(request, balance, form) and (answer := saved(request, balance, form, save, here=request.path)):
        return answer
    context = {"partner": balance.partner, "balance": balance, "form": form, "section": "further"}
    return render(request, "emissions/balance_further.html", context)


@require_safe
def balance_evidence(request: MemberRequest, slug: str, year: int) -> HttpResponseBase:
    balance = get_object_or_404(access.shown_balances(request), partner__slug=slug, year=year)
    return evidence(balance.evidence, f"Nachweis-{slug}-{year}")


@require_safe
def contract_evidence(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponseBase:
    balance = get_object_or_404(access.shown_balances(request), partner__slug=slug, year=year)
    contract = get_object_or_404(balance.contracts, pk=pk)
    return evidence(contract.evidence, f"Nachweis-{slug}-{year}-{pk}")


def evidence(file: object, name: str) -> HttpResponseBase:
    if not file:
        raise Http404
    return download(file, f"{name}{Path(str(file)).suffix}")


def draft(request: MemberRequest, slug: str, year: int) -> Balance:
    return access.editable_balance(request.user, slug, year)


def locked(request: MemberRequest, balance: Balance) -> HttpResponse:
    messages.error(request, LOCKED)
    return redirect(balance)
