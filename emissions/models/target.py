"""Where a partner wants to be, and when."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emissions.models.factor import BEYOND_ALL
from emissions.pathway import Path
from partners.models import Partner

if TYPE_CHECKING:
    from partners.models import User


class TargetQuerySet(models.QuerySet["Target"]):
    def valid(self) -> Self:
        return self.filter(superseded_at__isnull=True)

    def visible_to(self, user: "User") -> Self:
        if user.is_office:
            return self
        return self.filter(partner__memberships__user=user).exclude(partner__status=Partner.Status.LEFT)

    def with_open_proposal(self) -> Self:
        """Adds has_proposal: whether a recalculation of the base year waits for the partner."""
        asked = Target.objects.filter(pk=models.OuterRef("pk"), recalculations__state="proposed")
        return self.annotate(has_proposal=models.Exists(asked))

    def history_of(self, target: "Target") -> Self:
        return self.filter(partner=target.partner_id, scopes=target.scopes, unit=target.unit).order_by("-version")


class Target(models.Model):
    """A reduction target: base year and value, target year and value. A change is a new version with a reason."""

    class Scopes(models.TextChoices):
        S1 = "1", _("Scope 1")
        S12 = "1+2", _("Scope 1 and 2")
        S123 = "1+2+3", _("Scope 1, 2 and 3")

    class Basis(models.TextChoices):
        LOCATION = "location", _("location-based")
        MARKET = "market", _("market-based")

    class Unit(models.TextChoices):
        ABSOLUTE = "t", _("t CO₂e a year")
        PER_EMPLOYEE = "t_per_employee", _("t CO₂e per employee")
        PER_M2 = "kg_per_m2", _("kg CO₂e per m²")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="targets", verbose_name=_("partner"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    scopes = models.CharField(_("scopes"), max_length=5, choices=Scopes, default=Scopes.S12)
    basis = models.CharField(_("basis of scope 2"), max_length=8, choices=Basis, default=Basis.LOCATION)
    unit = models.CharField(_("unit"), max_length=16, choices=Unit, default=Unit.ABSOLUTE)
    base_year = models.PositiveSmallIntegerField(_("base year"))
    base_value = models.DecimalField(_("value in the base year"), max_digits=20, decimal_places=6)
    target_year = models.PositiveSmallIntegerField(_("target year"))
    target_value = models.DecimalField(_("value in the target year"), max_digits=20, decimal_places=6)
    interim = models.JSONField(
        _("interim targets"),
        default=dict,
        blank=True,
        help_text=_("Value by year, from the base year down to the target."),
    )
    note = models.TextField(_("note"), blank=True)
    is_public = models.BooleanField(_("may be published"), default=False)
    change_reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("set at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["partner", "scopes", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "scopes", "unit"],
                condition=Q(superseded_at__isnull=True),
                name="one_valid_target_per_partner_scopes_and_unit",
            ),
            models.UniqueConstraint(fields=["partner", "scopes", "unit", "version"], name="one_target_per_version"),
            models.CheckConstraint(condition=Q(target_year__gt=F("base_year")), name="target_lies_after_base_year"),
            models.CheckConstraint(
                condition=Q(base_value__gt=0, base_value__lt=BEYOND_ALL), name="base_value_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(target_value__gte=0) & Q(target_value__lt=F("base_value")),
                name="reduction_lies_between_0_and_100_percent",
            ),
            models.CheckConstraint(
                condition=Q(base_year__gte=1990, target_year__lte=2100), name="target_years_are_plausible"
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(change_reason=""), name="change_of_target_has_a_reason"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="interim_targets_lead_down_to_the_target",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("point", "record"), ("before", "numeric")],
                func="""
                    before := NEW.base_value;
                    FOR point IN
                        SELECT key::int AS year, value::numeric AS value FROM jsonb_each_text(NEW.interim) ORDER BY 1
                    LOOP
                        IF point.year <= NEW.base_year OR point.year >= NEW.target_year
                            OR point.value > before OR point.value < NEW.target_value THEN
                            RAISE EXCEPTION 'interim targets lie between base year and target, each below the last'
                                USING ERRCODE = 'check_violation',
                                    CONSTRAINT = 'interim_targets_lead_down_to_the_target';
                        END IF;
                        before := point.value;
                    END LOOP;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="target_is_replaced_and_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL
                        AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a target does not change: a new version replaces it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'target_is_replaced_and_never_changed';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.base_year}-{self.target_year}"

    def get_absolute_url(self) -> str:
        return reverse("emissions:target_detail", args=[self.partner.slug, self.pk])

    @property
    def path(self) -> Path:
        """From the base value through the interim targets, in straight lines."""
        points = {int(year): Decimal(value) for year, value in self.interim.items()}
        return Path(self.base_year, self.base_value, self.target_year, self.target_value, points)

    @property
    def is_absolute(self) -> bool:
        return self.unit == self.Unit.ABSOLUTE

    @property
    def reduction_percent(self) -> Decimal:
        return (self.base_value - self.target_value) / self.base_value * 100
