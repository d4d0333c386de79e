"""Events for everybody: list, page, calendar file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from events import emails
from events.agenda import slots
from events.models import Event
from klimapakt.lib.public import public_page


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    now, events = timezone.now(), Event.objects.published()
    past = Paginator(events.past(now), 20).get_page(request.GET.get("seite"))
    return render(request, "events/event_list.html", {"upcoming": events.upcoming(now), "past": past})


@public_page
def event_detail(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    items = list(event.agenda.public().prefetch_related("speakers"))
    context = {"event": event, "slots": slots(event, items), "is_past": event.ends_at < timezone.now()}
    return render(request, "events/event_detail.html", context)


@public_page
def event_calendar(_request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    return calendar_file(event)


def calendar_file(event: Event) -> HttpResponse:
    response = HttpResponse(emails.calendar(event), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response
