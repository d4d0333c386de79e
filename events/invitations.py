"""Personal links of an invitation: signed, each naming one recipient, good until the day after the event."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Event, Invitation
from klimapakt.lib import tokens
from partners.models import Letter, Partner, Recipient

ANSWER, UNSUBSCRIBE = "answer", "unsubscribe"


def links(recipient: Recipient) -> dict[str, str]:
    """Addresses of the answer page and of the end of all mailings, for the placeholders."""
    with translation.override(recipient.language):
        token = tokens.make(ANSWER, recipient.pk)
        return {
            "answer_link": settings.BASE_URL + reverse("events:answer", args=[token]),
            "material_link": settings.BASE_URL + reverse("events:material_invited", args=[token]),
            "unsubscribe_link": settings.BASE_URL
            + reverse("events:unsubscribe", args=[tokens.make(UNSUBSCRIBE, recipient.pk)]),
        }


def find_recipient(token: str, *, purpose: str) -> Recipient | None:
    """Whom the link names; None if it is forged or cut off, or answers for a partner that left."""
    try:
        key = tokens.read(purpose, token)
    except tokens.InvalidToken:
        return None
    people = Recipient.objects.select_related("letter__mailing__event", "partner", "user")
    if purpose == ANSWER:
        people = people.exclude(partner__status=Partner.Status.LEFT)
    return people.filter(pk=key, letter__mailing__isnull=False).exclude(letter__state=Letter.State.DRAFT).first()


def is_over(event: Event) -> bool:
    return timezone.now() > event.ends_at + dt.timedelta(days=1)


def is_material_over(event: Event) -> bool:
    """Slides are read long after; then the names behind the links are forgotten."""
    return timezone.now() > event.ends_at + dt.timedelta(days=365)


def invitation_of(recipient: Recipient) -> Invitation | None:
    """The company's invitation, or, without company, the person's. Who left has none any more."""
    own = Invitation.objects.standing().filter(event=recipient.letter.mailing.event)
    if recipient.partner_id:
        return own.filter(partner=recipient.partner_id).first()
    return own.filter(partner__isnull=True, email__iexact=recipient.email).first()
