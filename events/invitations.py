"""Personal links of an invitation: signed, each naming one recipient, good until the day after the event."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Event, Invitation, Registration, SignUp
from klimapakt.lib import tokens
from partners.models import Letter, Partner, Recipient

ANSWER, UNSUBSCRIBE = "answer", "unsubscribe"
REGISTRATION, SIGN_UP, BADGE, FEEDBACK = "registration", "sign-up", "badge", "feedback"
SIGN_UP_DAYS = 7


def links(recipient: Recipient) -> dict[str, str]:
    """Addresses of the answer page and of the end of all mailings, for the placeholders."""
    with translation.override(recipient.language):
        token = tokens.make(ANSWER, recipient.pk)
        return {
            "answer_link": settings.BASE_URL + reverse("events:answer", args=[token]),
            "material_link": settings.BASE_URL + reverse("events:material_invited", args=[token]),
            "feedback_link": feedback_link(recipient.letter.mailing.event, recipient.language),
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


def is_over(event: Event, *, days: int = 1) -> bool:
    return timezone.now() > event.ends_at + dt.timedelta(days=days)


def is_material_over(event: Event) -> bool:
    """Slides are read long after; then the names behind the links are forgotten."""
    return timezone.now() > event.ends_at + dt.timedelta(days=365)


def invitation_of(recipient: Recipient) -> Invitation | None:
    """The company's invitation, or, without company, the person's. Who left has none any more."""
    own = Invitation.objects.standing().filter(event=recipient.letter.mailing.event)
    if recipient.partner_id:
        return own.filter(partner=recipient.partner_id).first()
    return own.filter(partner__isnull=True, email__iexact=recipient.email).first()


def address(name: str, purpose: str, key: int, language: str = "de") -> str:
    with translation.override(language):
        return settings.BASE_URL + reverse(f"events:{name}", args=[tokens.make(purpose, key)])


def registration_link(registration: Registration) -> str:
    return address("registration", REGISTRATION, registration.pk, registration.language)


def sign_up_link(sign_up: SignUp) -> str:
    return address("sign_up_confirm", SIGN_UP, sign_up.pk, sign_up.language)


def badge_link(registration: Registration) -> str:
    """What the code on a badge holds: a page of the office, so that only the office learns whose it is."""
    return address("check_in_badge", BADGE, registration.pk)


def feedback_link(event: Event, language: str = "de") -> str:
    """The same for all: nobody can tell who answered."""
    return address("feedback", FEEDBACK, event.pk, language)


def registration_path(registration: Registration) -> str:
    return reverse("events:registration", args=[tokens.make(REGISTRATION, registration.pk)])


def feedback_path(event: Event) -> str:
    return reverse("events:feedback", args=[tokens.make(FEEDBACK, event.pk)])


def key_of(token: str, *, purpose: str, days: int | None = None) -> int | None:
    try:
        return int(tokens.read(purpose, token, max_age=dt.timedelta(days=days) if days else None))
    except tokens.InvalidToken:
        return None


def find_registration(token: str, *, purpose: str = REGISTRATION) -> Registration | None:
    """Whom the link names; None if it is cut off, or the event is long over (badges: two days)."""
    key = key_of(token, purpose=purpose)
    after = timezone.now() - dt.timedelta(days=2 if purpose == BADGE else 60)
    people = Registration.objects.select_related("event", "partner", "checked_in_by", "invitation")
    return people.filter(pk=key, event__ends_at__gte=after).exclude(email="", name="–").first() if key else None


def find_sign_up(token: str) -> SignUp | None:
    key = key_of(token, purpose=SIGN_UP, days=SIGN_UP_DAYS)
    return SignUp.objects.select_related("event", "registration").filter(pk=key).first() if key else None
