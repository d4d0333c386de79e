"""The office's in-tray: what waits, with counts and links."""

from django.contrib import messages
from django.db.models import Count, Min
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
from events.models import Event
from klimapakt.lib.counting import counts
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
    overdue = running.overdue(today).select_related("partner", "round").order_by("due_on", "pk")
    follow_ups = Note.objects.due(today).select_related("partner")
    stuck = Recipient.objects.filter(state__in=(Recipient.State.FAILED, Recipient.State.UNCLEAR))
    context = {
        **Interest.objects.waiting().aggregate(interests=Count("pk"), oldest_interest=Min("confirmed_at")),
        **Balance.objects.to_check().aggregate(to_check=Count("pk"), oldest=Min("submitted_at")),
        **overdue.aggregate(overdue=Count("pk"), oldest_overdue=Min("due_on")),
        **running.filter(due_on__gte=today).aggregate(to_come=Count("pk"), next_due=Min("due_on")),
        **OfferRequest.objects.to_decide().aggregate(offer_requests=Count("pk"), oldest_request=Min("requested_at")),
        **stuck.aggregate(stuck=Count("pk"), oldest_stuck=Min("letter__created_at")),
        **counts(
            agreements=Agreement.objects.to_confirm(),
            follow_ups_due=follow_ups,
            letters=Letter.objects.filter(state=Letter.State.SENDING),
            leaving=Leaving.objects.to_confirm(),
            silent=Partner.objects.without_active_login(today),
            bouncing=Partner.objects.with_bouncing_lead(),
            barriers=BarrierReport.objects.open(),
        ),
        "pages_to_write": sum(row.wants_attention for row in page_rows()),
        "overdue_deliveries": overdue[:SHOWN],
        "follow_ups": follow_ups[:SHOWN],
        "events": Event.objects.exclude(status=Event.Status.CANCELLED).upcoming(now).with_counts()[:5],
    }
    return render(request, "pact/office_home.html", context)


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
    return redirect("pact:office_partner", delivery.partner.slug)
