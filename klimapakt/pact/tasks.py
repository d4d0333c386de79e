"""Rendering of reports, in a worker of its own queue."""

import hashlib
import io
from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from klimapakt.pact import own_data
from klimapakt.pact.models import CityReport, DataExport, ProgressReport, ReportFile
from partners import jobs

Kind, Form = ReportFile.Kind, ReportFile.Form


@shared_task
def render_city_report(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        from klimapakt.pact import documents  # noqa: PLC0415 -- slow import

        report = CityReport.objects.select_related("snapshot").get(pk=progress.job.params["report"])
        progress.stage(_("Texts and charts are drawn"), 10)
        context = documents.city_report_context(report)
        progress.stage(_("Pages are set"), 20)
        content = documents.city_report(report, context)
        progress.stage(_("The short versions are set"), 60)
        made = [
            (kind, Form.PDF, documents.city_report(report, documents.city_report_context(report, kind)))
            for kind in (Kind.COUNCIL, Kind.SHORT)
        ]
        progress.stage(_("Pages for the browser and tables are made"), 80)
        made += [(kind, Form.HTML, documents.city_report_html(report, kind)) for kind in Kind]
        made += [
            (kind, Form.XLSX, documents.city_report_workbook(report, ReportFile(report=report, kind=kind).language))
            for kind in (Kind.FULL, Kind.SHORT)
        ]
        progress.stage(_("The files are checked and stored"), 90)
        store(report, content, made)
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
def store(report: CityReport, content: bytes, made: Iterable[tuple[str, str, bytes]]) -> None:
    """The report's own PDF, and what comes with it; the files before them go."""
    old = [report.file.name, *report.files.values_list("file", flat=True)]
    report.file.save(f"{stem(report)}.pdf", ContentFile(content), save=False)
    report.file_sha256, report.file_pages = hashlib.sha256(content).hexdigest(), pages_of(content)
    report.save(update_fields=["file", "file_sha256", "file_pages"])
    report.files.all().delete()
    for kind, form, data in made:
        part = ReportFile(report=report, kind=kind, form=form, sha256=hashlib.sha256(data).hexdigest())
        part.pages = pages_of(data) if form == Form.PDF else None
        part.file.save(f"{stem(report)}-{kind}.{form}", ContentFile(data))
    kept = {report.file.name, *report.files.values_list("file", flat=True)}
    storage = report.file.storage
    for name in {name for name in old if name} - kept:
        transaction.on_commit(partial(storage.delete, name))


def stem(report: CityReport) -> str:
    return f"{report.snapshot.year}-{report.snapshot.version}-{report.language}-{report.state}"


def pages_of(content: bytes) -> int:
    from pypdf import PdfReader  # noqa: PLC0415 -- slow import

    return len(PdfReader(io.BytesIO(content)).pages)
