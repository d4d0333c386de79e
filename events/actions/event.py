"""The life of an event: planned, changed, cloned, published, held. Moving and cancelling stand in `change`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from events.actions import answer
from events.errors import EventNotDraft, EventNotOver, NumberTaken, SeatsTaken
from events.models import AgendaItem, Event, Registration
from partners import actions as partner_actions
from partners.models import User

CLONED: Final = (
    "kind", "theme_de", "theme_en", "summary_de", "summary_en", "venue", "address", "capacity", "seats_per_company",
    "is_public",
)  # fmt: skip
CLONED_ITEM: Final = (
    "position", "kind", "title_de", "title_en", "minutes", "question_minutes", "is_internal", "internal_note",
)  # fmt: skip
MOST_SLUG: Final = 70


@transaction.atomic
def plan_event(*, fields: Mapping[str, Any], by: User) -> Event:  # Any: values of the fields
    """A new draft. Raises NumberTaken if the series has this number."""
    event = Event(**fields)
    require_free_number(event)
    event.slug = free_slug(event.title_de)
    event.save()
    partner_actions.log(by=by, verb="event-planned", subject=event, state_to=event.status)
    return event


@transaction.atomic
def change_event(*, event: Event, fields: Mapping[str, Any], by: User) -> Event:  # Any: values of the fields
    """What stands about it; once it is published its date and place change by `move_event` alone.

    Raises NumberTaken, and SeatsTaken if there would be too few.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if fields["capacity"] != event.capacity:
        event = change_capacity(event=event, capacity=fields["capacity"], by=by)
    names = [name for name in fields if event.status == Event.Status.DRAFT or name not in WHEN_AND_WHERE]
    for name in names:
        setattr(event, name, fields[name])
    require_free_number(event)
    event.save(update_fields=names)
    partner_actions.log(by=by, verb="event-changed", subject=event)
    return event


WHEN_AND_WHERE: Final = ("starts_at", "ends_at", "venue", "address")


@transaction.atomic
def clone_event(
    *, event: Event, title_de: str, title_en: str, number: int | None, starts_at: dt.datetime, by: User
) -> Event:
    """A new draft with texts, venue and agenda of another one, and nothing about people. Raises NumberTaken."""
    begin = timezone.localtime(event.starts_at)
    fields = {name: getattr(event, name) for name in CLONED} | {
        "title_de": title_de,
        "title_en": title_en,
        "number": number,
        "starts_at": starts_at,
        "ends_at": starts_at + (event.ends_at - event.starts_at),
        "answer_until": timezone.localdate(starts_at) - (begin.date() - event.answer_until),
    }
    copy = plan_event(fields=fields, by=by)
    AgendaItem.objects.bulk_create(
        AgendaItem(event=copy, **{name: getattr(item, name) for name in CLONED_ITEM}) for item in event.agenda.all()
    )
    return copy


def require_free_number(event: Event) -> None:
    if Event.objects.exclude(pk=event.pk).numbered(event.kind, event.number).exists():
        raise NumberTaken(event.number)


def free_slug(title: str) -> str:
    """The title as an address, with a number if there is one like it."""
    base = slugify(title.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}))[:MOST_SLUG]
    base = base.strip("-") or "veranstaltung"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )


@transaction.atomic
def publish_event(*, event: Event, by: User) -> Event:
    """Raises EventNotDraft if somebody was faster."""
    return move(event, (Event.Status.DRAFT,), Event.Status.PUBLISHED, by=by)


@transaction.atomic
def hold_event(*, event: Event, people: int | None, companies: int | None, by: User) -> Event:
    """It took place; how many came, if somebody counted. Raises EventNotOver before it began, EventNotDraft."""
    if event.starts_at > timezone.now():
        raise EventNotOver(event)
    event = move(event, (Event.Status.PUBLISHED,), Event.Status.HELD, by=by)
    event.people_attended, event.companies_attended = people, companies
    event.save(update_fields=["people_attended", "companies_attended"])
    return event


@transaction.atomic
def change_capacity(*, event: Event, capacity: int, by: User) -> Event:
    """More seats: who waits moves up. Fewer: people keep theirs, renumbered. Raises SeatsTaken if they are too many."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    seated = Registration.objects.filter(event=event).seated()
    if seated.count() > capacity:
        raise SeatsTaken(seated.count())
    before, event.capacity = event.capacity, capacity
    for one in seated.filter(seat_no__gt=capacity):
        one.seat_no = answer.free_seat(event)
        one.save(update_fields=["seat_no"])
    event.save(update_fields=["capacity"])
    answer.move_up(event)
    partner_actions.log(by=by, verb="capacity-changed", subject=event, state_from=str(before), state_to=str(capacity))
    return event


def move(event: Event, old: tuple[str, ...], new: str, *, by: User, reason: str = "") -> Event:
    """To another status."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.status not in old:
        raise EventNotDraft(event)
    before, event.status = event.status, new
    event.save(update_fields=["status"])
    partner_actions.log(by=by, verb="event-moved", subject=event, state_from=before, state_to=new, reason=reason)
    return event
