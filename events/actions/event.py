"""The life of an event."""

from django.db import transaction

from events.actions import answer
from events.errors import EventNotDraft, SeatsTaken
from events.models import Event, Registration
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def publish_event(*, event: Event, by: User) -> Event:
    """Raises EventNotDraft if somebody was faster."""
    return move(event, (Event.Status.DRAFT,), Event.Status.PUBLISHED, by=by)


@transaction.atomic
def cancel_event(*, event: Event, by: User, reason: str) -> Event:
    """Take no more answers; the calendar entry gets a new version that says so. Raises EventNotDraft."""
    event = move(event, (Event.Status.DRAFT, Event.Status.PUBLISHED), Event.Status.CANCELLED, by=by, reason=reason)
    event.calendar_sequence += 1
    event.save(update_fields=["calendar_sequence"])
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
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.status not in old:
        raise EventNotDraft(event)
    before, event.status = event.status, new
    event.save(update_fields=["status"])
    partner_actions.log(by=by, verb="event-moved", subject=event, state_from=before, state_to=new, reason=reason)
    return event
