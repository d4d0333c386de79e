"""The places of a partner."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteQuerySet(models.QuerySet["Site"]):
    def in_city(self) -> Self:
        return self.filter(is_in_city=True)

    def in_year(self, year: int) -> Self:
        """Not given up before the year began."""
        return self.filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__year__gte=year))

    def in_use(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)


class Site(models.Model):
    """A place of a partner, in the city or elsewhere in its group."""

    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.CASCADE, related_name="sites", verbose_name=_("partner")
    )
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=80)
    is_in_city = models.BooleanField(_("lies in the city"), default=True)
    floor_area_m2 = models.PositiveIntegerField(_("floor area in m²"), null=True, blank=True)
    closed_on = models.DateField(_("given up on"), null=True, blank=True)
    closed_reason = models.CharField(_("reason for giving it up"), max_length=200, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["-is_in_city", "name"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "name"], name="one_site_per_name_and_partner"),
            models.CheckConstraint(condition=models.Q(postcode__regex=r"^\d{5}$"), name="postcode_has_five_digits"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | ~models.Q(closed_reason=""),
                name="site_given_up_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
