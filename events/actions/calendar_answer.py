"""An answer by calendar (iTIP REPLY): counts as if the invited person had pressed the button."""

import datetime as dt
import uuid

from django.db import transaction

from events import invitations
from events.actions.answer import answer_invitation
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered
from events.models import Event, Invitation
from klimapakt.lib.returned_mail import CalendarAnswer
from partners.models import Recipient


@transaction.atomic
def take_calendar_answer(*, answer: CalendarAnswer, sent_by: str) -> Invitation | None:
    """None, and nothing changes, unless the invited address itself says something newer about the event as it is."""
    event = find_event(answer.uid)
    if event is None or sent_by != answer.email or answer.sequence < event.calendar_sequence:
        return None
    mails = Recipient.objects.filter(email__iexact=answer.email, letter__mailing__event=event, sent_at__isnull=False)
    recipient = mails.exclude(partner__status="left").select_related("letter__mailing__event", "partner").last()
    invitation = invitations.invitation_of(recipient) if recipient else None
    if recipient is None or invitation is None or is_older(answer.said_at, invitation.answered_at):
        return None
    person = Person(recipient.name or recipient.email, recipient.email)
    try:
        with transaction.atomic():
            return answer_invitation(
                invitation=invitation, state=answer.state, people=[person], is_whole_list=False, recipient=recipient
            )
    except (AnswersClosed, PersonRegistered):
        return None


def find_event(uid: str) -> Event | None:
    try:
        return Event.objects.filter(uid=uuid.UUID(uid.partition("@")[0])).first()
    except ValueError:
        return None


def is_older(said_at: dt.datetime, answered_at: dt.datetime | None) -> bool:
    moment = said_at if said_at.tzinfo else said_at.replace(tzinfo=dt.UTC)
    return answered_at is not None and moment < answered_at.replace(microsecond=0)
