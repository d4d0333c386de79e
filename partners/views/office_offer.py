"""The office's work with offers: demand, requests to decide, proofs, what is left."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from klimapakt.lib.tables import FILES
from partners import actions
from partners.access import MemberRequest, office_required
from partners.errors import OfferExhausted, RequestDecided
from partners.forms.offer import ApproveRequestForm, DeclineRequestForm, FinishRequestForm, TakeBackForm
from partners.models import Offer, OfferRequest


@never_cache
@require_safe
@office_required
def offer_manage_list(request: MemberRequest) -> HttpResponse:
    context = {
        "offers": Offer.objects.with_demand().in_order(),
        "to_decide": OfferRequest.objects.to_decide().for_table(),
        "approved": OfferRequest.objects.approved().for_table(),
        "today": timezone.localdate(),
    }
    return render(request, "partners/offer_manage_list.html", context)


@never_cache
@require_safe
@office_required
def offer_manage(request: MemberRequest, pk: int) -> HttpResponse:
    """One offer: what is asked for, given and left, and all its requests."""
    offer = get_object_or_404(Offer.objects.with_demand(), pk=pk)
    context = {"offer": offer, "requests": offer.requests.for_table().latest_first()}
    return render(request, "partners/offer_manage.html", context)


@require_safe
@office_required
def offer_request_export(request: MemberRequest, kind: str) -> HttpResponse:
    headers = (
        _("Request number"),
        _("Offer"),
        _("Partner"),
        _("Status"),
        _("Requested on"),
        _("Wish"),
        _("Seats wanted"),
        _("EUR wanted"),
        _("Seats granted"),
        _("EUR granted"),
        _("Decided on"),
        _("Reason of the decision"),
        _("EUR paid"),
    )
    rows = (
        (
            one.number,
            one.offer.title,
            one.partner.name,
            one.get_state_display(),
            timezone.localdate(one.requested_at),
            one.wish,
            one.seats,
            one.amount_eur,
            one.granted_seats,
            one.granted_eur,
            timezone.localdate(one.decided_at) if one.decided_at else None,
            one.decision_reason,
            one.paid_eur,
        )
        for one in OfferRequest.objects.for_table().latest_first()
    )
    return FILES[kind](_("offer-requests"), headers, rows)


@never_cache
@require_safe
@office_required
def offer_request_review(request: MemberRequest, pk: int) -> HttpResponse:
    return show_review(request, find(pk))


@require_POST
@office_required
def offer_request_approve(request: MemberRequest, pk: int) -> HttpResponse:
    asked = find(pk)
    form = ApproveRequestForm(request.POST, request=asked)
    if not form.is_valid():
        return show_review(request, asked, approve_form=form)
    try:
        actions.approve_request(request=asked, by=request.user, **form.cleaned_data)
    except OfferExhausted:
        form.add_error(None, _("So much is not left any more."))
        return show_review(request, asked, approve_form=form)
    except RequestDecided:
        return too_late(request, pk)
    messages.success(request, _("The request is approved. The partner is told by mail."))
    return redirect("partners:offer_request_review", pk)


@require_POST
@office_required
def offer_request_decline(request: MemberRequest, pk: int) -> HttpResponse:
    asked = find(pk)
    form = DeclineRequestForm(request.POST)
    if not form.is_valid():
        return show_review(request, asked, decline_form=form)
    try:
        actions.decline_request(request=asked, by=request.user, reason=form.cleaned_data["reason"])
    except RequestDecided:
        return too_late(request, pk)
    messages.success(request, _("The request is declined. The partner is told by mail."))
    return redirect("partners:offer_request_review", pk)


@require_POST
@office_required
def offer_request_finish(request: MemberRequest, pk: int) -> HttpResponse:
    asked = find(pk)
    form = FinishRequestForm(request.POST, request.FILES, request=asked)
    if not form.is_valid():
        return show_review(request, asked, finish_form=form)
    paid, file = form.cleaned_data.get("paid_eur"), form.cleaned_data["proof"]
    try:
        actions.finish_request(request=asked, by=request.user, paid_eur=paid, file=file)
    except RequestDecided:
        return too_late(request, pk)
    messages.success(request, _("The request is done. What was not spent is free again."))
    return redirect("partners:offer_request_review", pk)


@require_POST
@office_required
def offer_request_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """What was granted and never used."""
    asked = find(pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return show_review(request, asked, take_back_form=form)
    try:
        actions.withdraw_request(request=asked, by=request.user, reason=form.cleaned_data["reason"])
    except RequestDecided:
        return too_late(request, pk)
    messages.success(request, _("The request is taken back. The partner is told by mail."))
    return redirect("partners:offer_request_review", pk)


def find(pk: int) -> OfferRequest:
    return get_object_or_404(OfferRequest.objects.for_table().select_related("requested_by", "decided_by"), pk=pk)


def too_late(request: MemberRequest, pk: int) -> HttpResponse:
    messages.error(request, _("Somebody was faster: the request has moved on meanwhile. Nothing was changed."))
    return redirect("partners:offer_request_review", pk)


def show_review(request: MemberRequest, asked: OfferRequest, **forms: Form) -> HttpResponse:
    """The request with what one can do to it now; a form that was sent comes back as it was."""
    context: dict[str, object] = {"asked": asked, "offer": Offer.objects.with_demand().get(pk=asked.offer_id)}
    if asked.state == OfferRequest.State.REQUESTED:
        context |= {"approve_form": ApproveRequestForm(request=asked), "decline_form": DeclineRequestForm()}
    if asked.state == OfferRequest.State.APPROVED:
        context |= {"finish_form": FinishRequestForm(request=asked), "take_back_form": TakeBackForm()}
    sent = next(iter(forms.values()), None)
    return render(request, "partners/offer_request_review.html", context | forms | {"form": sent})
