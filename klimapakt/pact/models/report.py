"""Frozen figures, and the reports that print them."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Job, Partner

if TYPE_CHECKING:
    from klimapakt.pact.models.report_file import ReportFile
    from partners.models import User


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of_pact(self) -> Self:
        """Not of one partner; newest first."""
        return self.filter(partner__isnull=True).order_by("-year", "-version")

    def before(self, snapshot: "Snapshot") -> "Snapshot | None":
        """The last one of the same year."""
        return self.filter(year=snapshot.year, version__lt=snapshot.version).first()


class Snapshot(models.Model):
    """The figures of the pact, or of one partner, as they stood at the cut-off. Never changes."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="snapshots", verbose_name=_("partner")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    cut_off = models.DateTimeField(_("cut-off"))
    figures = models.JSONField(_("figures"))
    rules_version = models.CharField(_("version of the rules"), max_length=20)
    factor_edition = models.CharField(_("edition of the factors"), max_length=40, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("frozen at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("frozen by")
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "year", "version"], name="one_snapshot_per_version", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_has_its_hash"),
        ]
        triggers = [pgtrigger.Protect(name="snapshot_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.year}, {self.version}"


class CityReportQuerySet(models.QuerySet["CityReport"]):
    def published(self) -> Self:
        return self.filter(state=CityReport.State.PUBLISHED)

    def latest_published(self) -> "CityReport | None":
        """The newest of the newest year, in whichever language; its figures are those that hold in public."""
        return self.published().select_related("snapshot").order_by("-snapshot__year", "-snapshot__version").first()

    def visible_to(self, user: "User") -> Self:
        """Every version for the city and the office, published ones for everybody."""
        return self if user.is_city or user.is_office else self.published()

    def with_parts(self) -> Self:
        return self.prefetch_related("files")

    def for_table(self) -> Self:
        return self.select_related("snapshot", "job", "snapshot__created_by").order_by(
            "-snapshot__year", "-snapshot__version"
        )


class CityReport(models.Model):
    """The annual report of the pact for one year: a snapshot, its texts and its file."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="city_reports", verbose_name=_("snapshot")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=2, default="de")
    greeting = models.TextField(_("words of greeting"), blank=True)
    greeting_by = models.CharField(_("greeting signed by"), max_length=160, blank=True)
    texts = models.JSONField(_("text modules"), default=dict, blank=True)  # chapter: {"de": …, "en": …}, as they stood
    examples = models.JSONField(_("good examples"), default=list, blank=True)
    left_out = models.JSONField(_("chapters left out"), default=list, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(_("file"), upload_to="city-reports/", blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    file_pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CityReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "language"], name="one_report_per_snapshot_and_language"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_report_has_its_time"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_report_does_not_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
                declare=[("rendered", "text[] := ARRAY['file', 'file_sha256', 'file_pages', 'job_id']")],
                func="""
                    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a published report does not change'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_report_does_not_change';
                """,
            )
        ]

    def __str__(self) -> str:
        return str(_("Annual report %(year)s") % {"year": self.snapshot.year})

    def get_absolute_url(self) -> str:
        return reverse("pact:city_report_detail", args=[self.pk])

    def parts(self) -> "models.QuerySet[ReportFile]":
        """What comes with the PDF, the full report first."""
        return self.files.order_by(models.Case(models.When(kind="full", then=0), default=1), "kind", "form")

    @property
    def has_failed(self) -> bool:
        """The last try to render it ended without a file of its present state."""
        return self.job is not None and self.job.state in (Job.State.FAILED, Job.State.STOPPED)

    @property
    def is_rendering(self) -> bool:
        return self.job is not None and not self.job.has_ended
