"""The steps of an import of lines: a short list at once, a long one in a worker with visible progress."""

from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emissions import actions
from emissions.errors import BalanceLocked, ImportMoved
from emissions.models import LineImport
from partners import actions as partner_actions
from partners import jobs
from partners.models import Job, User

AT_ONCE: Final = 500  # rows that a request may take
READ, TAKE, UNDO = "read", "take", "undo"


def go(step: str, *, line_import: LineImport, rows: int, by: User) -> Job | None:
    """Do it, or have it done; a job that is at it already is not started twice."""
    if rows <= AT_ONCE:
        do(step, line_import, by)
        return None
    return start(step, line_import, by)


@transaction.atomic
def start(step: str, line_import: LineImport, by: User) -> Job:
    held = LineImport.objects.select_for_update(of=("self",)).defer("rows", "content").get(pk=line_import.pk)
    if held.job is not None and held.is_being_worked_on:
        return held.job
    held.job = partner_actions.start_job(
        kind=f"line-import-{step}",
        title=_("Import: %(file)s") % {"file": held.file_name},
        task=run_step,
        by=by,
        params={"import": held.pk, "step": step},
    )
    held.save(update_fields=["job"])
    return held.job


def do(step: str, line_import: LineImport, by: User) -> None:
    if step == READ:
        actions.read_line_import(line_import=line_import)
    elif step == TAKE:
        actions.take_line_import(line_import=line_import, by=by)
    else:
        actions.undo_line_import(line_import=line_import, by=by, now=timezone.now())


@shared_task
def run_step(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        job = progress.job
        found = LineImport.objects.select_related("balance__partner").get(pk=job.params["import"])
        progress.result(found.get_absolute_url())
        progress.stage(_("The rows are worked on"), 10)
        try:
            do(job.params["step"], found, job.started_by)
        except (ImportMoved, BalanceLocked):  # a colleague was faster: the page of the import says how it stands
            return
