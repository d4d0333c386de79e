"""What a new partner does first, and by when: the way to the first delivery in three steps."""

import calendar
import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class FirstTask:
    title: str
    due_on: dt.date


def first_tasks(joined_on: dt.date, delivery_due_on: dt.date) -> list[FirstTask]:
    """An eighth of the time for people and places, half of it for the base year, all of it for the first delivery."""
    time = delivery_due_on - joined_on
    return [
        FirstTask(_("Check the details and sites of your company, and invite your colleagues"), joined_on + time / 8),
        FirstTask(_("Enter the balance of your base year and set a target"), joined_on + time / 2),
        FirstTask(_("Hand in your first delivery: balance and measures"), delivery_due_on),
    ]


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
