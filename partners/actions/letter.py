"""Mail that must not be lost: letters and their recipients. Sending happens in `partners.tasks`."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners import tasks
from partners.actions.log import log
from partners.errors import LetterNotDraft, NoRecipients
from partners.models import Letter, Partner, Recipient, User


@dataclass(frozen=True)
class NewRecipient:
    """Somebody to write to, with the values for the placeholders of the letter."""

    email: str
    name: str = ""
    user: User | None = None
    partner: Partner | None = None
    language: str = "de"
    values: dict[str, Any] = field(default_factory=dict)  # Any: JSON


@transaction.atomic
def queue_letter(
    *,
    kind: str,
    purpose: str,
    subject: str,
    text: str,
    html: str,
    recipients: Iterable[NewRecipient],
    by: User | None = None,
    calendar: str = "",
    calendar_method: str = "",
    reply_to: str = "",
    send_at: dt.datetime | None = None,
) -> Letter:
    """Write a letter and send it after commit, or at `send_at`; nobody gets it twice. Raises NoRecipients."""
    letter = Letter.objects.create(
        kind=kind,
        purpose=purpose,
        state=Letter.State.SENDING,
        subject=subject,
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        reply_to=reply_to,
        send_at=send_at,
        created_by=by,
        started_at=timezone.now(),
    )
    add_recipients(letter, recipients)
    tasks.send_soon(letter)
    return letter


@transaction.atomic
def send_draft(*, letter: Letter, recipients: Iterable[NewRecipient], by: User | None) -> Letter:
    """Send a draft. Raises LetterNotDraft if somebody was faster, NoRecipients if there is nobody."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state != Letter.State.DRAFT:
        raise LetterNotDraft(letter)
    add_recipients(letter, recipients)
    letter.state, letter.started_at = Letter.State.SENDING, timezone.now()
    letter.save(update_fields=["state", "started_at"])
    log(by=by, verb="letter-sent", subject=letter, state_from=Letter.State.DRAFT, state_to=Letter.State.SENDING)
    tasks.send_soon(letter)
    return letter


@transaction.atomic
def stop_letter(*, letter: Letter, by: User) -> Letter:
    """Stop between two recipients; who has it, has it."""
    return move(letter, Letter.State.SENDING, Letter.State.STOPPED, by)


@transaction.atomic
def continue_letter(*, letter: Letter, by: User) -> Letter:
    letter = move(letter, Letter.State.STOPPED, Letter.State.SENDING, by)
    tasks.send_soon(letter)
    return letter


@transaction.atomic
def retry_failed(*, letter: Letter, by: User) -> int:
    """Try the failed recipients again; the unclear ones stay as they are, a stopped letter stays stopped.

    Returns how many.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    count = letter.recipients.filter(state=Recipient.State.FAILED).update(
        state=Recipient.State.WAITING, attempts=0, next_attempt_at=timezone.now(), error=""
    )
    if count:
        done = Letter.objects.filter(pk=letter.pk, state=Letter.State.DONE)
        done.update(state=Letter.State.SENDING, ended_at=None)
        log(by=by, verb="letter-retried", subject=letter, reason=str(count))
        tasks.send_soon(letter)
    return count


def move(letter: Letter, old: str, new: str, by: User) -> Letter:
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state != old:
        raise LetterNotDraft(letter)
    letter.state = new
    letter.save(update_fields=["state"])
    log(by=by, verb="letter-moved", subject=letter, state_from=old, state_to=new)
    return letter


def add_recipients(letter: Letter, recipients: Iterable[NewRecipient]) -> None:
    unique = {new.email.lower(): new for new in reversed(list(recipients))}
    if not unique:
        raise NoRecipients(letter)
    Recipient.objects.bulk_create(
        (
            Recipient(
                letter=letter,
                email=new.email,
                name=new.name,
                user=new.user,
                partner=new.partner,
                language=new.language,
                values=new.values,
            )
            for new in reversed(unique.values())
        ),
        batch_size=1000,
    )
