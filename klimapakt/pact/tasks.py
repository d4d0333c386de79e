"""Rendering of reports, in a worker of its own queue."""

import hashlib
import io

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from klimapakt.pact import own_data
from klimapakt.pact.models import CityReport, DataExport, ProgressReport
from partners import jobs


@shared_task
def render_city_report(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        from klimapakt.pact import documents  # noqa: PLC0415 -- slow import

        report = CityReport.objects.select_related("snapshot").get(pk=progress.job.params["report"])
        progress.stage(_("Texts and charts are drawn"), 20)
        context = documents.city_report_context(report)
        progress.stage(_("Pages are set"), 45)
        content = documents.city_report(report, context)
        progress.stage(_("The file is checked and stored"), 90)
        store(report, content)
        progress.result(report.get_absolute_url())


@shared_task
def render_progress_report(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        from klimapakt.pact import documents  # noqa: PLC0415 -- slow import

        report = ProgressReport.objects.for_table().get(pk=progress.job.params["report"])
        progress.stage(_("Texts, charts and pages are set"), 20)
        content = documents.progress_report(report)
        progress.stage(_("The file is checked and stored"), 90)
        report.keep(content)
        report.save(update_fields=["file", "file_sha256", "file_pages"])
        progress.result(report.get_absolute_url())


@shared_task
def pack_own_data(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        export = DataExport.objects.select_related("user").get(pk=progress.job.params["export"])
        progress.stage(_("Your data is collected"), 20)
        export.file.save(f"{export.uuid}.zip", ContentFile(own_data.packed(export.user)))
        progress.result(export.get_absolute_url())


@transaction.atomic
def store(report: CityReport, content: bytes) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 -- slow import

    old = report.file.name
    name = f"{report.snapshot.year}-{report.snapshot.version}-{report.language}-{report.state}.pdf"
    report.file.save(name, ContentFile(content), save=False)
    report.file_sha256 = hashlib.sha256(content).hexdigest()
    report.file_pages = len(PdfReader(io.BytesIO(content)).pages)
    report.save(update_fields=["file", "file_sha256", "file_pages"])
    if old and old != report.file.name:
        storage = report.file.storage
        transaction.on_commit(lambda: storage.delete(old))
