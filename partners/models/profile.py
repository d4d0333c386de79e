"""What a partner says about itself, and who may see it."""

import hashlib
import json
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners import sectors, visibility

if TYPE_CHECKING:
    from partners.models.partner import Partner

COMPANY_DATA = (
    "division",
    "size",
    "employees",
    "district_id",
    "chamber_id",
    "chamber_sees_status",
    "programmes",
    "website",
    "description",
)  # what a partner changes by itself on one page


class Profile(models.Model):
    """The part of a partner that it writes for others."""

    division = models.CharField(_("division (WZ 2008)"), max_length=2, blank=True, editable=False)
    description = models.TextField(_("description"), max_length=1500, blank=True)
    logo = models.FileField(_("logo"), upload_to="partner-logos/", blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def division_name(self) -> str:
        """Empty where the office has moved the partner to another section since."""
        partner: Partner = self  # type: ignore[assignment]  # no other model has a profile
        line = sectors.divisions().get(self.division)
        return line.name if line and line.section == partner.sector else ""

    @property
    def edition(self) -> str:
        """What a page showed of the company's data. Whoever saves says so; another one: somebody was faster."""
        values = [str(getattr(self, name)) for name in COMPANY_DATA]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]

    def visible_fields(self, audience: str) -> set[str]:
        """What the public, the network or the office sees; `visibility` is looked up once, or prefetched."""
        partner: Partner = self  # type: ignore[assignment]  # as above
        return visibility.visible_fields(self.audiences(), audience, is_listed=partner.is_public)

    def audiences(self) -> dict[str, str]:
        """For whom each field is, chosen or by default."""
        partner: Partner = self  # type: ignore[assignment]  # as above
        chosen = {row.field: row.audience for row in partner.visibility.all()}
        return {field: chosen.get(field, visibility.default(field)) for field in visibility.FIELDS}


class ProfileVisibility(models.Model):
    """One field of one partner's profile: for whom it is. Without a row the default holds."""

    class Audience(models.TextChoices):
        PUBLIC = visibility.PUBLIC, _("everybody")
        NETWORK = visibility.NETWORK, _("partners of the pact")
        OFFICE = visibility.OFFICE, _("office only")

    class Field(models.TextChoices):
        SECTOR = "sector", _("Sector")
        SIZE = "size", _("Size")
        DISTRICT = "district", _("District")
        CHAMBER = "chamber", _("Chamber")
        WEBSITE = "website", _("Website")
        PROGRAMMES = "programmes", _("Programmes")
        DESCRIPTION = "description", _("Description")
        SINCE = "since", _("In the pact since")
        LOGO = "logo", _("Logo")
        CONTACT = "contact", _("Contact: name and e-mail address of the lead")

    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.CASCADE, related_name="visibility", verbose_name=_("partner")
    )
    field = models.CharField(_("field"), max_length=12, choices=Field)
    audience = models.CharField(_("visible for"), max_length=8, choices=Audience)

    class Meta:
        verbose_name = _("visibility of a field")
        verbose_name_plural = _("visibility of fields")
        ordering = ["partner", "field"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "field"], name="one_visibility_per_partner_and_field"),
            models.CheckConstraint(
                condition=models.Q(audience__in=["public", "network", "office"]), name="visibility_names_an_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.get_audience_display()}"


class PartnerYear(models.Model):
    """What a partner's figures of one year are divided by. Turnover is never shown outside partner and office."""

    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.CASCADE, related_name="years", verbose_name=_("partner")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    employees = models.PositiveIntegerField(
        _("employees"), null=True, blank=True, help_text=_("Full-time equivalents, on average over the year.")
    )
    floor_area_m2 = models.PositiveIntegerField(_("heated floor area"), null=True, blank=True)
    turnover_eur = models.DecimalField(
        _("turnover"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("reference values of a year")
        verbose_name_plural = _("reference values by year")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "year"], name="one_row_of_reference_values_per_year"),
            models.CheckConstraint(condition=models.Q(year__range=(1990, 2100)), name="reference_year_is_plausible"),
            models.CheckConstraint(
                condition=models.Q(turnover_eur__isnull=True) | models.Q(turnover_eur__gte=0),
                name="turnover_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.year}"
