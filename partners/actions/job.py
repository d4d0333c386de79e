"""Long work: a job and its task."""

from typing import Any

from celery import Task
from django.db import transaction

from klimapakt.lib.later import after_commit
from partners.models import Job, User


@transaction.atomic
def start_job(*, kind: str, title: str, task: Task, by: User, params: dict[str, Any] | None = None) -> Job:  # Any: JSON
    """Queue the task with the job's key once the transaction is through; without a broker the sweep ends the job."""
    job = Job.objects.create(kind=kind, title=title, started_by=by, params=params or {})
    after_commit(task, job.pk)
    return job
