"""The frame in which a worker does a job: one worker at a time, progress that others see, an end in any case."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from klimapakt.lib.history import on_behalf_of
from klimapakt.lib.later import after_commit
from partners import emails, tasks
from partners.models import Job, Letter, Recipient

log = structlog.get_logger(__name__)
LOCKS = 7301  # our jobs, among the advisory locks of the database
MOST_STARTS = 3  # a job that kills its worker is delivered again and again


class Stopped(Exception):
    """Leads a worker out of a job that was stopped meanwhile."""


@dataclass
class Progress:
    """Says how far the work is; each word is seen at once. Raises Stopped if nobody wants the work any more."""

    job: Job

    def stage(self, text: str, percent: int) -> None:
        words = {"stage": text[:160], "percent": percent, "heard_at": timezone.now()}
        if not Job.objects.filter(pk=self.job.pk).exclude(state=Job.State.STOPPED).update(**words):
            raise Stopped(self.job)

    def result(self, url: str) -> None:
        Job.objects.filter(pk=self.job.pk).update(result_url=url)


@contextlib.contextmanager
def running(job_id: int) -> Iterator[Progress | None]:
    """Yields None if the job has ended, another worker does it, or it was begun too often. What goes wrong ends it.

    The lock belongs to the worker's database session: it is free again as soon as the worker is dead.
    """
    job = Job.objects.select_related("started_by").filter(pk=job_id).first()
    if job is None or job.has_ended or not lock(job.pk):
        yield None
        return
    try:
        job.refresh_from_db()
        if job.has_ended:
            yield None
            return
        with translation.override(job.started_by.language), on_behalf_of(job.started_by_id):
            if job.starts >= MOST_STARTS:
                log.error("job_given_up", job=str(job.uuid))
                end(job, Job.State.FAILED, _("The work broke off several times. Please tell the office."))
                yield None
                return
            begun = {"state": Job.State.RUNNING, "starts": job.starts + 1, "heard_at": timezone.now()}
            Job.objects.filter(pk=job.pk).exclude(state=Job.State.STOPPED).update(**begun)
            try:
                yield Progress(job)
            except Stopped:
                log.info("job_stopped", job=str(job.uuid))
            except Exception:
                log.exception("job_failed", job=str(job.uuid))
                end(job, Job.State.FAILED, _("Something went wrong. The error has been recorded; please start again."))
            else:
                end(job, Job.State.DONE, "")
    finally:
        unlock(job.pk)


@transaction.atomic
def end(job: Job, state: str, error: str) -> None:
    """Close a job and tell who started it. Whoever has stopped it knows."""
    closed = (
        Job.objects.filter(pk=job.pk)
        .exclude(state=Job.State.STOPPED)
        .update(
            state=state, error=error, ended_at=timezone.now(), **({"percent": 100} if state == Job.State.DONE else {})
        )
    )
    job.refresh_from_db()
    if not closed:
        return
    parts = emails.job_finished(job)
    letter = Letter.objects.create(
        purpose="job-finished",
        state=Letter.State.SENDING,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        started_at=timezone.now(),
    )
    Recipient.objects.create(
        letter=letter,
        email=job.started_by.email,
        name=str(job.started_by),
        user=job.started_by,
        language=job.started_by.language,
    )
    after_commit(tasks.send_letter, letter.pk)


def lock(key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, key])
        return bool(cursor.fetchone()[0])


def unlock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, key])
