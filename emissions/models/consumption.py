"""What was consumed, line by line."""

from collections.abc import Iterable
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import Balance
from emissions.models.beside import Scope3Category
from emissions.models.factor import BEYOND_ALL, Factor
from emissions.models.locking import child_of_approved_is_locked
from emissions.models.one_partner import PLACED, of_one_partner
from emissions.models.own_factor import OwnFactor
from partners.models import Site


class ConsumptionQuerySet(models.QuerySet["Consumption"]):
    def for_table(self) -> Self:
        return self.select_related("factor", "own_factor", "site").order_by("position", "pk")

    def direct(self) -> Self:
        """Lines of scope 1 and 2; those of scope 3 name their category."""
        return self.filter(scope3_category__isnull=True)

    def at(self, places: Iterable[Site | None]) -> Self:
        """Lines of these sites; None stands for the company as a whole."""
        return self.filter(_at(places))

    def elsewhere(self, places: Iterable[Site | None]) -> Self:
        return self.exclude(_at(places))

    def sums(self) -> list[dict[str, Any]]:  # Any: rows as Django counts them
        """Exact sums, added up by the database: one row per factor, category, and side of the city's border."""
        known = self.filter(kg__isnull=False).order_by()
        groups = known.values("scope3_category", "factor__scope", "factor__key", "site__is_in_city")
        summed = groups.annotate(
            all_kg=models.Sum("kg"),
            all_biogenic_kg=models.Sum("biogenic_kg"),
            all_amounts=models.Sum("amount"),
        )
        return list(summed)  # type: ignore[arg-type]  # stubs know rows of one kind only


def _at(places: Iterable[Site | None]) -> Q:
    places = list(places)
    return Q(site__in=[place for place in places if place]) | (Q(site=None) if None in places else Q(pk__in=[]))


class Consumption(models.Model):
    """One line of a balance: amount × factor, or the reason why there is none."""

    class Quality(models.TextChoices):
        BILLED = "billed", _("from the bill")
        MEASURED = "measured", _("measured")
        ESTIMATED = "estimated", _("estimated")

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="consumption", verbose_name=_("site")
    )
    factor = models.ForeignKey(
        Factor, on_delete=models.PROTECT, null=True, blank=True, related_name="consumption", verbose_name=_("factor")
    )
    own_factor = models.ForeignKey(
        OwnFactor,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="consumption",
        verbose_name=_("own factor"),
    )
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=6, null=True, blank=True)
    kg_co2e_per_unit = models.DecimalField(_("factor as used"), max_digits=20, decimal_places=8, null=True, blank=True)
    factor_year_gap = models.SmallIntegerField(_("years between balance and factor"), null=True, blank=True)
    kg = models.DecimalField(_("kg CO₂e"), max_digits=30, decimal_places=14, null=True, blank=True)
    biogenic_kg = models.DecimalField(_("kg biogenic CO₂"), max_digits=30, decimal_places=14, null=True, blank=True)
    scope3_category = models.PositiveSmallIntegerField(
        _("category of scope 3"), choices=Scope3Category.Category, null=True, blank=True
    )
    quality = models.CharField(_("data quality"), max_length=10, choices=Quality, default=Quality.BILLED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    absence_reason = models.CharField(_("why there is no amount"), max_length=300, blank=True)

    objects = ConsumptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("consumption")
        verbose_name_plural = _("consumption")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Q(factor__isnull=False) | Q(own_factor__isnull=False, scope3_category__isnull=False),
                    amount__isnull=False,
                    kg_co2e_per_unit__isnull=False,
                    kg__isnull=False,
                )
                | (~Q(absence_reason="") & Q(kg__isnull=True, amount__isnull=True)),
                name="consumption_has_a_factor_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kg__isnull=True) | Q(kg=F("amount") * F("kg_co2e_per_unit")),
                name="kg_is_amount_times_factor",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lt=BEYOND_ALL),
                name="amount_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(scope3_category__isnull=True)
                | Q(scope3_category__gte=1, scope3_category__lte=15, kg__isnull=False),
                name="scope3_line_has_a_category_and_an_amount",
            ),
        ]
        triggers = [
            child_of_approved_is_locked("line_of_approved_is_locked"),
            pgtrigger.Trigger(
                name="line_counts_with_its_balances_own_factor",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__own_factor_id__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM emissions_ownfactor WHERE id = NEW.own_factor_id
                            AND balance_id = NEW.balance_id AND kg_co2e_per_unit = NEW.kg_co2e_per_unit
                    ) THEN
                        RAISE EXCEPTION 'a line counts with an own factor of its balance'
                            USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'line_counts_with_its_balances_own_factor';
                    END IF;
                    RETURN NEW;
                """,
            ),
            of_one_partner(
                "line_lies_at_its_partners_site",
                PLACED,
                "line",
                pgtrigger.Insert | pgtrigger.UpdateOf("balance_id", "site_id"),  # type: ignore[no-untyped-call]  # no types
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used}: {self.amount}"

    @property
    def used(self) -> OwnFactor | Factor | None:
        """What the amount was multiplied with; the partner's own before the portal's."""
        return self.own_factor or self.factor

    @property
    def unit(self) -> str:
        return self.used.unit if self.used else ""


class PlaceOfConsumption(Site):
    """A site, as far as figures refer to it: it does not go to another partner without them."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            of_one_partner(
                "site_goes_with_its_lines",
                PLACED,
                "other",
                pgtrigger.UpdateOf("partner_id"),  # type: ignore[no-untyped-call]  # no types
            )
        ]
