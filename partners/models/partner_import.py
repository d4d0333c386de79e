"""An import of a list of partners: the file, its rows as they were understood, and what became of them."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.job import Job
from partners.models.partner import Partner
from partners.models.site import Site
from partners.models.team import TeamInvitation

UNDO_HOURS = 24


class PartnerImportQuerySet(models.QuerySet["PartnerImport"]):
    def latest_first(self) -> Self:
        return self.select_related("created_by").order_by("-created_at", "-pk")

    def to_forget(self, until: dt.datetime) -> Self:
        """Their file and rows have done their work: taken, undone, or left lying, before that moment."""
        is_old = Q(taken_at__lt=until) | Q(taken_at__isnull=True, created_at__lt=until)
        return self.filter(is_old).exclude(file="")


class PartnerImport(models.Model):
    """One upload. File and rows hold personal data and go after a day; who, when and how many stays."""

    class State(models.TextChoices):
        READING = "reading", _("is read")
        READY = "ready", _("to be looked through")
        TAKEN = "taken", _("taken")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("cannot be read")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    file = models.FileField(_("file"), upload_to="partner-imports/", blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120)
    headers = models.JSONField(_("columns of the file"), default=list, blank=True)
    unknown = models.JSONField(_("unknown columns"), default=list, blank=True)
    counts = models.JSONField(_("number of rows"), default=dict, blank=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("undone or cancelled at"), null=True, blank=True)

    objects = PartnerImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of partners")
        verbose_name_plural = _("imports of partners")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["taken", "undone"], taken_at__isnull=False, taken_by__isnull=False)
                | (~Q(state__in=["taken", "undone"]) & Q(taken_at__isnull=True)),
                name="taken_import_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("partners:import_detail", args=[self.pk])

    def can_be_undone(self, now: dt.datetime) -> bool:
        """For a day, and while its rows are there."""
        if self.state != self.State.TAKEN or self.taken_at is None or not self.file:
            return False
        return now < self.taken_at + dt.timedelta(hours=UNDO_HOURS)

    @property
    def undo_until(self) -> dt.datetime | None:
        return self.taken_at + dt.timedelta(hours=UNDO_HOURS) if self.taken_at else None

    @property
    def to_take(self) -> int:
        return int(self.counts.get("new", 0) + self.counts.get("changed", 0))

    @property
    def is_being_worked_on(self) -> bool:
        return self.job is not None and not self.job.has_ended


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def to_take(self) -> Self:
        return self.filter(kind__in=(ImportRow.Kind.NEW, ImportRow.Kind.CHANGED))

    def of_kind(self, kind: str) -> Self:
        """All, where no kind is named."""
        return self.filter(kind=kind) if kind else self

    def not_as_shown(self) -> Self:
        """What taking or undoing left as it was, because somebody had been at work there."""
        return self.filter(outcome__in=(ImportRow.Outcome.OVERTAKEN, ImportRow.Outcome.KEPT))

    def taken(self) -> Self:
        return self.filter(outcome=ImportRow.Outcome.TAKEN)

    def in_order(self) -> Self:
        return self.select_related("partner").order_by("number")

    def by_kind(self) -> dict[str, int]:
        return dict(self.order_by().values_list("kind").annotate(Count("pk")))

    def by_outcome(self) -> dict[str, int]:
        return dict(self.order_by().values_list("outcome").annotate(Count("pk")))


class ImportRow(models.Model):
    """One row of the file: what it says, what that means for which partner, and what became of it."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        QUESTION = "question", _("to be decided")
        ERROR = "error", _("error")

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        OVERTAKEN = "overtaken", _("changed by somebody else meanwhile")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("stays: somebody has worked on it since")

    partner_import = models.ForeignKey(PartnerImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("result"), max_length=8, choices=Kind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    cells = models.JSONField(_("cells"), default=list)
    values = models.JSONField(_("values"), default=dict)
    changes = models.JSONField(_("changes"), default=list, blank=True)  # key, before, after
    problems = models.JSONField(_("problems"), default=list, blank=True)  # column, value, reason, suggestion
    near = models.JSONField(_("similar partners"), default=list, blank=True)  # key, reasons
    partner = models.ForeignKey(Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey(TeamInvitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["partner_import", "number"], name="one_row_per_import_and_number"),
            models.UniqueConstraint(
                fields=["partner_import", "partner"],
                condition=Q(kind__in=["changed", "same"]),
                name="one_row_per_import_and_partner",
            ),
            models.CheckConstraint(condition=~Q(kind="changed") | ~Q(changes=[]), name="changed_row_says_what_changes"),
            models.CheckConstraint(condition=~Q(kind="error") | ~Q(problems=[]), name="error_row_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
