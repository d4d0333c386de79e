"""The office's in-tray: what waits, with counts and links."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, DateTimeField, Min, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from emissions import actions
from emissions.errors import DeliveryMoved
from emissions.models import Balance, Delivery
from events.models import Event, Inquiry, Material
from klimapakt.pact.forms.office import ExtendDeliveryForm
from klimapakt.pact.models import BarrierReport
from klimapakt.pact.views.page import page_rows
from partners.access import MemberRequest, office_required
from partners.models import Agreement, Interest, Leaving, Letter, Note, OfferRequest, Partner, Recipient

SHOWN = 10  # of each list; the count says how many there are


@require_safe
@office_required
def office_home(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    running = Delivery.objects.unfinished().filter(round__is_closed=False)
    overdue = running.overdue(today)
    stuck = Recipient.objects.filter(state__in=(Recipient.State.FAILED, Recipient.State.UNCLEAR))
    waiting = {
        "to_check": (Balance.objects.to_check(), "submitted_at"),
        "interests": (Interest.objects.waiting(), "confirmed_at"),
        "agreements": (Agreement.objects.to_confirm(), "uploaded_at"),
        "overdue": (overdue, "due_on"),
        "to_come": (running.filter(due_on__gte=today), "due_on"),
        "silent": (Partner.objects.without_active_login(today), "created_at"),
        "bouncing": (Partner.objects.with_bouncing_lead(), "created_at"),
        "leaving": (Leaving.objects.to_confirm(), "announced_at"),
        "barriers": (BarrierReport.objects.open(), "created_at"),
        "offer_requests": (OfferRequest.objects.to_decide(), "requested_at"),
        "inquiries": (Inquiry.objects.open(), "created_at"),
        "stuck": (stuck, "letter__created_at"),
        "letters": (Letter.objects.filter(state=Letter.State.SENDING), "created_at"),
    }
    counts, pages_to_write = counted(waiting), sum(row.wants_attention for row in page_rows())
    follow_ups = list(Note.objects.due(today).select_related("partner"))
    slides = list(Material.objects.slides_to_release(now))
    context = {
        **counts,
        "is_done": not (follow_ups or pages_to_write or slides or any(counts.values())),
        "slides": slides,
        "pages_to_write": pages_to_write,
        "overdue_deliveries": overdue.select_related("partner", "round").order_by("due_on", "pk")[:SHOWN],
        "more_time_reason": actions.AGREED,
        "follow_ups": follow_ups,
        "events": Event.objects.exclude(status=Event.Status.CANCELLED).upcoming(now).with_counts()[:5],
    }
    return render(request, "pact/office_home.html", context)


def counted(waiting: dict[str, tuple[QuerySet[Any], str]]) -> dict[str, object]:  # Any: of whichever record
    """How many there are of each, and since when the oldest waits: one query for all."""
    rows = [
        found.order_by()
        .values(what=Value(name))
        .annotate(count=Count("pk"), oldest=Cast(Min(since), DateTimeField()))
        .values_list("what", "count", "oldest")
        for name, (found, since) in waiting.items()
    ]
    told = {what: (count, oldest) for what, count, oldest in rows[0].union(*rows[1:], all=True)}
    counts: dict[str, object] = {}
    for name in waiting:
        counts[name], counts[f"oldest_{name}"] = told.get(name, (0, None))
    return counts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def delivery_extend(request: MemberRequest, pk: int) -> HttpResponse:
    """More time for one partner: how much, why; its leads are told."""
    running = Delivery.objects.unfinished().filter(round__is_closed=False).select_related("partner", "round")
    delivery = get_object_or_404(running, pk=pk)
    form = ExtendDeliveryForm(request.POST or None)
    if not form.is_valid():
        return render(request, "pact/delivery_extend.html", {"delivery": delivery, "form": form})
    try:
        delivery, told = actions.grant_time(
            delivery=delivery, by=request.user, today=timezone.localdate(), **form.cleaned_data
        )
    except DeliveryMoved:
        messages.error(
            request, _("Somebody was faster: the delivery is not with the partner any more. Nothing was changed.")
        )
    else:
        day = {"day": date_format(delivery.due_on)}
        if told:
            messages.success(
                request, _("The delivery is due on %(day)s now. Those who lead the partner are told by mail.") % day
            )
        else:
            messages.warning(
                request, _("The delivery is due on %(day)s now. Nobody leads the partner, so nobody was told.") % day
            )
    if "from_in_tray" in request.POST:
        return redirect("pact:office_home")
    return redirect("pact:office_partner", delivery.partner.slug)
