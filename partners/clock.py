"""What runs by the clock. Running twice does no harm."""

import structlog
from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from klimapakt.lib.mailbox import mailbox
from partners import actions, jobs, retention, tasks
from partners.actions import interest
from partners.actions.agreement import remind_of_agreement
from partners.models import Agreement, Job, Letter, Pact, Recipient

log = structlog.get_logger(__name__)


@shared_task
def sweep_outbox() -> None:
    """Take up what dead workers left, then kick every letter in which something is due."""
    release_the_dead()
    now = timezone.now()
    due = Letter.objects.due(now).filter(
        recipients__state=Recipient.State.WAITING, recipients__next_attempt_at__lte=now
    )
    for letter in due.distinct():
        tasks.send_soon(letter)
    for key in Letter.objects.due(now).exclude(pk__in=due).values_list("pk", flat=True):
        tasks.close(key)


def release_the_dead() -> None:
    """Recipients of workers whose database session is gone: claimed ones wait again, those in transit are unclear."""
    busy = Recipient.objects.filter(state__in=(Recipient.State.CLAIMED, Recipient.State.IN_TRANSIT))
    names = set(busy.values_list("claimed_by", flat=True).distinct())  # before asking who lives: nobody is new then
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid || ':' || extract(epoch FROM backend_start) FROM pg_stat_activity")
        alive = {name for (name,) in cursor.fetchall()}
    orphans = busy.filter(claimed_by__in=names - alive)
    orphans.filter(state=Recipient.State.CLAIMED).update(state=Recipient.State.WAITING)
    orphans.filter(state=Recipient.State.IN_TRANSIT).update(state=Recipient.State.UNCLEAR)


@shared_task
def read_mailbox() -> None:
    """What came back, and answers of calendars. A mail that cannot be read is left aside and keeps no other waiting."""
    if not settings.MAILBOX_URL:
        return
    with mailbox(settings.MAILBOX_URL) as box:
        for key, content in box.unread():
            try:
                actions.take_in(content)
            except (ValueError, LookupError, TypeError, AttributeError):
                log.exception("returned_mail_unreadable")
            box.done(key)


@shared_task
def sweep_jobs() -> None:
    """Jobs of which nothing was heard for a quarter of an hour have failed, unless a worker holds their lock."""
    for job in Job.objects.stuck(timezone.now()).select_related("started_by"):
        if jobs.lock(job.pk):
            try:
                if Job.objects.stuck(timezone.now()).filter(pk=job.pk).exists():  # its worker may just have ended it
                    with translation.override(job.started_by.language):
                        jobs.end(job, Job.State.FAILED, _("The work was interrupted. Please start again."))
            finally:
                jobs.unlock(job.pk)


@shared_task
def remind_of_agreements() -> None:
    now = timezone.now()
    for agreement in Agreement.objects.to_remind(now, days=Pact.objects.current().agreement_reminder_days):
        remind_of_agreement(agreement=agreement, now=now)


@shared_task
def clear_forgotten_interests() -> None:
    interest.clear_forgotten_interests()


@shared_task
def keep_retention_rules() -> None:
    """Erase what is due, rule by rule; a rule that fails keeps no other from its work."""
    now = timezone.now()
    retention.warn_unused(now)
    for rule in retention.RULES.values():
        try:
            retention.apply(rule, now)
        except DatabaseError:
            log.exception("retention_failed", rule=rule.key)


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")


@shared_task
def expire_team_invitations() -> None:
    actions.expire_team_invitations(today=timezone.localdate())


@shared_task
def complete_handovers() -> None:
    actions.complete_handovers(today=timezone.localdate())


@shared_task
def complete_leavings() -> None:
    actions.complete_leavings(today=timezone.localdate())
