"""What stands beside scope 1 and 2, and is never netted with them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import KG_PER_T, Balance
from emissions.models.factor import BEYOND_ALL
from emissions.models.locking import child_of_approved_is_locked
from klimapakt.lib import numbers


class Scope3Category(models.Model):
    """One of the fifteen categories of scope 3: its emissions, or why there are none. What is missing is not zero."""

    class Category(models.IntegerChoices):
        PURCHASED = 1, _("Purchased goods and services")
        CAPITAL = 2, _("Capital goods")
        ENERGY = 3, _("Fuel- and energy-related activities (not included in scope 1 or scope 2)")
        UPSTREAM_TRANSPORT = 4, _("Upstream transportation and distribution")
        WASTE = 5, _("Waste generated in operations")
        TRAVEL = 6, _("Business travel")
        COMMUTING = 7, _("Employee commuting")
        UPSTREAM_LEASED = 8, _("Upstream leased assets")
        DOWNSTREAM_TRANSPORT = 9, _("Downstream transportation and distribution")
        PROCESSING = 10, _("Processing of sold products")
        USE = 11, _("Use of sold products")
        END_OF_LIFE = 12, _("End-of-life treatment of sold products")
        DOWNSTREAM_LEASED = 13, _("Downstream leased assets")
        FRANCHISES = 14, _("Franchises")
        INVESTMENTS = 15, _("Investments")

    class Status(models.TextChoices):
        CALCULATED = "calculated", _("calculated")
        NOT_RELEVANT = "not_relevant", _("not relevant")
        NOT_ESTIMATED = "not_estimated", _("not estimated yet")

    FIRST_DOWNSTREAM = 9

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="scope3_categories")
    number = models.PositiveSmallIntegerField(_("category"), choices=Category)
    status = models.CharField(_("status"), max_length=13, choices=Status)
    kg = models.DecimalField(_("kg CO₂e"), max_digits=30, decimal_places=14, null=True, blank=True)
    reason = models.CharField(_("reason, or how it was calculated"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("category of scope 3")
        verbose_name_plural = _("categories of scope 3")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["balance", "number"], name="one_state_per_scope3_category"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=15), name="scope3_has_fifteen_categories"),
            models.CheckConstraint(
                condition=Q(status="calculated", kg__isnull=False, kg__gte=0, kg__lt=BEYOND_ALL)
                | (~Q(status="calculated") & Q(kg__isnull=True) & ~Q(reason="")),
                name="scope3_category_has_a_value_or_a_reason",
            ),
        ]
        triggers = [child_of_approved_is_locked("scope3_of_approved_is_locked")]

    def __str__(self) -> str:
        return f"3.{self.number} {self.get_number_display()}"


class Credit(models.Model):
    """Carbon credits that were retired for the year. They are told, and reduce nothing."""

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="credits")
    t = models.DecimalField(_("amount"), max_digits=20, decimal_places=6)
    standard = models.CharField(_("standard"), max_length=80, help_text=_("For example Gold Standard, Verra VCS."))
    project = models.CharField(_("project"), max_length=160)
    vintage = models.PositiveSmallIntegerField(_("year in which the reduction took place"))
    registry_id = models.CharField(_("number in the registry"), max_length=80)
    retired_on = models.DateField(_("retired on"))

    class Meta:
        verbose_name = _("retired credit")
        verbose_name_plural = _("retired credits")
        ordering = ["retired_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(t__gt=0, t__lt=BEYOND_ALL), name="credit_is_about_some_tonnes"),
            models.CheckConstraint(condition=Q(vintage__gte=1990, vintage__lte=2100), name="credit_has_a_vintage"),
            models.UniqueConstraint(
                fields=["balance", "standard", "registry_id"], name="one_credit_per_number_of_the_registry"
            ),
        ]
        triggers = [child_of_approved_is_locked("credit_of_approved_is_locked")]

    def __str__(self) -> str:
        return f"{self.standard} {self.registry_id}"

    @property
    def kg(self) -> Decimal:
        return self.t * KG_PER_T


class OwnGeneration(models.Model):
    """Power that a partner makes itself: what it used is no purchase, what it sold is no deduction."""

    balance = models.OneToOneField(Balance, on_delete=models.CASCADE, related_name="own_generation")
    used_kwh = models.DecimalField(_("used yourself"), max_digits=20, decimal_places=6, null=True, blank=True)
    exported_kwh = models.DecimalField(_("fed into the grid"), max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("own generation")
        verbose_name_plural = _("own generation")
        constraints = [
            models.CheckConstraint(
                condition=(Q(used_kwh__isnull=True) | Q(used_kwh__gte=0, used_kwh__lt=BEYOND_ALL))
                & (Q(exported_kwh__isnull=True) | Q(exported_kwh__gte=0, exported_kwh__lt=BEYOND_ALL)),
                name="own_generation_is_not_negative",
            )
        ]
        triggers = [child_of_approved_is_locked("generation_of_approved_is_locked")]

    def __str__(self) -> str:
        return f"{self.used_kwh}, {self.exported_kwh}"


class Denominators(models.Model):
    """By what emissions are divided. Turnover is never published, nor part of a report of the city."""

    class Counting(models.TextChoices):
        FTE = "fte", _("full-time equivalents")
        HEADS = "heads", _("heads")

    class Area(models.TextChoices):
        NET = "net", _("net floor area (NGF)")
        GROSS = "gross", _("gross floor area (BGF)")

    balance = models.OneToOneField(Balance, on_delete=models.CASCADE, related_name="denominators")
    employees = models.DecimalField(_("employees"), max_digits=12, decimal_places=2, null=True, blank=True)
    counting = models.CharField(_("employees counted as"), max_length=5, choices=Counting, default=Counting.FTE)
    floor_area_m2 = models.DecimalField(_("floor area"), max_digits=14, decimal_places=2, null=True, blank=True)
    area = models.CharField(_("floor area measured as"), max_length=5, choices=Area, default=Area.NET)
    turnover_eur = models.DecimalField(_("turnover"), max_digits=20, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("reference values of a year")
        verbose_name_plural = _("reference values of a year")
        constraints = [
            models.CheckConstraint(
                condition=(Q(employees__isnull=True) | Q(employees__gt=0, employees__lt=10**8))
                & (Q(floor_area_m2__isnull=True) | Q(floor_area_m2__gt=0, floor_area_m2__lt=10**10))
                & (Q(turnover_eur__isnull=True) | Q(turnover_eur__gt=0, turnover_eur__lt=BEYOND_ALL)),
                name="denominators_are_positive",
            )
        ]
        triggers = [child_of_approved_is_locked("denominators_of_approved_are_locked")]

    def __str__(self) -> str:
        return f"{self.employees}, {self.floor_area_m2}"

    def of_the_year(self) -> dict[str, Decimal | None]:
        """As the partner's reference values have it: whole, and people only where counted in full-time equivalents."""
        values = {"floor_area_m2": _whole(self.floor_area_m2), "turnover_eur": self.turnover_eur}
        if self.counting == self.Counting.FTE:
            values["employees"] = _whole(self.employees)
        return values


def _whole(value: Decimal | None) -> Decimal | None:
    return None if value is None else numbers.rounded(value, 0)
