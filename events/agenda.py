"""When each point of an agenda begins, and whether all of them fit."""

import datetime as dt
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class Fit:
    """The minutes that there are, and those that the agenda takes."""

    available: int
    planned: int

    @property
    def left(self) -> int:
        return max(self.available - self.planned, 0)

    @property
    def over(self) -> int:
        return max(self.planned - self.available, 0)


def slots(event: "Event", items: Iterable["AgendaItem"]) -> list[Slot]:
    """From the minutes of those before it. What is internal runs beside them, so that both versions tell one time."""
    at, made = event.starts_at.astimezone(dt.UTC), []
    for item in items:
        made.append(Slot(timezone.localtime(at), item))
        at += dt.timedelta(minutes=length(item))
    return made


def length(item: "AgendaItem") -> int:
    return 0 if item.is_internal else item.minutes + item.question_minutes


def fit(event: "Event", items: Sequence["AgendaItem"]) -> Fit:
    available = int((event.ends_at - event.starts_at).total_seconds() // 60)
    return Fit(available, sum(length(item) for item in items))
