"""A partner's own report, and the batch in which the office makes those of all."""

import hashlib
import io
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader

from klimapakt.pact.models.report import Snapshot
from partners.models import Job, Partner


class ProgressBatchQuerySet(models.QuerySet["ProgressBatch"]):
    def with_counts(self) -> Self:
        """Adds made: how many reports are there."""
        return self.annotate(made=models.Count("reports"))


class ProgressBatch(models.Model):
    """One order of the office: the reports of all partners with a checked balance of a year, in one ZIP file."""

    year = models.PositiveSmallIntegerField(_("year"))
    language = models.CharField(_("language"), max_length=2, default="de")
    with_costs = models.BooleanField(_("with costs"), default=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(_("file"), upload_to="progress-batches/", blank=True)
    failed = models.JSONField(_("partners without a report"), default=list, blank=True)
    created_at = models.DateTimeField(_("ordered at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("ordered by")
    )

    objects = ProgressBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of progress reports")
        verbose_name_plural = _("batches of progress reports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(_("Progress reports %(year)s") % {"year": self.year})

    def get_absolute_url(self) -> str:
        return reverse("pact:progress_batch_list")

    @property
    def is_at_work(self) -> bool:
        return self.job is not None and not self.job.has_ended


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def of_partner(self, partner: Partner) -> Self:
        return self.filter(snapshot__partner=partner).for_table()

    def for_table(self) -> Self:
        return self.select_related("snapshot__partner", "snapshot__created_by", "job", "batch").order_by("-pk")


class ProgressReport(models.Model):
    """The frozen figures of one partner, told in one language with what the partner chose to tell."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="progress_reports", verbose_name=_("snapshot")
    )
    language = models.CharField(_("language"), max_length=2, default="de")
    with_costs = models.BooleanField(_("with costs"), default=False)
    contacts = models.TextField(_("contacts named"), blank=True)
    logo = models.FileField(_("logo"), upload_to="progress-reports/logos/", blank=True)
    batch = models.ForeignKey(
        ProgressBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("batch")
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(_("file"), upload_to="progress-reports/", blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    file_pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [
            models.UniqueConstraint(fields=["snapshot"], name="one_progress_report_per_snapshot"),
            models.CheckConstraint(
                condition=Q(file="", file_sha256="") | ~Q(file="") & Q(file_sha256__regex=r"^[0-9a-f]{64}$"),
                name="file_of_a_progress_report_has_its_hash",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="progress_report_does_not_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("rendered", "text[] := ARRAY['file', 'file_sha256', 'file_pages', 'job_id', 'batch_id']")],
                func="""
                    IF to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a progress report does not change'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'progress_report_does_not_change';
                """,
            )
        ]

    def __str__(self) -> str:
        return str(_("Progress report %(year)s") % {"year": self.snapshot.year})

    def get_absolute_url(self) -> str:
        return reverse("pact:progress_report_detail", args=[self.partner.slug, self.pk])

    @property
    def partner(self) -> Partner:
        assert self.snapshot.partner is not None  # noqa: S101 -- its snapshot is of a partner
        return self.snapshot.partner

    @property
    def number(self) -> str:
        return f"FB-{self.snapshot.year}-{self.snapshot.version}-{self.snapshot.sha256[:8]}"

    @property
    def is_rendering(self) -> bool:
        return not self.file and self.job is not None and not self.job.has_ended

    @property
    def has_failed(self) -> bool:
        """The work ended without a file: it broke off, or somebody stopped it."""
        return not self.file and not self.is_rendering

    def keep(self, content: bytes) -> None:
        """The rendered PDF with its hash. The caller saves."""
        name = f"{self.snapshot.year}-{self.snapshot.version}-{self.language}.pdf"
        self.file.save(name, ContentFile(content), save=False)
        self.file_sha256 = hashlib.sha256(content).hexdigest()
        self.file_pages = len(PdfReader(io.BytesIO(content)).pages)
