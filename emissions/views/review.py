"""The office checks balances: the partner's figures beside last year's, approve or return."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from emissions import actions
from emissions.errors import BalanceLocked, EditedMeanwhile
from emissions.forms.balance import ReasonForm
from emissions.models import Balance, Delivery
from emissions.parts import parts_of
from emissions.views.balance import comparison_of, facts, lines_page
from emissions.views.saving import LOCKED
from partners.access import MemberRequest, office_required


@require_safe
@office_required
def balance_review_list(request: MemberRequest) -> HttpResponse:
    balances = (
        Balance.objects.to_check().with_totals().select_related("partner", "delivery").order_by("submitted_at", "pk")
    )
    return render(request, "emissions/balance_review_list.html", {"balances": balances})


@require_safe
@office_required
def balance_review(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in().filter(submitted_at__isnull=False), pk=pk)
    return _render(request, balance, ReasonForm())


@require_POST
@office_required
def balance_check_begin(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    try:
        actions.begin_check(balance=balance, by=request.user)
    except BalanceLocked:
        messages.error(request, LOCKED)
    return redirect("emissions:balance_review", pk)


@require_POST
@office_required
def balance_approve(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    try:
        actions.approve_balance(balance=balance, by=request.user, seen=request.POST.get("seen", ""))
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    except EditedMeanwhile:
        messages.error(request, _("The partner took the balance back and handed in other figures. Check them again."))
        return redirect("emissions:balance_review", pk)
    messages.success(
        request,
        _("The balance of %(partner)s for %(year)s is approved. The lead is told by mail.")
        % {"partner": balance.partner, "year": balance.year},
    )
    return redirect("emissions:balance_review_list")


@require_POST
@office_required
def balance_return(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid() and not balance.is_draft:
        return _render(request, balance, form)
    try:
        actions.return_balance(balance=balance, reason=form.cleaned_data.get("reason", "-"), by=request.user)
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    messages.success(
        request,
        _("The balance of %(partner)s for %(year)s went back. The lead reads your reason by mail and in the portal.")
        % {"partner": balance.partner, "year": balance.year},
    )
    return redirect("emissions:balance_review_list")


def _handed_in() -> QuerySet[Balance]:
    """Drafts are found too, so that the second of two people is told; only their figures are never shown."""
    return Balance.objects.valid().select_related(
        "partner", "delivery__round", "submitted_by", "approved_by", "factor_set"
    )


def _render(request: MemberRequest, balance: Balance, form: ReasonForm) -> HttpResponse:
    is_open = not balance.is_draft and not balance.is_approved
    can_begin = is_open and balance.delivery is not None and balance.delivery.state == Delivery.State.HANDED_IN
    comparison = comparison_of(balance)
    context = {
        "balance": balance,
        "comparison": comparison,
        "page": lines_page(request, comparison),
        "parts": parts_of(balance),
        "form": form,
        "rows": facts(balance),
    }
    return render(request, "emissions/balance_review.html", context | {"is_open": is_open, "can_begin": can_begin})
