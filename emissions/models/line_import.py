"""A file of lines for a balance: what it would change, and for a day the way back."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import Balance
from partners.models import Job

UNDO_HOURS = 24


class LineImportQuerySet(models.QuerySet["LineImport"]):
    def latest_first(self) -> Self:
        return self.defer("rows", "content").select_related("created_by").order_by("-created_at", "-pk")

    def to_forget(self, until: dt.datetime) -> Self:
        """Their rows have done their work: taken, undone, or left lying, before that moment."""
        is_old = Q(taken_at__lt=until) | Q(taken_at__isnull=True, created_at__lt=until)
        return self.filter(is_old).exclude(rows=[], content=b"")


class LineImport(models.Model):
    """One upload. Its rows go after a day; who, when and how many stays."""

    class State(models.TextChoices):
        READING = "reading", _("is read")
        READY = "ready", _("to be looked through")
        TAKEN = "taken", _("taken")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("cannot be read")

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        ERROR = "error", _("error")

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    file_name = models.CharField(_("name of the file"), max_length=120)
    content = models.BinaryField(_("file"), blank=True)
    headers = models.JSONField(_("columns of the file"), default=list, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    counts = models.JSONField(_("number of rows"), default=dict, blank=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    objects = LineImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of lines")
        verbose_name_plural = _("imports of lines")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["taken", "undone"], taken_at__isnull=False)
                | (~Q(state__in=["taken", "undone"]) & Q(taken_at__isnull=True)),
                name="taken_line_import_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("emissions:line_import", args=[self.balance.partner.slug, self.balance.year, self.pk])

    @property
    def undo_until(self) -> dt.datetime | None:
        return self.taken_at + dt.timedelta(hours=UNDO_HOURS) if self.taken_at else None

    def can_be_undone(self, now: dt.datetime) -> bool:
        return bool(self.state == self.State.TAKEN and self.undo_until and now < self.undo_until and self.rows)

    @property
    def to_take(self) -> int:
        return int(self.counts.get(self.Kind.NEW, 0) + self.counts.get(self.Kind.CHANGED, 0))

    @property
    def is_being_worked_on(self) -> bool:
        return self.job is not None and not self.job.has_ended
