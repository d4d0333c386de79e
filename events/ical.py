"""The calendar file of an event (RFC 5545, RFC 5546).

Without a mailbox that reads calendar replies the method is PUBLISH: organiser named, nobody asked to reply.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

YEAR: Final = dt.timedelta(days=366)


@dataclass(frozen=True)
class Appointment:
    """What a calendar needs to know. Times carry their zone."""

    uid: uuid.UUID
    sequence: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    changed_at: dt.datetime
    place: str = ""
    description: str = ""
    url: str = ""
    organiser: str = ""
    organiser_email: str = ""
    is_cancelled: bool = False


def calendar(appointment: Appointment) -> str:
    """The file's text with CRLF line ends; the same appointment gives the same text."""
    file = empty("CANCEL" if appointment.is_cancelled else "PUBLISH")
    return finished(file, [appointment])


def feed(appointments: Sequence[Appointment], *, name: str) -> str:
    """What a calendar program subscribes to and reads anew twice a day. Cancelled ones stay and say so."""
    file = empty("PUBLISH")
    file.add("x-wr-calname", name)
    file.add("refresh-interval", dt.timedelta(hours=12), parameters={"value": "DURATION"})
    file.add("x-published-ttl", "PT12H")
    return finished(file, appointments)


def empty(method: str) -> Calendar:
    file = Calendar()
    file.add("prodid", "-//Klimapakt//Portal//DE")
    file.add("version", "2.0")
    file.add("method", method)
    return file


def finished(file: Calendar, appointments: Sequence[Appointment]) -> str:
    for appointment in appointments:
        file.add_component(entry_of(appointment))
    if appointments:  # by default every change of the clock from 1970 to 2038
        first = min(one.starts_at for one in appointments).date() - YEAR
        last = max(one.ends_at for one in appointments).date() + YEAR
        file.add_missing_timezones(first, last)
    return str(file.to_ical().decode())


def entry_of(appointment: Appointment) -> Entry:
    entry = Entry()
    entry.add("uid", f"{appointment.uid}@klimapakt")
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", appointment.changed_at.astimezone(dt.UTC))
    entry.add("dtstart", appointment.starts_at)
    entry.add("dtend", appointment.ends_at)
    entry.add("summary", appointment.title)
    entry.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    for name in ("place", "description", "url"):
        if value := getattr(appointment, name):
            entry.add("location" if name == "place" else name, value)
    if appointment.organiser_email:
        organiser = vCalAddress(f"mailto:{appointment.organiser_email}")
        organiser.params["cn"] = vText(appointment.organiser)
        entry["organizer"] = organiser
    return entry


def google_link(appointment: Appointment) -> str:
    """Opens the form for a new entry in Google's calendar."""
    span = "/".join(at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ") for at in times(appointment))
    values = {
        "action": "TEMPLATE",
        "text": appointment.title,
        "dates": span,
        "location": appointment.place,
        "details": "\n\n".join(filter(None, (appointment.description, appointment.url))),
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(values)}"


def outlook_link(appointment: Appointment) -> str:
    """The same in Outlook on the web."""
    begin, end = (at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in times(appointment))
    values = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": appointment.title,
        "startdt": begin,
        "enddt": end,
        "location": appointment.place,
        "body": "\n\n".join(filter(None, (appointment.description, appointment.url))),
    }
    return f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(values, quote_via=quote)}"


def times(appointment: Appointment) -> tuple[dt.datetime, dt.datetime]:
    return appointment.starts_at, appointment.ends_at
