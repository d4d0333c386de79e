"""A partner's delivery: what is asked for, what is there, what is missing; and what has happened since."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emissions import access, parts
from emissions.models import Balance, Delivery, Question, Receipt
from emissions.steps import steps_of
from emissions.views.question import answer_forms
from klimapakt.lib.downloads import download
from partners.access import MemberRequest, own_partners
from partners.models import Partner


@require_safe
def delivery_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    context = {"partner": partner, "deliveries": _of(partner), "today": timezone.localdate()}
    return render(request, "emissions/delivery_list.html", context)


@require_safe
def delivery_detail(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    delivery = get_object_or_404(_of(partner), round__year=year)
    balance = Balance.objects.of_partner(partner).filter(year=year).select_related("delivery").first()
    asked = parts.parts_of(delivery)
    questions = list(Question.objects.filter(balance=balance).in_order()) if balance else []
    context = {
        "partner": partner,
        "delivery": delivery,
        "balance": balance,
        "parts": asked,
        "done": parts.done(asked),
        "is_whole": parts.done(asked) == len(asked),
        "asked": answer_forms(questions),
        "receipts": receipts_of(balance),
        "steps": steps_of(delivery, balance),
        "today": timezone.localdate(),
        "can_edit": access.can_edit(request.user, partner),
        "can_submit": access.leads(request.user, partner),
    }
    return render(request, "emissions/delivery_detail.html", context)


@require_safe
def receipt_file(request: MemberRequest, slug: str, pk: int) -> FileResponse:
    """For the partner and for the office; 404 until a worker has drawn it."""
    balances = Balance.objects.visible_to(request.user).filter(partner__slug=slug)
    found = Receipt.objects.filter(balance__in=balances).select_related("balance")
    receipt = get_object_or_404(found, pk=pk)
    if not receipt.file:
        raise Http404
    return download(receipt.file, f"{receipt.balance.number}-{receipt.kind}.pdf")


def receipts_of(balance: Balance | None) -> list[Receipt]:
    """Newest first; of one that was taken back and handed in again, each."""
    return list(Receipt.objects.filter(balance=balance).select_related("balance__partner")) if balance else []


def _of(partner: Partner) -> QuerySet[Delivery]:
    return Delivery.objects.filter(partner=partner).select_related("partner", "round").order_by("-round__year")
