"""The steps of an import: a short list at once, a long one in a worker with visible progress."""

from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import actions, jobs
from partners.errors import ImportMoved, InvitationOver
from partners.models import Job, PartnerImport, TeamInvitation, User

AT_ONCE: Final = 500  # rows that a request may take
READ, TAKE, UNDO = "read", "take", "undo"
FROM: Final = {
    READ: PartnerImport.State.READING,
    TAKE: PartnerImport.State.READY,
    UNDO: PartnerImport.State.TAKEN,
}


def go(step: str, *, partner_import: PartnerImport, rows: int, by: User) -> Job | None:
    """Do it, or have it done; a job that is at it already is not started twice. Raises ImportMoved."""
    if rows <= AT_ONCE:
        do(step, partner_import, by)
        return None
    return start(step, partner_import, by)


@transaction.atomic
def start(step: str, partner_import: PartnerImport, by: User) -> Job:
    held = PartnerImport.objects.select_for_update(of=("self",)).get(pk=partner_import.pk)
    if held.job is not None and held.is_being_worked_on:
        return held.job
    if held.state != FROM[step]:
        raise ImportMoved(held)
    held.job = actions.start_job(
        kind=f"partner-import-{step}",
        title=TITLES[step]() % {"file": held.file_name},
        task=run_step,
        by=by,
        params={"import": held.pk, "step": step},
    )
    held.save(update_fields=["job"])
    return held.job


TITLES = {
    READ: lambda: _("Import: %(file)s is read"),
    TAKE: lambda: _("Import: %(file)s is taken"),
    UNDO: lambda: _("Import: %(file)s is undone"),
}


def do(step: str, partner_import: PartnerImport, by: User, progress: jobs.Progress | None = None) -> None:
    if step == READ:
        actions.read_import(partner_import=partner_import, tell=progress.stage if progress else None)
    elif step == TAKE:
        actions.take_import(partner_import=partner_import, by=by, today=timezone.localdate())
    else:
        actions.undo_import(partner_import=partner_import, by=by, now=timezone.now())


@shared_task
def run_step(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        job = progress.job
        found = PartnerImport.objects.get(pk=job.params["import"])
        progress.result(found.get_absolute_url())
        progress.stage(_("The rows are worked on"), 10)
        try:
            do(job.params["step"], found, job.started_by, progress)
        except ImportMoved:  # a colleague was faster: the page of the import says what they did
            return


@transaction.atomic
def start_sending(*, by: User) -> Job:
    """All that is prepared. Two jobs at once send nothing twice: each invitation is locked, and is sent only once."""
    return actions.start_job(
        kind="prepared-invitations", title=_("Invitations are sent"), task=send_prepared_invitations, by=by
    )


@shared_task
def send_prepared_invitations(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        keys = list(TeamInvitation.objects.unsent().order_by("pk").values_list("pk", flat=True))
        for number, key in enumerate(keys):
            progress.stage(
                _("%(number)s of %(total)s invitations") % {"number": number, "total": len(keys)},
                100 * number // len(keys),
            )
            send(key, progress.job.started_by)


def send(key: int, by: User) -> bool:
    invitation = TeamInvitation.objects.filter(pk=key).first()
    if invitation is None:
        return False
    try:
        actions.send_prepared_invitation(invitation=invitation, by=by, today=timezone.localdate())
    except InvitationOver:
        return False
    return True
