"""At the door, and what is counted afterwards."""

import datetime as dt
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events import tasks_onsite
from events.actions.seats import free_seat, lock
from events.errors import PersonRegistered, TooEarly
from events.models import Event, Printout, Registration
from klimapakt.lib.later import after_commit
from partners import actions as partner_actions
from partners.models import Partner, User

State = Registration.State


def check_in(*, registration: Registration, by: User, now: dt.datetime) -> bool:
    """False if a colleague was faster. Who comes without a seat is let in all the same: that is the office's choice."""
    waiting = Registration.objects.filter(pk=registration.pk, came_at__isnull=True)
    return bool(waiting.update(came_at=now, checked_in_by=by))


def undo_check_in(*, registration: Registration, by: User) -> bool:
    came = Registration.objects.filter(pk=registration.pk, came_at__isnull=False)
    is_undone = bool(came.update(came_at=None, checked_in_by=None))
    if is_undone:
        partner_actions.log(by=by, verb="check-in-undone", subject=registration, partner=registration.partner)
    return is_undone


@transaction.atomic
def add_walk_in(
    *,
    event: Event,
    name: str,
    by: User,
    now: dt.datetime,
    email: str = "",
    partner: Partner | None = None,
    company: str = "",
) -> Registration:
    """Somebody at the door who is not on the list: takes a seat while there is one. Raises PersonRegistered."""
    event = lock(event.pk)
    seat = free_seat(event)
    one = Registration(event=event, name=name, email=email, partner=partner, state=State.CANCELLED)
    one.company = partner.name if partner else company
    one.via, one.came_at, one.checked_in_by = Registration.Via.DOOR, now, by
    if seat:
        one.sit(seat)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise PersonRegistered(email) from error
    partner_actions.log(by=by, verb="walked-in", subject=one, partner=partner)
    return one


@transaction.atomic
def record_attendance(*, event: Event, by: User, now: dt.datetime) -> Event:
    """What was counted at the door becomes the event's figures. Raises TooEarly."""
    if now < event.starts_at:
        raise TooEarly(event)
    event = lock(event.pk)
    came = Registration.objects.filter(event=event).who_came()
    event.people_attended = came.count()
    event.companies_attended = came.companies()
    event.save(update_fields=["people_attended", "companies_attended"])
    partner_actions.log(by=by, verb="attendance-recorded", subject=event, state_to=str(event.people_attended))
    return event


@transaction.atomic
def print_for(*, event: Event, kind: str, by: User) -> Printout:
    """Drawn in a worker; the job's page says when."""
    printout = Printout.objects.create(event=event, kind=kind)
    title = _("%(what)s: %(event)s") % {"what": printout.get_kind_display(), "event": event}
    printout.job = partner_actions.start_job(
        kind=f"event-{kind}",
        title=title[:160],
        task=tasks_onsite.draw_printout,
        by=by,
        params={"printout": printout.pk},
    )
    printout.save(update_fields=["job"])
    return printout


@transaction.atomic
def order_certificate(*, registration: Registration) -> None:
    """Comes by mail, once."""
    if registration.came_at and registration.email and not registration.certificate:
        after_commit(tasks_onsite.send_certificate, registration.pk)


def delete_printouts(printouts: QuerySet[Printout]) -> int:
    """The rows, and once they are gone their files."""
    files = [one.file for one in printouts if one.file]
    count = printouts.delete()[0]
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return count
