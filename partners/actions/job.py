"""Long work: a job and its task."""

from typing import Any

from celery import Task
from django.db import transaction
from django.utils import timezone

from klimapakt.lib.later import after_commit
from partners.models import Job, User


@transaction.atomic
def start_job(
    *,
    kind: str,
    title: str,
    task: Task,
    by: User,
    params: dict[str, Any] | None = None,  # Any: JSON
    is_stoppable: bool = False,
) -> Job:
    """Queue the task with the job's key once the transaction is through; without a broker the sweep ends the job."""
    job = Job.objects.create(
        kind=kind, title=title[:160], started_by=by, params=params or {}, is_stoppable=is_stoppable
    )
    after_commit(task, job.pk)
    return job


@transaction.atomic
def stop_job(*, job: Job) -> Job:
    """Its worker hears of it at its next word. What has ended, or cannot stop halfway, stays as it is."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.can_be_stopped:
        job.state, job.ended_at = Job.State.STOPPED, timezone.now()
        job.save(update_fields=["state", "ended_at"])
    return job
