"""What the mailbox brings: mails that came back, answers of calendars."""

from django.db import transaction
from django.utils import timezone

from klimapakt.lib import returned_mail
from partners.actions.log import log
from partners.models import Bounce, Recipient, User
from partners.signals import calendar_answered


@transaction.atomic
def take_in(content: bytes) -> None:
    """One mail of the mailbox. Taking it in twice changes nothing more."""
    message = returned_mail.parse(content)
    for failure in returned_mail.failures(message):
        note_bounce(failure)
    for answer in returned_mail.calendar_answers(message):
        calendar_answered.send(sender=None, answer=answer, sent_by=returned_mail.sender(message))


def note_bounce(failure: returned_mail.Failure) -> None:
    """Counted for mails of ours alone: nobody flags an address by a report about a mail that we never sent."""
    mails = Recipient.objects.filter(message_id=failure.message_id, email__iexact=failure.email)
    recipient = mails.exclude(message_id="").select_for_update().first()
    if recipient is None or Bounce.objects.filter(recipient=recipient).exists():
        return
    Bounce.objects.get_or_create(
        source=failure.source, defaults={"email": failure.email, "recipient": recipient, "reason": failure.reason}
    )
    recipient.state, recipient.error = Recipient.State.BOUNCED, failure.reason
    recipient.save(update_fields=["state", "error"])


@transaction.atomic
def clear_bounces(*, email: str, by: User) -> int:
    """The office knows that the address is good again."""
    count = Bounce.objects.standing().filter(email__iexact=email).update(cleared_at=timezone.now(), cleared_by=by)
    if count:
        log(by=by, verb="bounces-cleared", subject=Bounce.objects.filter(email__iexact=email).latest("at"))
    return count
