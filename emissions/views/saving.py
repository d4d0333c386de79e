"""Saving drafts: by button, or by itself while one types. Whoever comes second is told, and loses nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.errors import BalanceLocked, EditedMeanwhile
from emissions.models import Balance
from klimapakt.lib.merging import MergingForm, written
from partners.access import MemberRequest

LOCKED = gettext_lazy(
    "Somebody handed this balance in, took it back or checked it a moment ago. You see how it stands now."
)
NOT_SAVED = gettext_lazy(
    "Somebody handed this balance in, took it back or checked it a moment ago. What you typed is still here, but it "
    "cannot be saved: a balance that is handed in does not change. If a figure is wrong, take the balance back or tell "
    "the office."
)
OVERTAKEN = gettext_lazy(
    "Somebody else saved other values since you opened this page. What you typed is still here, but not saved. "
    "Open the page in a second window to compare, and save again if yours are right."
)
THEIRS = gettext_lazy("Colleagues have changed other values meanwhile: reload the page to see them.")
Save = Callable[[str], Balance]  # takes the edition that the form was compared with


@dataclass(frozen=True)
class Autosave:
    """What became of what was typed, and what the page shows from now on."""

    words: str | Promise
    is_trouble: bool
    seen: str


def is_live(request: MemberRequest) -> bool:
    """Sent by htmx while one types: answered with fragments."""
    return request.headers.get("HX-Request") == "true"


def is_over(request: MemberRequest, balance: Balance) -> bool:
    """Nothing is typed any more. What was typed before one knew is kept: its page says what happened."""
    return request.method != "POST" and not balance.is_draft


def is_draft(data: QueryDict) -> bool:
    return data.get("save") == "draft"


def can_save(request: MemberRequest, balance: Balance, form: Any) -> bool:
    """What was typed into a balance that is handed in meanwhile stays on the page, and the page says so.

    Any: any form.
    """
    is_valid = request.method == "POST" and form.is_valid()
    if request.method == "POST" and not balance.is_draft:
        form.add_error(None, NOT_SAVED)
        return False
    return is_valid


def saved(request: MemberRequest, balance: Balance, form: MergingForm, save: Save, *, here: str) -> HttpResponse | None:
    """None: somebody was faster, and the form says so; what was typed stays. What is not new overwrites nothing."""
    seen = form.cleaned_data["seen"]
    if seen and not form.merge(OVERTAKEN):
        return None
    try:
        if not seen or form.says_something_new:
            save(balance.edition if seen else "")
    except BalanceLocked:
        form.add_error(None, NOT_SAVED)
        return None
    except EditedMeanwhile:
        form.add_error(None, OVERTAKEN)
        return None
    if not is_draft(request.POST):
        return redirect("emissions:balance_check", balance.partner.slug, balance.year)
    messages.success(request, saved_at())
    return redirect(here)


def autosaved(balance: Balance, form: MergingForm, save: Save) -> Autosave:
    """Saves what can be read; with a mistake in it nothing is saved, and the words say so."""
    seen = form.data.get("seen", "")
    if not form.is_valid():
        return Autosave(_("Not saved yet: something is missing or cannot be read."), True, seen)
    page = written(form.typed)
    if seen and not form.merge(OVERTAKEN):
        return Autosave(OVERTAKEN, True, seen)
    words = [str(THEIRS)] if form.has_theirs else []
    try:
        if form.says_something_new:
            save(balance.edition if seen else "")
            words.insert(0, saved_at())
    except BalanceLocked:
        return Autosave(NOT_SAVED, True, seen)
    except EditedMeanwhile:
        return Autosave(OVERTAKEN, True, seen)
    return Autosave(" ".join(words), False, page)


def saved_at() -> str:
    return _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}
