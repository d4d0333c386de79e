"""The calendar file of an event (RFC 5545, RFC 5546).

Without a mailbox that reads calendar replies the method is PUBLISH: organiser named, nobody asked to reply.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry


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
    file = Calendar()
    file.add("prodid", "-//Klimapakt//Portal//DE")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
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
    file.add_component(entry)
    first = appointment.starts_at.date() - dt.timedelta(days=366)
    last = appointment.ends_at.date() + dt.timedelta(days=366)
    file.add_missing_timezones(first, last)  # by default every change of the clock from 1970 to 2038
    return str(file.to_ical().decode())
