"""What was written to the partners about the invented meeting, what came of it, and a reminder that is being written."""

import datetime as dt

from django.utils import timezone

from events import actions, emails
from events.actions.mailing import invite, recipient_of, write_links
from events.models import Event, Invitation, Mailing, Registration
from klimapakt.lib import mail
from klimapakt.pact.demo.events import moment
from klimapakt.pact.demo.people import NEWCOMER, PIONEER
from partners.actions.letter import add_recipients
from partners.models import Bounce, Letter, Partner, Recipient, User

State, Sent = Invitation.State, Recipient.State
# in turns, after the two demo companies, which are still to answer
ANSWERS = (State.ACCEPTED, State.OPEN, State.DECLINED, State.ACCEPTED, State.OPEN, State.MAYBE, State.OPEN)
UNREACHED = slice(20, 35, 7)  # the companies whose mails come back
ERROR = "550 5.1.1 User unknown"
UNINVITED = 5  # who joined too late for the first mailing
NOTE = "Gern vegetarisch. Wir bringen Fragen zur Förderung mit."


def load(*, partners: list[Partner], office: User, today: dt.date) -> None:
    event = Event.objects.get(slug="beispiel-netzwerktreffen")
    active = [one for one in partners if one.status == Partner.Status.ACTIVE]
    invited = active[: -UNINVITED or None]
    early = send(event, Mailing.Kind.SAVE_THE_DATE, invited, office, moment(today - dt.timedelta(days=30), 10))
    invitation = send(event, Mailing.Kind.INVITATION, invited, office, moment(today - dt.timedelta(days=9), 9))
    invite(event, {one.pk for one in invited})
    for letter in (early, invitation):
        bounces(letter, invited[UNREACHED])
    trouble(invitation)
    answers(event, invitation, moment(today - dt.timedelta(days=6), 11))
    silent = Partner.objects.filter(invitations__in=event.invitations.silent())
    write(event, Mailing.Kind.REMINDER, list(silent), office)


def write(event: Event, kind: Mailing.Kind, partners: list[Partner], office: User) -> Mailing:
    german, english = emails.first_draft(event, kind), emails.first_draft(event, kind, "en")
    return actions.save_draft(
        event=event,
        kind=kind,
        subject=german.subject,
        text=german.text,
        subject_en=english.subject,
        text_en=english.text,
        partners=partners,
        by=office,
    )


def send(event: Event, kind: Mailing.Kind, partners: list[Partner], office: User, at: dt.datetime) -> Letter:
    """As if it had gone out at that time."""
    mailing = write(event, kind, partners, office)
    letter = mailing.letter
    letter.calendar, letter.state = emails.calendar(event), Letter.State.DONE
    letter.created_at, letter.started_at, letter.ended_at = at, at, at + dt.timedelta(minutes=4)
    letter.save()
    add_recipients(letter, map(recipient_of, actions.contacts(mailing)))
    write_links(letter)
    people = list(letter.recipients.all())
    for number, one in enumerate(people):
        one.state, one.attempts, one.sent_at = Sent.SENT, 1, at + dt.timedelta(seconds=number)
        one.message_id = mail.make_message_id(f"{letter.pk}.{one.pk}")
    Recipient.objects.bulk_update(people, ["state", "attempts", "sent_at", "message_id"])
    return letter


def bounces(letter: Letter, partners: list[Partner]) -> None:
    back = letter.recipients.filter(partner__in=partners)
    at = letter.ended_at or timezone.now()
    back.update(state=Sent.BOUNCED, error=ERROR)
    Bounce.objects.bulk_create(
        Bounce(email=one.email, recipient=one, source=f"<{one.pk}@mailer.example>", reason=ERROR, at=at) for one in back
    )


def trouble(letter: Letter) -> None:
    """One mail that was refused, one of which nobody knows."""
    refused, unclear = letter.recipients.filter(state=Sent.SENT).order_by("-pk")[:2]
    refused.state, refused.error, refused.sent_at = Sent.FAILED, "451 4.7.1 Greylisting in action", None
    unclear.state, unclear.sent_at = Sent.UNCLEAR, None
    Recipient.objects.bulk_update([refused, unclear], ["state", "error", "sent_at"])


def answers(event: Event, letter: Letter, at: dt.datetime) -> None:
    """By the link in the mail, one company after the other; nobody whom no mail has reached."""
    reached = {one.partner_id: one for one in letter.recipients.filter(state=Sent.SENT).order_by("-pk")}
    silent = event.invitations.silent().exclude(partner__slug__in=(PIONEER, NEWCOMER)).order_by("pk")
    invitations = [one for one in silent.select_related("partner") if one.partner_id in reached]
    for number, one in enumerate(invitations):
        state = ANSWERS[number % len(ANSWERS)]
        if state != State.OPEN:
            one.state, one.answered_by = state, reached[one.partner_id].email
            one.answered_at = at + dt.timedelta(minutes=37 * number)
            one.note = NOTE if number == 0 else ""
    Invitation.objects.bulk_update(invitations, ["state", "answered_by", "answered_at", "note"])
    first = event.registrations.count() + 1
    coming = [one for one in invitations if one.state == State.ACCEPTED][: event.capacity - first]
    Registration.objects.bulk_create(
        guest(event, one, reached[one.partner_id], seat) for seat, one in enumerate(coming, start=first)
    )


def guest(event: Event, invitation: Invitation, recipient: Recipient, seat: int) -> Registration:
    return Registration(
        event=event,
        invitation=invitation,
        recipient=recipient,
        partner=invitation.partner,
        user=recipient.user,
        name=recipient.name,
        email=recipient.email,
        company=recipient.values["company"],
        state=Registration.State.SEATED,
        seat_no=seat,
        needs="Vegetarisches Essen" if seat % 6 == 0 else "",
        needs_sign_language=seat == 4,
        needs_wheelchair=seat in (4, 9),
        may_be_photographed=bool(seat % 3),
        created_at=invitation.answered_at or timezone.now(),
    )
