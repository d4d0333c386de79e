"""An event in the words of schema.org, for search engines. A block of data: browsers run nothing in it, so that CSP
need not allow it."""

from collections.abc import Sequence
from typing import Any, Final

from events.ical import Appointment
from events.models import AgendaItem, Event

TERMS: Final = "https://schema.org"


def event(event: Event, appointment: Appointment, items: Sequence[AgendaItem]) -> dict[str, Any]:  # Any: JSON
    is_online = event.kind == Event.Kind.WEBINAR
    place: dict[str, Any] = {"@type": "Place", "name": event.venue, "address": event.address or event.venue}
    data: dict[str, Any] = {
        "@context": TERMS,
        "@type": "Event",
        "name": appointment.title,
        "startDate": appointment.starts_at.isoformat(),
        "endDate": appointment.ends_at.isoformat(),
        "eventStatus": f"{TERMS}/{status(event)}",
        "eventAttendanceMode": f"{TERMS}/{'Online' if is_online else 'Offline'}EventAttendanceMode",
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": appointment.organiser},
    }
    speakers = {speaker for item in items for speaker in item.speakers.all()}
    data |= {
        "description": appointment.description,
        "url": appointment.url,
        "location": {"@type": "VirtualLocation", "url": appointment.url}
        if is_online
        else place
        if event.venue
        else None,
        "performer": [
            {"@type": "Person", "name": f"{one.title} {one.name}".strip()}
            for one in sorted(speakers, key=lambda one: one.name)
        ],
    }
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def status(event: Event) -> str:
    return "EventCancelled" if event.status == Event.Status.CANCELLED else "EventScheduled"
