"""The base year, recalculated: from which value to which, why, and by whom. Both values stay."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emissions.models.factor import BEYOND_ALL
from emissions.models.target import Target


class BaseYearRecalculationQuerySet(models.QuerySet["BaseYearRecalculation"]):
    def proposed(self) -> Self:
        return self.filter(state=BaseYearRecalculation.State.PROPOSED)

    def on_base_of(self, target: Target) -> Self:
        """Of this target and of earlier versions that stand on the same base value."""
        same = ("partner", "scopes", "unit", "basis", "base_year", "base_value")
        return self.filter(**{f"target__{name}": getattr(target, name) for name in same}).order_by("created_at", "pk")

    def history_of(self, target: Target) -> Self:
        same = Target.objects.history_of(target).filter(version__lte=target.version)
        return self.filter(target__in=same.order_by().values("pk")).select_related("decided_by").order_by("-pk")


class BaseYearRecalculation(models.Model):
    """A change of a base value. Below the threshold it is noted and adds up; from the threshold on it is proposed."""

    class Trigger(models.TextChoices):
        STRUCTURE = "structure", _("Company parts bought, sold, merged, taken in or given away")
        BOUNDARY = "boundary", _("Another boundary (approach of consolidation)")
        METHOD = "method", _("Better method or better factors")
        ERROR = "error", _("Errors found, alone or together")
        SCOPE3 = "scope3", _("Scope 3 has become 40 % of the emissions or more")

    class State(models.TextChoices):
        NOTED = "noted", _("noted, below the threshold")
        PROPOSED = "proposed", _("proposed")
        APPLIED = "applied", _("recalculated")

    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, related_name="recalculations", verbose_name=_("target")
    )
    state = models.CharField(_("state"), max_length=8, choices=State)
    trigger = models.CharField(_("trigger"), max_length=10, choices=Trigger, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    old_value = models.DecimalField(_("value so far"), max_digits=20, decimal_places=6)
    new_value = models.DecimalField(_("new value"), max_digits=20, decimal_places=6)
    cumulated_percent = models.DecimalField(
        _("changes since the last recalculation, in percent of the base value"), max_digits=20, decimal_places=6
    )
    threshold_percent = models.DecimalField(_("threshold in percent"), max_digits=4, decimal_places=2)
    new_target = models.OneToOneField(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by", verbose_name=_("new version")
    )
    created_at = models.DateTimeField(_("computed at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("recalculated at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BaseYearRecalculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recalculation of a base year")
        verbose_name_plural = _("recalculations of base years")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="proposed"), name="one_open_recalculation_per_target"
            ),
            models.CheckConstraint(
                condition=Q(old_value__gt=0, new_value__gt=0, new_value__lt=BEYOND_ALL),
                name="recalculated_values_are_positive",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="recalculation_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="applied")
                | Q(new_target__isnull=False, decided_at__isnull=False, decided_by__isnull=False) & ~Q(trigger=""),
                name="recalculation_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state="noted", cumulated_percent__lt=F("threshold_percent"))
                | ~Q(state="noted") & Q(cumulated_percent__gte=F("threshold_percent")),
                name="base_year_is_recalculated_from_the_threshold_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.old_value} → {self.new_value}"

    @property
    def change_percent(self) -> Decimal:
        return (self.new_value - self.old_value) / self.old_value * 100
