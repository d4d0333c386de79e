"""When each point of an agenda begins."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from events.models import AgendaItem, Event


@dataclass(frozen=True)
class Slot:
    """A point of the agenda with its time."""

    starts_at: dt.datetime
    item: "AgendaItem"


def slots(event: "Event", items: Iterable["AgendaItem"]) -> list[Slot]:
    """From the minutes of those before it."""
    at, made = timezone.localtime(event.starts_at), []
    for item in items:
        made.append(Slot(at, item))
        at += dt.timedelta(minutes=item.minutes + item.question_minutes)
    return made
