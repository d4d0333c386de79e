"""The reports of all partners, in the worker of documents: one after the other, so that others get their turn."""

import tempfile
import zipfile
from typing import IO

import structlog
from celery import shared_task
from django.core.files.base import File
from django.utils.translation import gettext as _

from klimapakt.pact import actions
from klimapakt.pact.models import ProgressBatch, ProgressReport
from partners import jobs

log = structlog.get_logger(__name__)


@shared_task
def make_progress_reports(job_id: int) -> None:
    """Delivered again it goes on where it stopped. A report that fails keeps no other from being made."""
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        from klimapakt.pact import documents  # noqa: PLC0415 -- slow import

        batch = ProgressBatch.objects.select_related("created_by").get(pk=progress.job.params["batch"])
        partners = list(actions.partners_of(batch.year))
        failed = []
        for place, partner in enumerate(partners):
            text = _("%(done)s of %(all)s reports are made") % {"done": place, "all": len(partners)}
            progress.stage(text, place * 95 // len(partners))
            try:
                actions.make_of_batch(batch=batch, partner=partner, draw=documents.progress_report)
            except Exception:
                log.exception("progress_report_failed", partner=partner.pk, batch=batch.pk)
                failed.append(partner.name)
        progress.stage(_("The files are packed"), 96)
        batch.failed = failed
        with tempfile.TemporaryFile() as file:
            pack(batch, file)
            file.seek(0)
            batch.file.save(f"{batch.year}-{batch.pk}.zip", File(file), save=False)
        batch.save(update_fields=["file", "failed"])
        progress.result(batch.get_absolute_url())


def pack(batch: ProgressBatch, file: IO[bytes]) -> None:
    """One PDF a partner, by its address in the portal. PDFs are packed already."""
    reports = (
        ProgressReport.objects.filter(batch=batch)
        .select_related("snapshot__partner")
        .order_by("snapshot__partner__slug")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for report in reports.iterator():
            with report.file.open("rb") as content:
                packed.writestr(f"{report.partner.slug}-{batch.year}.pdf", content.read())
