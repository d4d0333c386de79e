"""Open registration with a confirmed address."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events import emails
from events.actions.seats import lock, move_up, take_place, tell_person
from events.errors import AnswersClosed, NotConfirmed
from events.models import Event, Registration, SignUp
from events.models.needs import NEEDS, NO_NEEDS
from events.tasks import tell
from partners import actions as partner_actions

State = Registration.State


@transaction.atomic
def begin_sign_up(*, event: Event, fields: dict[str, Any], language: str) -> SignUp | None:
    """Takes no seat yet: a mail asks to confirm the address. Raises AnswersClosed.

    Who is registered already gets the link to that instead, so that nobody learns here who comes (returns None).
    """
    if not event.takes_sign_ups(timezone.now()):
        raise AnswersClosed(event)
    coming = Registration.objects.filter(event=event, email__iexact=fields["email"]).coming().select_related("event")
    if one := coming.first():
        tell_person(one, "registration_known")
        return None
    sign_up = SignUp.objects.create(event=event, language=language, **fields)
    tell(sign_up.email, sign_up.name, emails.sign_up(sign_up), "sign-up", language=language)
    return sign_up


@transaction.atomic
def confirm_sign_up(*, sign_up: SignUp) -> Registration:
    """A seat, or a place in the queue; pressed twice it is one. Raises NotConfirmed."""
    event = lock(sign_up.event_id)
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    if sign_up.registration:
        return sign_up.registration
    if not event.takes_sign_ups(timezone.now()):
        raise NotConfirmed(sign_up)
    same = Registration.objects.filter(event=event, email__iexact=sign_up.email)
    one = same.first() or Registration(event=event, email=sign_up.email, state=State.CANCELLED)
    if one.state == State.CANCELLED:
        for name in ("name", "phone", "company", *NEEDS, "may_be_photographed", "language"):
            setattr(one, name, getattr(sign_up, name))
        one.via, one.invitation, one.host = Registration.Via.PUBLIC, None, None
        take_place(event, one)
        one.save()
        partner_actions.log(by=None, verb="registration-moved", subject=one, partner=one.partner, state_to=one.state)
        tell_person(one, "registration_confirmed")
    sign_up.registration = one
    for name, nothing in {**dict.fromkeys(("name", "email", "phone", "company"), ""), **NO_NEEDS}.items():
        setattr(sign_up, name, nothing)
    sign_up.save()
    return one


@transaction.atomic
def register_again(*, registration: Registration) -> Registration:
    """Who cancelled, or let an offer pass, joins at the end. Raises AnswersClosed."""
    event = lock(registration.event_id)
    one = Registration.objects.select_related("event").get(pk=registration.pk)
    if one.state != State.CANCELLED:
        return one
    if not event.takes_answers(timezone.now()) or one.invitation_id:
        raise AnswersClosed(event)
    take_place(event, one)
    one.save()
    move_up(event)
    tell_person(one, "registration_confirmed")
    return one


def change_details(*, registration: Registration, fields: dict[str, Any]) -> None:
    """What the person needs, and whether there may be photographs. Any: values of the fields."""
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=[*fields, "changed_at"])


def delete_sign_ups(sign_ups: QuerySet[SignUp]) -> int:
    return sign_ups.delete()[0]
