"""The office's in-tray: what waits, with counts and links."""

from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emissions.models import Balance, Delivery
from events.models import Event
from klimapakt.pact.models import BarrierReport
from klimapakt.pact.views.page import page_rows
from partners.access import MemberRequest, office_required
from partners.models import Agreement, Interest, Leaving, Letter, OfferRequest, Partner, Recipient


@require_safe
@office_required
def office_home(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    overdue = Delivery.objects.overdue(timezone.localdate(now)).filter(round__is_closed=False)
    stuck = Recipient.objects.filter(state__in=(Recipient.State.FAILED, Recipient.State.UNCLEAR))
    context = {
        **Balance.objects.to_check().aggregate(to_check=Count("pk"), oldest=Min("submitted_at")),
        "interests": Interest.objects.waiting().count(),
        "agreements": Agreement.objects.to_confirm().count(),
        "overdue": overdue.count(),
        "offer_requests": OfferRequest.objects.to_decide().count(),
        "stuck": stuck.count(),
        "leaving": Leaving.objects.to_confirm().count(),
        "silent": Partner.objects.without_active_login(timezone.localdate(now)).count(),
        "bouncing": Partner.objects.with_bouncing_lead().count(),
        "barriers": BarrierReport.objects.open().count(),
        "pages_to_write": sum(row.wants_attention for row in page_rows()),
        "letters": Letter.objects.filter(state=Letter.State.SENDING).count(),
        "events": Event.objects.exclude(status=Event.Status.CANCELLED).upcoming(now).with_counts()[:5],
    }
    return render(request, "pact/office_home.html", context)
