"""Mails that need not be written while somebody waits for an answer. What is due is a row; a task only takes it up."""

from django.db import transaction

from events import emails, invitations
from events.models import Invitation
from klimapakt.lib.later import after_commit
from klimapakt.lib.mail import Parts
from partners import tasks
from partners.models import Letter, Recipient


def tell(email: str, name: str, parts: Parts, purpose: str, *, language: str = "de", calendar: str = "") -> Letter:
    """One mail to one person, through the outbox."""
    letter = Letter.objects.create(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=purpose,
        state=Letter.State.SENDING,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        calendar=calendar,
    )
    Recipient.objects.create(letter=letter, email=email, name=name, language=language)
    after_commit(tasks.send_letter, letter.pk)
    return letter


def confirm_answers() -> None:
    """The mail after an answer by link: who comes, and the calendar file. Run twice, or twice at once: one mail."""
    for key in Invitation.objects.filter(to_confirm__isnull=False).values_list("pk", flat=True):
        confirm_answer(key)


@transaction.atomic
def confirm_answer(key: int) -> None:
    due = Invitation.objects.select_for_update(of=("self",), skip_locked=True).select_related("event", "to_confirm")
    invitation = due.filter(pk=key, to_confirm__isnull=False).first()
    if invitation is None or invitation.to_confirm is None:
        return
    recipient, invitation.to_confirm = invitation.to_confirm, None
    invitation.save(update_fields=["to_confirm"])
    registrations = list(invitation.registrations.coming())
    link = invitations.links(recipient)["answer_link"]
    parts = emails.answer_confirmed(invitation, registrations, link, recipient.language)
    has_seat = any(one.seat_no for one in registrations)
    calendar = emails.calendar(invitation.event, recipient.language) if has_seat else ""
    tell(recipient.email, recipient.name, parts, "answer-confirmed", language=recipient.language, calendar=calendar)
