"""The office's in-tray: what waits, with counts and links."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emissions.models import Balance, Delivery
from events.models import Event
from klimapakt.pact.models import BarrierReport
from klimapakt.pact.views.page import page_rows
from partners.access import MemberRequest, office_required
from partners.models import Letter, Recipient


@require_safe
@office_required
def office_home(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    overdue = Delivery.objects.overdue(timezone.localdate(now)).filter(round__is_closed=False)
    stuck = Recipient.objects.filter(state__in=(Recipient.State.FAILED, Recipient.State.UNCLEAR))
    context = {
        "to_check": Balance.objects.to_check().count(),
        "oldest": Balance.objects.to_check().order_by("submitted_at").values_list("submitted_at", flat=True).first(),
        "overdue": overdue.count(),
        "stuck": stuck.count(),
        "barriers": BarrierReport.objects.open().count(),
        "pages_to_write": sum(row.wants_attention for row in page_rows()),
        "letters": Letter.objects.filter(state=Letter.State.SENDING).count(),
        "events": Event.objects.exclude(status=Event.Status.CANCELLED).upcoming(now).with_counts()[:5],
    }
    return render(request, "pact/office_home.html", context)
