"""Events for everybody: list, archive, page, calendar file, feeds."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, ical, schema_org
from events.agenda import slots
from events.models import Event
from klimapakt.lib.public import public_page

CALENDAR = "text/calendar; charset=utf-8"


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    now, events = timezone.now(), Event.objects.published()
    years, pages = events.past(now).per_year(), Paginator(events.past(now), 20)
    pages.count = sum(years.values())  # known: not asked again
    past = pages.get_page(request.GET.get("seite"))
    context = {"upcoming": events.upcoming(now), "past": past, "years": list(years), "feeds": feeds()}
    return render(request, "events/event_list.html", context)


@public_page
def event_year(request: HttpRequest, year: int) -> HttpResponse:
    """The archive: all events of a year."""
    events = list(Event.objects.published().in_year(year).latest_first())
    if not events:
        raise Http404
    years = list(Event.objects.published().past(timezone.now()).per_year())
    return render(request, "events/event_year.html", {"events": events, "year": year, "years": years})


@public_page
def event_detail(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    return render(request, "events/event_detail.html", page_of(event))


def page_of(event: Event) -> dict[str, Any]:  # Any: what the template shows
    """What everybody sees of an event."""
    items = list(event.agenda.public().with_speakers())
    appointment = emails.appointment(event)
    return {
        "event": event,
        "slots": slots(event, items),
        "material": event.material.public().select_related("event"),
        "is_past": event.ends_at < timezone.now(),
        "google": ical.google_link(appointment),
        "outlook": ical.outlook_link(appointment),
        "data": schema_org.event(event, appointment, items),
    }


@public_page
def event_calendar(_request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    return calendar_file(event)


@public_page
def event_feed(_request: HttpRequest, kind: str = "") -> HttpResponse:
    """All that is public, or all of one kind, for calendar programs that ask again and again."""
    if kind and kind not in Event.Kind.values:
        raise Http404
    events = Event.objects.published().order_by("starts_at")
    name = _("Events")
    if kind:
        events, name = events.filter(kind=kind), str(Event.Kind(kind).label)
    return HttpResponse(emails.feed(events, name), content_type=CALENDAR)


def feeds() -> list[tuple[str, str, str]]:
    """Each feed: what is in it, its address for calendar programs, and for everything else."""
    addresses = [(_("All events"), reverse("events:event_feed"))]
    addresses += [(str(label), reverse("events:event_feed_kind", args=[kind])) for kind, label in Event.Kind.choices]
    host = settings.BASE_URL.partition("://")[2]
    return [(name, f"webcal://{host}{path}", path) for name, path in addresses]


def calendar_file(event: Event) -> HttpResponse:
    response = HttpResponse(emails.calendar(event), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response
