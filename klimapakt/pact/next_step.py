"""What a partner should do next: the first open point in the order of the year."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class State:
    """What the overview knows of a partner."""

    slug: str
    has_balance: bool
    draft_year: int | None
    has_target: bool
    has_measures: bool
    due_year: int | None = None
    due_on: dt.date | None = None
    returned_year: int | None = None
    has_agreement_to_sign: bool = False
    asked_year: int | None = None


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    action: str
    url: str
    is_late: bool = False


def next_step(state: State, today: dt.date) -> Step | None:
    """None: everything is done."""
    if state.has_agreement_to_sign:
        return Step(
            _("Have the climate agreement signed"),
            _("Download it, have it signed, and hand it in. With that your company becomes a climate partner."),
            _("To the agreement"),
            reverse("partners:agreement", args=[state.slug]),
        )
    if state.asked_year:
        return Step(
            _("The office has a question"),
            _("It is about your report on %(year)s. You answer it beside the figure.") % {"year": state.asked_year},
            _("Answer the question"),
            reverse("emissions:balance_detail", args=[state.slug, state.asked_year]) + "#fragen",
        )
    if state.returned_year:
        return Step(
            _("The office has a question"),
            _("Your balance of %(year)s came back. The reason stands on its page.") % {"year": state.returned_year},
            _("Look at the balance"),
            reverse("emissions:balance_detail", args=[state.slug, state.returned_year]),
        )
    if state.draft_year:
        return Step(
            _("Finish your balance of %(year)s") % {"year": state.draft_year},
            due_text(state, today),
            _("Go on with the draft"),
            reverse("emissions:balance_edit", args=[state.slug, state.draft_year]),
            is_late(state, today),
        )
    if not state.has_balance:
        return Step(
            _("Enter your base-year balance"),
            _("Six numbers are enough to begin with. If you have a finished balance, you only type its totals."),
            _("Enter balance"),
            reverse("emissions:balance_begin", args=[state.slug]),
        )
    if not state.has_target:
        return Step(
            _("Set your target"),
            _("By how much will your emissions fall, and until when? Your base value is there already."),
            _("Set target"),
            reverse("emissions:target_add", args=[state.slug]),
        )
    if state.due_year:
        return Step(
            _("Report the year %(year)s") % {"year": state.due_year},
            due_text(state, today),
            _("To the report"),
            reverse("emissions:delivery_detail", args=[state.slug, state.due_year]),
            is_late(state, today),
        )
    if not state.has_measures:
        return Step(
            _("Record your first measure"),
            _("What do you do, or plan, in order to emit less?"),
            _("Record measure"),
            reverse("emissions:measure_add", args=[state.slug]),
        )
    return None


def is_late(state: State, today: dt.date) -> bool:
    return state.due_on is not None and state.due_on < today


def due_text(state: State, today: dt.date) -> str:
    if state.due_on is None:
        return ""
    day = date_format(state.due_on, "DATE_FORMAT")
    if is_late(state, today):
        return _("It was due on %(day)s. If you need more time, tell the office.") % {"day": day}
    return _("It is due on %(day)s.") % {"day": day}
