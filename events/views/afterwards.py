"""The office after an event: what guests want, and what the press gets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import actions, press
from events.models import Event, Inquiry
from partners.access import MemberRequest, office_required


@never_cache
@require_safe
@office_required
def inquiry_list(request: MemberRequest) -> HttpResponse:
    """What waits, of all events."""
    inquiries = Inquiry.objects.open().in_order().select_related("event")
    return render(request, "events/inquiry_list.html", {"inquiries": inquiries})


@require_POST
@office_required
def inquiry_done(request: MemberRequest, pk: int) -> HttpResponse:
    inquiry = get_object_or_404(Inquiry.objects.select_related("partner"), pk=pk)
    if actions.finish_inquiry(inquiry=inquiry, by=request.user):
        messages.success(request, _("Done: %(inquiry)s.") % {"inquiry": inquiry})
    if "list" in request.POST:
        return redirect("events:inquiry_list")
    return redirect("events:attendance_report", inquiry.event_id)


@never_cache
@require_safe
@office_required
def press_pack(request: MemberRequest, pk: int) -> HttpResponse:
    """To read before it goes out."""
    event = get_object_or_404(Event, pk=pk)
    return render(request, "events/press_pack.html", {"event": event, "pack": press.pack(event)})


@never_cache
@require_safe
@office_required
def press_pack_file(_request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    name = _("press-release")
    response = HttpResponse(press.packed(press.pack(event), name), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}-{_("press")}.zip"'
    return response
