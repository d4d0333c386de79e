"""Who gets a free seat: strictly who waited longest, and only for a while. All here needs the lock on the event."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from events import emails
from events.errors import OfferOver
from events.models import SEAT, Event, Invitation, Registration
from events.tasks import tell
from partners import actions as partner_actions
from partners.models import User

State = Registration.State
PHONE_HOURS = 24  # before the event nobody waits for mails any more: the office calls, in the order of the list
FREE_SEAT = """
    SELECT EXISTS (SELECT 1 FROM events_registration WHERE event_id = %(event)s AND state = 'waiting'),
        (SELECT number FROM generate_series(1, %(capacity)s) AS number WHERE NOT EXISTS
            (SELECT 1 FROM events_registration WHERE event_id = %(event)s AND seat_no = number) ORDER BY number LIMIT 1)
"""


def lock(event_id: int) -> Event:
    return Event.objects.select_for_update().get(pk=event_id)


def look(event: Event) -> tuple[bool, int | None]:
    """Whether anybody waits, and the lowest free seat."""
    with connection.cursor() as cursor:
        cursor.execute(FREE_SEAT, {"event": event.pk, "capacity": event.capacity})
        is_queued, seat = cursor.fetchone()
    return is_queued, seat


def free_seat(event: Event) -> int | None:
    return look(event)[1]


def take_place(event: Event, one: Registration) -> None:
    """A seat, or a place at the end of the queue: nobody passes those who wait. The caller saves."""
    is_queued, seat = look(event)
    one.created_at = timezone.now()
    if seat and not is_queued:
        one.sit(seat)
    else:
        one.state, one.seat_no, one.offered_until = State.WAITING, None, None


def move_up(event: Event, now: dt.datetime | None = None) -> None:
    """Offers that ran out end; then who waits is offered what is free, in the order of arrival."""
    now = now or timezone.now()
    for one in Registration.objects.filter(event=event).overdue(now):
        one.leave()
        save(one, by=None, reason="offer ran out")
        tell_person(one, "offer_over")
    calls_begin = event.starts_at - dt.timedelta(hours=PHONE_HOURS)
    if now >= calls_begin or event.status != Event.Status.PUBLISHED:
        return
    until = min(now + dt.timedelta(hours=event.offer_hours), calls_begin)
    for one in Registration.objects.filter(event=event).in_queue().select_related("event"):
        seat = free_seat(event)
        if seat is None:
            return
        one.offer(seat, until)
        save(one, by=None)
        tell_person(one, "seat_offered")


def save(one: Registration, *, by: User | None, reason: str = "") -> None:
    one.save(update_fields=SEAT)
    partner_actions.log(
        by=by, verb="registration-moved", subject=one, partner=one.partner, state_to=one.state, reason=reason
    )


def tell_person(one: Registration, message: str) -> None:
    """Who has no address is on the office's list of calls."""
    if one.email:
        calendar = emails.calendar(one.event, one.language) if one.state == State.SEATED else ""
        parts = emails.about_registration(message, one)
        tell(one.email, one.name, parts, message.replace("_", "-"), language=one.language, calendar=calendar)


@transaction.atomic
def offer_free_seats(*, event: Event, now: dt.datetime) -> None:
    move_up(lock(event.pk), now)


@transaction.atomic
def accept_offer(*, registration: Registration, now: dt.datetime) -> Registration:
    """Pressed twice it is still one seat. Raises OfferOver."""
    lock(registration.event_id)
    one = Registration.objects.select_related("event", "partner").get(pk=registration.pk)
    if one.state == State.SEATED:
        return one
    if one.state != State.OFFERED or one.seat_no is None or (one.offered_until and one.offered_until <= now):
        raise OfferOver(one)
    one.sit(one.seat_no)
    save(one, by=None)
    tell_person(one, "seat_confirmed")
    return one


@transaction.atomic
def cancel_registration(*, registration: Registration, by: User | None = None) -> Registration:
    """The seat, or the place in the queue, goes to the next. Companions go as well."""
    event = lock(registration.event_id)
    one = Registration.objects.select_related("event", "partner", "invitation").get(pk=registration.pk)
    for leaving in (one, *one.companions.select_related("partner").exclude(state=State.CANCELLED)):
        if leaving.state != State.CANCELLED:
            leaving.leave()
            save(leaving, by=by)
    if one.invitation and not one.invitation.registrations.coming().exists():
        one.invitation.state = Invitation.State.DECLINED
        one.invitation.save(update_fields=["state"])
    move_up(event)
    return one


@transaction.atomic
def give_seat(*, registration: Registration, by: User) -> Registration:
    """On the phone: the office seats who says yes. Raises OfferOver if no seat is free."""
    event = lock(registration.event_id)
    one = Registration.objects.select_related("event", "partner").get(pk=registration.pk)
    if one.state == State.SEATED:
        return one
    seat = one.seat_no or free_seat(event)
    if seat is None:
        raise OfferOver(one)
    one.sit(seat)
    save(one, by=by)
    tell_person(one, "seat_confirmed")
    return one
