"""A partner's own factor, with its evidence: in place of the portal's, or for an activity of scope 3."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emissions.carriers import BY_KEY
from emissions.models.balance import Balance
from emissions.models.beside import Scope3Category
from emissions.models.factor import BEYOND_ALL


class OwnFactorQuerySet(models.QuerySet["OwnFactor"]):
    def instead(self) -> Self:
        """Of the portal's factor for a carrier."""
        return self.exclude(key="")

    def for_category(self, number: int) -> Self:
        return self.filter(scope3_category=number)


class OwnFactor(models.Model):
    """Counts in one balance only, which shows its source and keeps its evidence."""

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="own_factors")
    name = models.CharField(_("name"), max_length=160)
    key = models.CharField(_("stands in place of"), max_length=100, blank=True)
    scope3_category = models.PositiveSmallIntegerField(
        _("category of scope 3"), choices=Scope3Category.Category, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=20)
    kg_co2e_per_unit = models.DecimalField(_("kg CO₂e per unit"), max_digits=20, decimal_places=8)
    valid_year = models.PositiveSmallIntegerField(_("valid for"))
    source = models.CharField(_("source"), max_length=300)
    evidence = models.FileField(_("evidence"), upload_to="factor-evidence/")
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("own factor")
        verbose_name_plural = _("own factors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["balance", "key"], condition=~Q(key=""), name="one_own_factor_in_place_of_another"
            ),
            models.CheckConstraint(
                condition=Q(scope3_category__isnull=True) & ~Q(key="")
                | Q(key="", scope3_category__isnull=False, scope3_category__gte=1, scope3_category__lte=15),
                name="own_factor_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(kg_co2e_per_unit__gt=0, kg_co2e_per_unit__lt=BEYOND_ALL), name="own_factor_is_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(valid_year__gte=1990, valid_year__lte=2100), name="own_factor_has_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=~Q(evidence="") & ~Q(source="") & ~Q(name="") & ~Q(unit=""),
                name="own_factor_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="own_factor_says_who_accepted_it",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="own_factor_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("handed_in", "timestamptz"), ("approved", "timestamptz"), ("owner", "bigint")],
                func="""
                    owner := CASE TG_OP WHEN 'INSERT' THEN NEW.balance_id ELSE OLD.balance_id END;
                    SELECT submitted_at, approved_at INTO handed_in, approved
                        FROM emissions_balance WHERE id = owner FOR SHARE;
                    IF TG_OP = 'UPDATE' AND approved IS NULL
                        AND to_jsonb(NEW) - 'accepted_at' - 'accepted_by_id'
                          = to_jsonb(OLD) - 'accepted_at' - 'accepted_by_id' THEN
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'UPDATE' OR handed_in IS NOT NULL THEN
                        RAISE EXCEPTION 'an own factor does not change, and stays in what was handed in'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'own_factor_never_changes';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def carrier_label(self) -> str:
        """What it stands in for, as the consumption page names it."""
        return str(BY_KEY[self.key].label) if self.key in BY_KEY else self.key
