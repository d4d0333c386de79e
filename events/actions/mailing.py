"""Invitations: draft, test, send."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, invitations
from events.errors import DraftChanged, MailingNotReady
from events.models import Event, Invitation, Mailing
from partners import actions as partner_actions
from partners.errors import LetterNotDraft
from partners.models import Consent, Letter, Membership, Partner, User


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
) -> Mailing:
    """Keep what the office wrote; nobody gets anything yet. Raises LetterNotDraft if it is on its way already.

    `seen`: the edition that the page showed. Raises DraftChanged if a colleague saved or sent another one.
    """
    parts = emails.letter(text)
    Event.objects.select_for_update().get(pk=event.pk)
    mailing = mailing or event.mailings.drafts().first()
    if seen and seen != edition(mailing):
        raise DraftChanged(mailing)
    if mailing is None:
        letter = Letter.objects.create(kind=Letter.Kind.BULK, purpose="event-invitation", created_by=by)
        mailing = Mailing.objects.create(event=event, letter=letter)
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    letter.subject, letter.text, letter.html = subject, parts.text, parts.html
    letter.draft_text = text
    letter.save(update_fields=["subject", "text", "html", "draft_text"])
    mailing.partners.set(partners)
    return mailing


def edition(mailing: Mailing | None) -> str:
    """Tells one state of a draft from another."""
    if mailing is None:
        return "new"
    subject, text = Letter.objects.values_list("subject", "draft_text").get(pk=mailing.letter_id)
    partners = mailing.partners.order_by("pk").values_list("pk", flat=True)
    return hashlib.sha256(json.dumps([mailing.pk, subject, text, *partners]).encode()).hexdigest()[:32]


def contacts(mailing: Mailing) -> QuerySet[Membership]:
    """Who gets the mailing: contacts of the chosen partners that receive invitations."""
    people = Membership.objects.reachable().filter(partner__in=mailing.partners.all(), is_event_contact=True)
    people = people.filter(user__in=User.objects.wanting(Consent.Kind.INVITATIONS))
    return people.select_related("user", "partner").order_by("partner__sort_name", "pk")


def problems(mailing: Mailing, people: Sequence[Membership]) -> list[str]:
    """What stands in the way of sending, in words. Empty: ready."""
    letter, event = mailing.letter, mailing.event
    found = []
    if event.status != Event.Status.PUBLISHED:
        found.append(_("The event is not published: the links would lead nowhere."))
    elif not event.takes_answers(timezone.now()):
        found.append(_("The deadline for answers is over."))
    if unknown := emails.unknown_placeholders(letter.subject + letter.draft_text):
        names = ", ".join(f"{{{name}}}" for name in sorted(unknown))
        found.append(_("Unknown placeholders: %(names)s.") % {"names": names})
    if emails.LINK not in letter.draft_text:
        found.append(_("The text lacks {answer_link}: nobody could answer."))
    if not people:
        found.append(_("Nobody would receive it: choose partners with contacts who receive invitations."))
    return found


@transaction.atomic
def send_mailing(*, mailing: Mailing, by: User, seen: str = "") -> Letter:
    """Send to all contacts of the chosen partners; each company gets one invitation, each address one mail.

    Raises MailingNotReady with what is in the way, LetterNotDraft if it was sent a moment ago.
    """
    letter = mailing.letter = Letter.objects.select_for_update().get(pk=mailing.letter_id)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    if seen and seen != edition(mailing):
        raise MailingNotReady([_("Somebody changed this invitation since you checked it. Check it again.")])
    people = list(contacts(mailing))
    if found := problems(mailing, people):
        raise MailingNotReady(found)
    letter.calendar = emails.calendar(mailing.event)
    letter.save(update_fields=["calendar"])
    recipients = [recipient_of(membership) for membership in people]
    letter = partner_actions.send_draft(letter=letter, recipients=recipients, by=by)
    Invitation.objects.bulk_create(
        (Invitation(event=mailing.event, partner_id=key) for key in dict.fromkeys(m.partner_id for m in people)),
        ignore_conflicts=True,
    )
    again = Invitation.objects.filter(event=mailing.event, state=Invitation.State.WITHDRAWN)
    again.filter(partner__in=[m.partner_id for m in people]).update(state=Invitation.State.OPEN)
    write_links(letter)
    return letter


def recipient_of(membership: Membership) -> partner_actions.NewRecipient:
    user = membership.user
    return partner_actions.NewRecipient(
        email=user.email,
        name=str(user),
        user=user,
        partner=membership.partner,
        language=user.language,
        values={"company": membership.partner.name},
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
    letter = Letter.objects.create(
        kind=Letter.Kind.BULK,
        purpose="event-test",
        subject=_("[Test] %(subject)s") % {"subject": original.subject},
        text=original.text,
        html=original.html,
        calendar=emails.calendar(mailing.event),
        created_by=by,
    )
    Mailing.objects.create(event=mailing.event, letter=letter, kind=Mailing.Kind.TEST)
    recipient = partner_actions.NewRecipient(
        email=by.email, name=str(by), user=by, language=by.language, values={"company": _("Sample Ltd")}
    )
    letter = partner_actions.send_draft(letter=letter, recipients=[recipient], by=by)
    write_links(letter)
    return letter
