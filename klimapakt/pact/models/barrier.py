"""What keeps somebody from using the portal, reported by whoever met it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def open(self) -> Self:
        return self.filter(state=BarrierReport.State.OPEN).order_by("created_at")


class BarrierReport(models.Model):
    """One report: on which page, what did not work, and whom to answer, if anybody."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")

    number = models.CharField(_("number"), max_length=12, unique=True)
    page = models.CharField(_("address of the page"), max_length=300, blank=True)
    text = models.TextField(_("what does not work"), max_length=4000)
    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="de")
    state = models.CharField(_("state"), max_length=4, choices=State, default=State.OPEN)
    note = models.TextField(_("what was done"), blank=True)
    created_at = models.DateTimeField(_("reported at"), auto_now_add=True)

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported barrier")
        verbose_name_plural = _("reported barriers")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | ~Q(note=""), name="done_barrier_says_what_was_done")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("admin:pact_barrierreport_change", args=[self.pk])
