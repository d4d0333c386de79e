"""Mailings of an event: draft, test, schedule, send."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, invitations
from events.actions.audience import Contact, contacts
from events.errors import DraftChanged, MailingNotReady
from events.models import Event, Invitation, Mailing
from klimapakt.lib.mail import Parts
from partners import actions as partner_actions
from partners.errors import LetterNotDraft
from partners.models import Letter, Partner, User

LINK_NEEDED = (Mailing.Kind.INVITATION, Mailing.Kind.REMINDER)


@transaction.atomic
def save_draft(
    *,
    event: Event,
    subject: str,
    text: str,
    partners: Iterable[Partner],
    by: User,
    mailing: Mailing | None = None,
    seen: str = "",
    kind: str = Mailing.Kind.INVITATION,
    subject_en: str = "",
    text_en: str = "",
) -> Mailing:
    """Keep what the office wrote; nobody gets anything yet. Raises LetterNotDraft if it is on its way already.

    `seen`: the edition that the page showed. Raises DraftChanged if a colleague saved or sent another one.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    mailing = mailing or event.mailings.drafts().filter(kind=kind).first()
    if seen and seen != edition(mailing):
        raise DraftChanged(mailing)
    if mailing is None:
        letter = Letter.objects.create(kind=Letter.Kind.BULK, purpose=f"event-{kind}".replace("_", "-"), created_by=by)
        mailing = Mailing.objects.create(event=event, letter=letter, kind=kind)
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    letter.subject, letter.draft_text = subject, text
    letter.subject_en, letter.draft_text_en = subject_en, text_en
    frame(letter)
    mailing.partners.set(partners)
    return mailing


def frame(letter: Letter) -> None:
    """What the office wrote, in the frame of our mails, in both languages."""
    german = emails.letter(letter.draft_text)
    english = emails.letter(letter.draft_text_en, language="en") if letter.draft_text_en else Parts(subject="", text="")
    letter.text, letter.html, letter.text_en, letter.html_en = german.text, german.html, english.text, english.html
    letter.save()


def edition(mailing: Mailing | None) -> str:
    """Tells one state of a draft from another."""
    if mailing is None:
        return "new"
    words = [f"letter__{name}" for name in ("subject", "draft_text", "subject_en", "draft_text_en")]
    read = Mailing.objects.annotate(chosen=ArrayAgg("partners", order_by="partners", default=[]))
    written = read.values_list("pk", *words, "chosen").get(pk=mailing.pk)
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:32]


def problems(mailing: Mailing, people: Sequence[Contact]) -> list[str]:
    """What stands in the way of sending, in words. Empty: ready."""
    letter = mailing.letter
    written = letter.subject + letter.draft_text + letter.subject_en + letter.draft_text_en
    found = in_the_way(mailing)
    if unknown := emails.unknown_placeholders(written):
        names = ", ".join(f"{{{name}}}" for name in sorted(unknown))
        found.append(_("Unknown placeholders: %(names)s.") % {"names": names})
    if mailing.kind in LINK_NEEDED:
        texts = [letter.draft_text, *filter(None, [letter.draft_text_en])]
        if not all(emails.LINK in text for text in texts):
            found.append(_("The text lacks {answer_link}: nobody could answer."))
    elif emails.LINK in written and mailing.kind != Mailing.Kind.LAST_INFORMATION:
        found.append(_("Without an invitation there is nothing to answer: take {answer_link} out of the text."))
    if bool(letter.subject_en) != bool(letter.draft_text_en):
        found.append(_("In English, subject and text belong together: one of them is missing."))
    if not people:
        found.append(_("Nobody would receive it: choose partners with contacts who receive invitations."))
    return found


def in_the_way(mailing: Mailing) -> list[str]:
    """What the event's state has against this kind of mailing."""
    event, now = mailing.event, timezone.now()
    if mailing.kind == Mailing.Kind.THANKS:
        if event.status == Event.Status.CANCELLED or event.ends_at > now:
            return [_("Thanks are sent once the event is over.")]
        return []
    if event.status == Event.Status.CANCELLED:
        return [_("The event is cancelled.")]
    if event.ends_at <= now:
        return [_("The event is over.")]
    if mailing.kind == Mailing.Kind.SAVE_THE_DATE:
        return []
    if event.status != Event.Status.PUBLISHED:
        return [_("The event is not published: the links would lead nowhere.")]
    if mailing.kind in LINK_NEEDED and not event.takes_answers(now):
        return [_("The deadline for answers is over.")]
    return []


@transaction.atomic
def send_mailing(*, mailing: Mailing, by: User | None, seen: str = "") -> Letter:
    """Send to all contacts of the chosen partners; each company gets one invitation, each address one mail.

    Raises MailingNotReady with what is in the way, LetterNotDraft if it was sent a moment ago.
    """
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    people = ready(mailing, seen)
    if mailing.kind != Mailing.Kind.THANKS and mailing.event.status == Event.Status.PUBLISHED:
        emails.write_calendar(letter, mailing.event)
        letter.save(update_fields=["calendar", "calendar_en", "calendar_method"])
    letter = partner_actions.send_draft(letter=letter, recipients=map(recipient_of, people), by=by)
    if mailing.kind == Mailing.Kind.INVITATION:
        invite(mailing.event, {one.partner.pk for one in people if one.partner})
    write_links(letter)
    return letter


def ready(mailing: Mailing, seen: str) -> list[Contact]:
    """Who gets it, once nothing is in the way. Raises MailingNotReady."""
    if seen and seen != edition(mailing):
        raise MailingNotReady([_("Somebody changed this invitation since you checked it. Check it again.")])
    people = contacts(mailing)
    if found := problems(mailing, people):
        raise MailingNotReady(found)
    return people


def invite(event: Event, partners: set[int]) -> None:
    """Each company once; a withdrawn invitation is open again."""
    Invitation.objects.bulk_create(
        (Invitation(event=event, partner_id=key) for key in sorted(partners)), ignore_conflicts=True
    )
    again = Invitation.objects.filter(event=event, state=Invitation.State.WITHDRAWN)
    again.filter(partner__in=partners).update(state=Invitation.State.OPEN)


@transaction.atomic
def schedule_mailing(*, mailing: Mailing, at: dt.datetime, by: User, seen: str = "") -> Letter:
    """Send at a time; who gets it is decided then. Raises MailingNotReady, LetterNotDraft."""
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    ready(mailing, seen)
    letter.state, letter.send_at = Letter.State.SCHEDULED, at
    letter.save(update_fields=["state", "send_at"])
    mailing.scheduled_by, mailing.scheduled_sequence, mailing.held_back = by, mailing.event.calendar_sequence, ""
    mailing.save(update_fields=["scheduled_by", "scheduled_sequence", "held_back"])
    partner_actions.log(by=by, verb="mailing-scheduled", subject=letter, state_to=letter.state)
    return letter


@transaction.atomic
def unschedule_mailing(*, mailing: Mailing, by: User | None, reason: str = "") -> Letter:
    """A draft again; raises LetterNotDraft if it is on its way."""
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.SCHEDULED:
        raise LetterNotDraft(letter)
    letter.state, letter.send_at = Letter.State.DRAFT, None
    letter.save(update_fields=["state", "send_at"])
    mailing.held_back = reason[:500]
    mailing.save(update_fields=["held_back"])
    partner_actions.log(by=by, verb="mailing-unscheduled", subject=letter, state_to=letter.state, reason=reason)
    return letter


@transaction.atomic
def send_scheduled(*, mailing: Mailing) -> None:
    """Its time has come. What changed in the meantime holds it back, and who scheduled it is told."""
    mailing = Mailing.objects.select_related("event", "scheduled_by").get(pk=mailing.pk)
    by, sequence = mailing.scheduled_by, mailing.event.calendar_sequence
    try:
        unschedule_mailing(mailing=mailing, by=None)
    except LetterNotDraft:
        return  # sent, or taken back, by somebody else
    try:
        if sequence != mailing.scheduled_sequence:
            raise MailingNotReady([_("Date or place of the event changed since it was scheduled.")])
        with transaction.atomic():
            send_mailing(mailing=mailing, by=by)
    except MailingNotReady as found:
        mailing.held_back = " ".join(found.args[0])[:500]
        mailing.save(update_fields=["held_back"])
        tell_held_back(mailing)


def tell_held_back(mailing: Mailing) -> None:
    if (by := mailing.scheduled_by) is None:
        return
    parts = emails.mailing_held_back(mailing, by.language)
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="mailing-held-back",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[partner_actions.NewRecipient(email=by.email, name=str(by), user=by, language=by.language)],
    )


def recipient_of(one: Contact) -> partner_actions.NewRecipient:
    return partner_actions.NewRecipient(
        email=one.email,
        name=one.name,
        user=one.user,
        partner=one.partner,
        language=one.language,
        values={"company": one.company},
    )


def write_links(letter: Letter) -> None:
    """The personal links, once the recipients have their keys."""
    people = list(letter.recipients.all())
    for recipient in people:
        recipient.values |= invitations.links(recipient)
    letter.recipients.bulk_update(people, ["values"], batch_size=500)


@transaction.atomic
def send_test(*, mailing: Mailing, by: User) -> Letter:
    """The mail as it stands, to oneself; its link leads to a page that says it is a test."""
    original = mailing.letter
    letter = Letter(
        kind=Letter.Kind.BULK,
        purpose="event-test",
        subject=_("[Test] %(subject)s") % {"subject": original.subject},
        text=original.text,
        html=original.html,
        subject_en=_("[Test] %(subject)s") % {"subject": original.subject_en} if original.subject_en else "",
        text_en=original.text_en,
        html_en=original.html_en,
        created_by=by,
    )
    emails.write_calendar(letter, mailing.event)
    letter.save()
    Mailing.objects.create(event=mailing.event, letter=letter, kind=Mailing.Kind.TEST)
    recipient = partner_actions.NewRecipient(
        email=by.email, name=str(by), user=by, language=by.language, values={"company": _("Sample Ltd")}
    )
    letter = partner_actions.send_draft(letter=letter, recipients=[recipient], by=by)
    write_links(letter)
    return letter
