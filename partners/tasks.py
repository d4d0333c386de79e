"""Sending letters. Each recipient is committed before and after, so that a dead worker leaves at most one in doubt."""

import datetime as dt
import re
import smtplib
import time
import traceback
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.mail.message import sanitize_address
from django.db import connection, transaction
from django.utils import timezone

from klimapakt.lib import ical_lines, mail, mould
from klimapakt.lib.later import after_commit
from klimapakt.lib.mould import FinishedMail, Mould
from partners.models import Letter, Pact, Recipient

BATCH = 200  # a second of work: opening the line and preparing the letter cost little beside it
MOST_ATTEMPTS = 6
PLAIN = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")  # nothing to encode
PERMANENT = 500  # SMTP answers from here on are final
ABOUT_US = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)  # not about the recipient

Moulds = dict[str, Mould]  # of one letter, by language


@dataclass
class Batch:
    """What one worker sends over one connection."""

    letter: Letter
    recipients: list[Recipient]
    me: str
    server: BaseEmailBackend = field(default_factory=get_connection)
    moulds: Moulds = field(default_factory=dict)
    arrived: int | None = None  # the server has it, which is committed together with what comes next


def send_soon(letter: Letter) -> None:
    """A mailing to many has workers of its own: no message waits behind it."""
    after_commit(send_mailing if letter.kind == Letter.Kind.BULK else send_letter, letter.pk)


@shared_task
def send_letter(letter_id: int) -> None:
    send_next(letter_id)


@shared_task
def send_mailing(letter_id: int) -> None:
    send_next(letter_id)


def send_next(letter_id: int) -> None:
    """Send what is due, a batch at a time. Running twice, or twice at once, sends nothing twice."""
    letter, me = Letter.objects.get(pk=letter_id), session_name()
    recipients = claim(letter_id, me)
    if len(recipients) == BATCH:
        send_soon(letter)  # before this batch: whoever is idle takes the next, and another letter may come between
    if recipients:
        send_batch(Batch(letter, recipients, me))
    close(letter_id)


@transaction.atomic
def claim(letter_id: int, me: str) -> list[Recipient]:
    """A batch of recipients that nobody else has claimed."""
    now = timezone.now()
    if not Letter.objects.due(now).filter(pk=letter_id).exists():
        return []
    waiting = Recipient.objects.waiting(now).filter(letter=letter_id)
    recipients = list(waiting.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    keys = [one.pk for one in recipients]
    Recipient.objects.filter(pk__in=keys).update(state=Recipient.State.CLAIMED, claimed_by=me, claimed_at=now)
    return recipients


def send_batch(batch: Batch) -> None:
    pause = 1 / settings.MAILS_PER_SECOND if settings.MAILS_PER_SECOND else 0
    prepare(batch)
    try:
        for recipient in batch.recipients:
            if mark(batch, recipient):
                send_one(batch, recipient)
            if pause:
                mark(batch)
                time.sleep(pause)
        mark(batch)
    finally:
        release(batch)
        batch.server.close()


def send_one(batch: Batch, recipient: Recipient) -> None:
    """Between the marks before and after lies the only moment of doubt."""
    key, server = recipient.pk, batch.server
    try:
        message = compose(batch.letter, recipient, batch.moulds)
        server.open()  # nothing if it is open: one connection serves the batch
        hand_over(server, message)
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        note_failure(recipient, f"{code} {text.decode(errors='replace')}", is_final=code >= PERMANENT)
        server.close()
    except smtplib.SMTPResponseException as answer:
        is_final = answer.smtp_code >= PERMANENT and not isinstance(answer, ABOUT_US)
        note_failure(recipient, f"{answer.smtp_code} {answer.smtp_error!r}", is_final=is_final)
        server.close()
    except (smtplib.SMTPException, OSError) as problem:
        if is_in_doubt(problem):
            Recipient.objects.filter(pk=key).update(state=Recipient.State.UNCLEAR, error=str(problem)[:500])
        else:
            note_failure(recipient, str(problem), is_final=False)
        server.close()
    except (mail.UnknownPlaceholder, ValueError) as problem:
        note_failure(recipient, str(problem), is_final=True)
    else:
        batch.arrived = key


def hand_over(server: BaseEmailBackend, message: FinishedMail) -> None:
    """Straight into the open line: Django would read both addresses anew for each mail."""
    if isinstance(server, SMTPBackend) and server.connection:
        server.connection.sendmail(message.sender, message.recipients(), message.content)
    else:
        server.send_messages([message])


MARK = """
DEALLOCATE ALL;
PREPARE mark (bigint, bigint, text) AS
WITH arrived AS (
    UPDATE partners_recipient SET state = 'sent', sent_at = now(), error = '' WHERE id = $1 AND state = 'in_transit'
)
UPDATE partners_recipient SET state = 'in_transit', message_id = $3
WHERE id = $2 AND state = 'claimed' AND claimed_by = %s
AND EXISTS (SELECT FROM partners_letter WHERE id = %s AND state = 'sending')
"""


def prepare(batch: Batch) -> None:
    """The statement of `mark`, read and planned once for all recipients."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [batch.me, batch.letter.pk])


def mark(batch: Batch, recipient: Recipient | None = None) -> bool:
    """The one before as sent, this one as on its way, in one commit; False if the letter was stopped."""
    if recipient is None and batch.arrived is None:
        return False
    key = recipient.pk if recipient else None
    message_id = mail.make_message_id(f"{batch.letter.pk}.{key}")
    with connection.connection.cursor() as cursor:  # the driver's: no history of recipients is kept
        cursor.execute("EXECUTE mark (%s, %s, %s)", [batch.arrived, key, message_id])
        batch.arrived = None
        if recipient is None or not cursor.rowcount:
            return False
    recipient.message_id = message_id
    return True


def is_in_doubt(problem: BaseException) -> bool:
    """The line broke while the server was taking the mail: it may have it, and only it knows."""
    return any(frame.name == "data" for frame in traceback.extract_tb(problem.__traceback__))


def compose(letter: Letter, recipient: Recipient, moulds: Moulds) -> FinishedMail:
    """What all share is encoded once; what the office wrote must have a value for each placeholder."""
    is_bulk = letter.kind == Letter.Kind.BULK
    if recipient.language not in moulds:
        moulds[recipient.language] = Mould(pattern(letter, recipient.language), is_strict=is_bulk)
    values = recipient.text_values()
    subject = mail.fill(letter.parts(recipient.language).subject, values, html=False, is_strict=is_bulk)
    address = recipient.email if PLAIN.fullmatch(recipient.email) else sanitize_address(("", recipient.email), "utf-8")
    content = moulds[recipient.language].cast(
        {**values, ical_lines.ATTENDEE: ical_lines.attendee(recipient.email, recipient.name)},
        {
            "To": mould.address(recipient.name, address),
            "Subject": subject,
            "Message-ID": recipient.message_id,
            "Date": format_datetime(timezone.localtime()),
            "List-Unsubscribe": f"<{values.get('unsubscribe_link', '')}>",
        },
    )
    return mould.finished(content, sender=settings.MAILBOX_ADDRESS or settings.DEFAULT_FROM_EMAIL, to=address)


def pattern(letter: Letter, language: str) -> EmailMultiAlternatives:
    """The letter as a mail to nobody, placeholders and all."""
    calendar = letter.calendar_for(language)
    if calendar and settings.MAILBOX_ADDRESS and letter.calendar_method:
        calendar = ical_lines.asking(calendar, settings.MAILBOX_ADDRESS)
    can_unsubscribe = (
        letter.kind == Letter.Kind.BULK and letter.recipients.filter(values__has_key="unsubscribe_link").exists()
    )
    return mail.build(
        letter.parts(language),
        to="nobody@localhost.example",
        message_id="<pattern@localhost.example>",
        reply_to=letter.reply_to or office_address(),
        language=language,
        unsubscribe_url="https://localhost.example/" if can_unsubscribe else "",
        calendar=calendar,
        attachments=attachments(letter),
    )


def attachments(letter: Letter) -> list[mail.Attachment]:
    if not letter.attachment:
        return []
    with letter.attachment.open("rb") as file:
        return [mail.Attachment(Path(str(letter.attachment)).name, file.read(), "application/pdf")]


@lru_cache(maxsize=1)
def _office_address(_minute: int) -> str:
    return Pact.objects.current().office_email


def office_address() -> str:
    """Where answers go; looked up once a minute."""
    return _office_address(int(time.monotonic() // 60))


def note_failure(recipient: Recipient, error: str, *, is_final: bool) -> None:
    """Final, or again later: after 1, 4, 9, 16 and 25 minutes."""
    attempts = recipient.attempts + 1
    is_final = is_final or attempts >= MOST_ATTEMPTS
    Recipient.objects.filter(pk=recipient.pk).update(
        state=Recipient.State.FAILED if is_final else Recipient.State.WAITING,
        attempts=attempts,
        next_attempt_at=timezone.now() + dt.timedelta(minutes=attempts**2),
        error=error[:500],
    )


def release(batch: Batch) -> None:
    """What a batch did not come to waits again; what an error left between the two marks is in doubt."""
    ours = Recipient.objects.filter(pk__in=[one.pk for one in batch.recipients], claimed_by=batch.me)
    ours.filter(state=Recipient.State.CLAIMED).update(state=Recipient.State.WAITING)
    ours.filter(state=Recipient.State.IN_TRANSIT).update(state=Recipient.State.UNCLEAR)


@transaction.atomic
def close(letter_id: int) -> None:
    """Done once nobody waits any more. Locked first: who tries failed recipients again comes before or after."""
    open_states = (Recipient.State.WAITING, Recipient.State.CLAIMED, Recipient.State.IN_TRANSIT)
    Letter.objects.select_for_update().filter(pk=letter_id).first()
    if not Recipient.objects.filter(letter=letter_id, state__in=open_states).exists():
        Letter.objects.filter(pk=letter_id, state=Letter.State.SENDING).update(
            state=Letter.State.DONE, ended_at=timezone.now()
        )


def session_name() -> str:
    """Names this worker's database session; when the session is gone, so is the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid || ':' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        )
        (name,) = cursor.fetchone()
    return str(name)
