"""A partner says that it leaves the pact."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.partner import Partner


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def pending(self) -> Self:
        return self.filter(state__in=Leaving.PENDING)

    def to_confirm(self) -> Self:
        return self.filter(state=Leaving.State.ANNOUNCED)

    def due(self, today: dt.date) -> Self:
        return self.filter(state=Leaving.State.CONFIRMED, leaves_on__lte=today)


class Leaving(models.Model):
    """Announced by a lead, confirmed by the office; on its day the partner's people lose access."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DONE = "done", _("done")

    PENDING = (State.ANNOUNCED, State.CONFIRMED)

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="leavings", verbose_name=_("partner"))
    leaves_on = models.DateField(_("last day in the pact"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ANNOUNCED)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("announced by")
    )
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = LeavingQuerySet.as_manager()

    class Meta:
        verbose_name = _("leaving")
        verbose_name_plural = _("leavings")
        ordering = ["-announced_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(state__in=["announced", "confirmed"]), name="one_leaving_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"]) | Q(confirmed_by__isnull=False),
                name="confirmed_leaving_names_who_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.leaves_on}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED
