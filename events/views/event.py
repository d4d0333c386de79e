"""The life of an event at the office: plan, change, clone, preview, publish, move, cancel, hold."""

import datetime as dt
import re
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import actions, agenda
from events.errors import (
    EventChanged,
    EventNotDraft,
    EventNotOver,
    NumberTaken,
    OnlyLeadSends,
    SeatsTaken,
)
from events.forms import CancelForm, CloneForm, EventForm, HoldForm, MoveForm
from events.forms.event import number_taken
from events.models import Event
from events.views.public import page_of
from partners.access import MemberRequest, office_required
from partners.errors import PortalError

FORM = ["GET", "HEAD", "POST"]
WEEKS_LATER = 16


@require_http_methods(FORM)
@office_required
def event_plan(request: MemberRequest) -> HttpResponse:
    form = EventForm(request.POST or None, initial={"number": Event.objects.next_number(Event.Kind.MEETING)})
    if form.is_bound and form.is_valid():
        event = attempt(form, lambda: actions.plan_event(fields=form.cleaned_data, by=request.user))
        if event:
            return redirect("events:event_agenda", event.pk)
    return render(request, "events/event_plan.html", {"form": form})


@require_http_methods(FORM)
@office_required
def event_change(request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    form = EventForm(request.POST or None, instance=get_object_or_404(Event, pk=pk))
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        if attempt(form, lambda: actions.change_event(event=event, fields=fields, by=request.user)):
            messages.success(request, _("The data are saved."))
            return redirect("events:event_manage", pk)
    return render(request, "events/event_change.html", {"form": form, "event": event})


@require_http_methods(FORM)
@office_required
def event_clone(request: MemberRequest, pk: int) -> HttpResponse:
    """Agenda, venue and texts once more; nothing about people."""
    event = get_object_or_404(Event, pk=pk)
    form = CloneForm(request.POST or None, initial=proposal(event))
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        copy = attempt(form, lambda: actions.clone_event(event=event, by=request.user, **fields))
        if copy:
            messages.success(request, _("The draft is there, with agenda, venue and texts. Nobody is invited yet."))
            return redirect("events:event_manage", copy.pk)
    return render(request, "events/event_clone.html", {"form": form, "event": event})


def proposal(event: Event) -> dict[str, object]:
    """The next number, in the titles too; the same weekday and time, some months on but never in the past."""
    number = Event.objects.next_number(event.kind) if event.number is not None else None
    begin = timezone.localtime(event.starts_at).replace(tzinfo=None)
    weeks = max(WEEKS_LATER, (timezone.localdate() - begin.date()).days // 7 + WEEKS_LATER)

    def counted(title: str) -> str:
        return re.sub(rf"\b{event.number}\b", str(number), title, count=1) if number else title

    return {
        "number": number,
        "title_de": counted(event.title_de),
        "title_en": re.sub(r"^\d+(st|nd|rd|th)\b", f"{number}{ordinal(number)}", event.title_en)
        if number
        else event.title_en,
        "starts_at": begin + dt.timedelta(weeks=weeks),
    }


def ordinal(number: int) -> str:
    """The English ending: 21st, 22nd, 23rd, 11th."""
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@require_safe
@office_required
def event_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The page as everybody will see it, and what only the office sees of the agenda."""
    event = get_object_or_404(Event, pk=pk)
    items = list(event.agenda.with_speakers())
    context = page_of(event) | {"internal": agenda.slots(event, items), "fit": agenda.fit(event, items)}
    return render(request, "events/event_preview.html", context)


@require_POST
@office_required
def event_publish(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        actions.publish_event(event=get_object_or_404(Event, pk=pk), by=request.user)
    except EventNotDraft:
        messages.error(request, _("Somebody published or cancelled the event a moment ago."))
    else:
        messages.success(request, _("The event is published."))
    return redirect("events:event_manage", pk)


@require_http_methods(FORM)
@office_required
def event_move(request: MemberRequest, pk: int) -> HttpResponse:
    """First the new date and place; then who gets a mail, and the button that does it."""
    event = get_object_or_404(Event, pk=pk)
    if event.status != Event.Status.PUBLISHED:
        return too_late(request, pk)
    names = ("starts_at", "ends_at", "venue", "address", "answer_until")
    initial = {name: getattr(event, name) for name in names} | {"seen": event.calendar_sequence}
    form = MoveForm(request.POST or None, initial=initial)
    context = {"form": form, "event": event, "told": list(actions.told(event).values())}
    if form.is_bound and form.is_valid():
        if "confirm" not in request.POST:
            form.hide()
            return render(request, "events/event_move_check.html", context | {"new": form.cleaned_data})
        fields = form.cleaned_data
        if attempt(form, lambda: actions.move_event(event=event, by=request.user, **fields)):
            messages.success(request, told_text(len(context["told"]), _("The event is moved.")))  # type: ignore[arg-type]  # a list
            return redirect("events:event_manage", pk)
    return render(request, "events/event_move.html", context)


@require_http_methods(FORM)
@office_required
def event_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """The reason; who gets a mail stands beside it."""
    event = get_object_or_404(Event, pk=pk)
    if event.status not in (Event.Status.DRAFT, Event.Status.PUBLISHED):
        return too_late(request, pk)
    form, told = CancelForm(request.POST or None), list(actions.told(event).values())
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.cancel_event(event=event, by=request.user, reason=reason)):
            messages.success(request, told_text(len(told), _("The event is cancelled.")))
            return redirect("events:event_manage", pk)
    return render(request, "events/event_cancel.html", {"form": form, "event": event, "told": told})


@require_http_methods(FORM)
@office_required
def event_hold(request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    if event.status != Event.Status.PUBLISHED:
        return too_late(request, pk)
    form = HoldForm(request.POST or None)
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        if attempt(form, lambda: actions.hold_event(event=event, by=request.user, **fields)):
            messages.success(request, _("The event has taken place. It stands in the archive now."))
            return redirect("events:event_manage", pk)
    return render(request, "events/event_hold.html", {"form": form, "event": event})


def attempt(form: forms.BaseForm, act: Callable[[], Event]) -> Event | None:
    """Does it, or says at the form what is in the way."""
    try:
        return act()
    except NumberTaken as taken:
        form.add_error("number", number_taken(taken.args[0]))
    except SeatsTaken as taken:
        form.add_error("capacity", _("%(count)s people have a seat: there cannot be fewer.") % {"count": taken.args[0]})
    except EventChanged:
        form.add_error(
            None,
            _("Nothing was changed: date and place are as they were, or a colleague moved the event a moment ago."),
        )
    except EventNotOver:
        form.add_error(None, _("The event has not begun yet."))
    except OnlyLeadSends as lead:
        form.add_error(None, lead_text(lead.args[0]))
    except PortalError:
        form.add_error(None, _("Somebody published or cancelled the event a moment ago."))
    return None


def lead_text(count: int) -> str:
    return ngettext(
        "%(count)s person would get a mail. Mails to many are sent by the head of the office: please ask there.",
        "%(count)s people would get a mail. Mails to many are sent by the head of the office: please ask there.",
        count,
    ) % {"count": count}


def told_text(count: int, done: str) -> str:
    if not count:
        return done
    mails = ngettext("%(count)s person gets a mail.", "%(count)s people get a mail.", count) % {"count": count}
    return f"{done} {mails}"


def too_late(request: MemberRequest, pk: int) -> HttpResponse:
    messages.error(request, _("That is not possible for this event any more, or not yet."))
    return redirect("events:event_manage", pk)
