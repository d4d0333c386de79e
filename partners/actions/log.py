"""The log: who did what, when and why."""

from django.db import models

from partners.models import LogEntry, Partner, User
from partners.models.log import VIEWED


def log(
    *,
    by: User | None,
    verb: str,
    subject: models.Model,
    partner: Partner | None = None,
    state_from: str = "",
    state_to: str = "",
    reason: str = "",
) -> LogEntry:
    return LogEntry.objects.create(
        by=by,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_key=str(subject.pk),
        partner=partner,
        state_from=state_from,
        state_to=state_to,
        reason=reason[:500],
    )


def view_as_partner(*, partner: Partner, by: User) -> LogEntry:
    """Begin to see the portal as the partner does."""
    return log(by=by, verb=VIEWED, subject=partner, partner=partner)
