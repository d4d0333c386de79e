"""What comes with the PDF of an annual report: its other versions, its pages for the browser, its tables."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klimapakt.pact.models.report import CityReport


class ReportFile(models.Model):
    """One file of a report. All are made from the same frozen figures and texts, in one go."""

    class Kind(models.TextChoices):
        FULL = "full", _("Full report")
        COUNCIL = "council", _("Version for the council")
        SHORT = "short", _("Short version in English")

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        HTML = "html", "HTML"
        XLSX = "xlsx", "XLSX"

    SLUGS = {"bericht": Kind.FULL, "ratsfassung": Kind.COUNCIL, "kurzfassung": Kind.SHORT}  # in addresses

    report = models.ForeignKey(CityReport, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    form = models.CharField(_("format"), max_length=4, choices=Form)
    file = models.FileField(_("file"), upload_to="city-reports/")
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)

    class Meta:
        verbose_name = _("file of an annual report")
        verbose_name_plural = _("files of annual reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "form"], name="one_file_per_kind_and_form"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="report_file_has_its_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.get_kind_display()} ({self.get_form_display()})"

    @property
    def slug(self) -> str:
        return next(slug for slug, kind in self.SLUGS.items() if kind == self.kind)

    @property
    def name(self) -> str:
        """Of a download."""
        snapshot = self.report.snapshot
        return f"{_('annual-report')}-{snapshot.year}-v{snapshot.version}-{self.slug}-{self.language}.{self.form}"

    @property
    def language(self) -> str:
        """The short version is the English one, whatever the report speaks."""
        return "en" if self.kind == self.Kind.SHORT else self.report.language
