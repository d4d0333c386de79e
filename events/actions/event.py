"""The life of an event."""

from django.db import transaction

from events.errors import EventNotDraft
from events.models import Event
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


def move(event: Event, old: tuple[str, ...], new: str, *, by: User, reason: str = "") -> Event:
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.status not in old:
        raise EventNotDraft(event)
    before, event.status = event.status, new
    event.save(update_fields=["status"])
    partner_actions.log(by=by, verb="event-moved", subject=event, state_from=before, state_to=new, reason=reason)
    return event
