"""Another date or place, or no event at all: whoever was told before is told, once."""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from events import appearances, emails, event_emails, invitations
from events.actions.event import WHEN_AND_WHERE, move
from events.errors import EventChanged, EventNotDraft, OnlyLeadSends
from events.models import Appearance, Event, Mailing, Registration
from klimapakt.lib.mail import Parts
from partners import actions as partner_actions
from partners.models import Letter, Partner, Recipient, User

UNTOLD: Final = (Recipient.State.WAITING, Recipient.State.FAILED, Recipient.State.CANCELLED)


@transaction.atomic
def move_event(
    *,
    event: Event,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    venue: str,
    address: str,
    answer_until: dt.date,
    reason: str,
    by: User,
    seen: int | None = None,
) -> Event:
    """Another date or place of a published event; the entry in people's calendars moves along.

    `seen`: the version that the page showed. Raises EventChanged if it is another one or nothing changes,
    EventNotDraft if it is not published (any more), OnlyLeadSends.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.status != Event.Status.PUBLISHED:
        raise EventNotDraft(event)
    old, new = copy.copy(event), (starts_at, ends_at, venue, address)
    if seen not in (None, event.calendar_sequence) or new == tuple(getattr(event, name) for name in WHEN_AND_WHERE):
        raise EventChanged(event)
    event.starts_at, event.ends_at, event.venue, event.address = new
    event.answer_until = answer_until
    event.change_calendar()
    event.save(update_fields=[*WHEN_AND_WHERE, "answer_until", "calendar_sequence", "calendar_changed_at"])
    partner_actions.log(
        by=by,
        verb="event-rescheduled",
        subject=event,
        state_from=old.starts_at.isoformat(),
        state_to=starts_at.isoformat(),
        reason=reason,
    )
    tell(event, Mailing.Kind.CHANGE, lambda language: event_emails.event_changed(event, old, language), reason, by)
    return event


@transaction.atomic
def cancel_event(*, event: Event, by: User, reason: str) -> Event:
    """Take no more answers; the entry goes from people's calendars. Raises EventNotDraft, OnlyLeadSends."""
    event = move(event, (Event.Status.DRAFT, Event.Status.PUBLISHED), Event.Status.CANCELLED, by=by, reason=reason)
    event.cancel_reason = reason
    event.change_calendar()
    event.save(update_fields=["cancel_reason", "calendar_sequence", "calendar_changed_at"])
    tell(event, Mailing.Kind.CANCELLATION, lambda language: event_emails.event_cancelled(event, language), reason, by)
    return event


def told(event: Event) -> dict[str, partner_actions.NewRecipient]:
    """Who knows of the date from us, by address: got a mail about it, comes, or was asked to speak.

    Who has left the pact, has no account any more or said no as a speaker hears nothing.
    """
    people: dict[str, partner_actions.NewRecipient] = {}
    mails = Recipient.objects.filter(letter__mailing__event=event).exclude(letter__mailing__kind=Mailing.Kind.TEST)
    mails = mails.exclude(state__in=UNTOLD).exclude(user__is_active=False).exclude(partner__status=Partner.Status.LEFT)
    for one in mails.select_related("user", "partner").order_by("pk"):
        people[one.email.lower()] = partner_actions.NewRecipient(
            email=one.email, name=one.name, user=one.user, partner=one.partner, language=one.language
        )
    for registration in registered(event):
        people.setdefault(
            registration.email.lower(),
            partner_actions.NewRecipient(
                email=registration.email,
                name=registration.name,
                partner=registration.partner,
                language=registration.language,
            ),
        )
    for appearance in speakers_to_tell(event):
        speaker = appearance.speaker
        people.setdefault(
            speaker.email.lower(),
            partner_actions.NewRecipient(email=speaker.email, name=speaker.name, language=speaker.language),
        )
    return people


def registered(event: Event) -> list[Registration]:
    return list(event.registrations.coming().exclude(email="").select_related("partner"))


def speakers_to_tell(event: Event) -> list[Appearance]:
    return list(event.appearances.told().in_order().exclude(speaker__email=""))


def tell(event: Event, kind: str, write: Callable[[str], Parts], reason: str, by: User) -> None:
    """One letter in each language; what was still on its way with the old date is stopped first."""
    stop_what_waits(event, by)
    people = told(event)
    if people and not by.is_office_lead:
        raise OnlyLeadSends(len(people))
    by_language = defaultdict(list)
    for person in people.values():
        by_language[person.language].append(person)
    for language, readers in sorted(by_language.items()):
        parts = write(language)
        letter = partner_actions.queue_letter(
            kind=Letter.Kind.TRANSACTIONAL,
            purpose=f"event-{kind}",
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            calendar=emails.calendar(event, language),
            calendar_method="CANCEL" if kind == Mailing.Kind.CANCELLATION else "REQUEST",
            recipients=readers,
            by=by,
        )
        Mailing.objects.create(event=event, letter=letter, kind=kind)
        write_values(event, letter, reason)


def stop_what_waits(event: Event, by: User) -> None:
    """Nobody gets the old date any more: workers pass over rows that are locked, then find the letter stopped."""
    for letter in Letter.objects.filter(mailing__event=event, state=Letter.State.SENDING).order_by("pk"):
        if list(letter.recipients.filter(state=Recipient.State.WAITING).select_for_update()):
            partner_actions.stop_letter(letter=letter, by=by)


def write_values(event: Event, letter: Letter, reason: str) -> None:
    """The office's words, and to each the page on which there is something to do."""
    speakers = {one.speaker.email.lower(): one for one in speakers_to_tell(event)}
    invited = event.invitations.standing()
    companies = set(invited.exclude(partner=None).values_list("partner_id", flat=True))
    guests = {email.lower() for email in invited.filter(partner=None).values_list("email", flat=True)}
    coming = {one.email.lower(): one for one in registered(event)}
    found = list(letter.recipients.all())
    for one in found:
        email = one.email.lower()
        if one.partner_id in companies or (one.partner_id is None and email in guests):
            link = invitations.links(one)["answer_link"]
        elif email in speakers:
            link = appearances.link(speakers[email])
        elif email in coming:
            link = invitations.registration_link(coming[email])
        else:
            link = public_link(event, one.language)
        one.values = {"reason": reason, "link": link}
    letter.recipients.bulk_update(found, ["values"], batch_size=500)


def public_link(event: Event, language: str) -> str:
    with translation.override(language):
        path = event.get_absolute_url() if event.is_public else reverse("events:event_list")
    return settings.BASE_URL + path
