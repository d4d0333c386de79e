"""What differs between cities is data: one row of settings, and the city's districts."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST_RECALCULATION_PERCENT = Decimal(5)  # GHG Protocol and SBTi: 5 % or less


def percent_of_recalculation(label: Any, **options: Any) -> models.DecimalField:  # Any: lazy text, as in Django
    """From which change on a base year is recalculated: the pact's rule, or a lower one of a partner."""
    bounds = [MinValueValidator(Decimal("0.01")), MaxValueValidator(MOST_RECALCULATION_PERCENT)]
    return models.DecimalField(label, max_digits=4, decimal_places=2, validators=bounds, **options)


def recalculates_from(name: str) -> models.CheckConstraint:
    """Unknown passes, as in every check of the database."""
    within = models.Q(recalculation_percent__gt=0, recalculation_percent__lte=MOST_RECALCULATION_PERCENT)
    return models.CheckConstraint(condition=within, name=name)


class PactQuerySet(models.QuerySet["Pact"]):
    def current(self) -> "Pact":
        """The one row; made with its defaults if the installation is new."""
        return self.first() or self.get_or_create(pk=1)[0]


class Pact(models.Model):
    """The settings of this installation: names, goals, contact, thresholds."""

    name = models.CharField(_("name of the pact"), max_length=120, default="Klimapakt")
    city = models.CharField(_("city"), max_length=80, default="Musterstadt")
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(_("target year of the city"), default=2035)
    target_t_per_head = models.DecimalField(
        _("target in t CO₂e per head and year"), max_digits=6, decimal_places=2, default=Decimal(2)
    )
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    business_share_percent = models.DecimalField(
        _("share of business in the city's CO₂ in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    saving_goal_t = models.DecimalField(
        _("what the city wants to save, in t a year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    summary_de = models.TextField(_("in short (German)"), blank=True)
    summary_en = models.TextField(_("in short (English)"), blank=True)
    office_name = models.CharField(_("name of the office"), max_length=160, default="Geschäftsstelle Klimapakt")
    office_address = models.TextField(_("address"), blank=True)
    office_email = models.EmailField(_("e-mail of the office"), default="klimapakt@stadt.example")
    office_phone = models.CharField(_("phone of the office"), max_length=40, blank=True)
    logo = models.FileField(_("logo"), upload_to="logo/", blank=True)
    months_until_first_delivery = models.PositiveSmallIntegerField(_("months until the first delivery"), default=12)
    years_between_rounds = models.PositiveSmallIntegerField(_("years between rounds"), default=1)
    agreement_reminder_days = models.PositiveSmallIntegerField(
        _("days until the reminder of an unsigned agreement"),
        default=14,
        validators=[MinValueValidator(1)],
        help_text=_("A second reminder follows after twice as many days."),
    )
    interest_draft_days = models.PositiveSmallIntegerField(
        _("days after which unfinished expressions of interest are deleted"),
        default=30,
        validators=[MinValueValidator(1)],
    )
    suppression_minimum = models.PositiveSmallIntegerField(
        _("public sums need at least so many partners"), default=5, validators=[MinValueValidator(2)]
    )
    dominance_percent = models.DecimalField(
        _("largest share of one partner in a public sum, in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(60),
        validators=[MaxValueValidator(100)],
    )
    recalculation_percent = percent_of_recalculation(
        _("change of a base year from which it is recalculated, in percent"),
        default=MOST_RECALCULATION_PERCENT,
        help_text=_("At most 5 %. A partner may have a lower threshold of its own."),
    )
    needs_two_people = models.BooleanField(
        _("two people check a balance"),
        default=False,
        help_text=_("Who began the check of a balance may not approve it (four-eyes principle)."),
    )
    postcodes = models.TextField(
        _("postcodes of the city"),
        blank=True,
        help_text=_("Decides whether a site lies in the city. If it is empty, partners are asked."),
    )
    team_invitation_days = models.PositiveSmallIntegerField(
        _("days that an invitation to a team is good for"), default=14, validators=[MinValueValidator(1)]
    )
    months_without_login = models.PositiveSmallIntegerField(
        _("months without a login until the office is told"), default=6, validators=[MinValueValidator(1)]
    )
    failed_mails_to_lead = models.PositiveSmallIntegerField(
        _("failed mails in a row to a lead until the office is told"), default=3, validators=[MinValueValidator(1)]
    )
    bounces_to_flag = models.PositiveSmallIntegerField(
        _("mails that came back until an address is written to no more"), default=3, validators=[MinValueValidator(1)]
    )

    objects = PactQuerySet.as_manager()

    class Meta:
        verbose_name = _("pact")
        verbose_name_plural = _("pact")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_pact"),
            models.CheckConstraint(
                condition=models.Q(suppression_minimum__gte=2), name="suppression_hides_single_partners"
            ),
            recalculates_from("pact_recalculates_from_5_percent_at_the_latest"),
        ]

    def __str__(self) -> str:
        return self.name

    def text(self, field: str) -> str:
        """`field` in the language of the page, in German where English is missing."""
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return str(english or getattr(self, f"{field}_de"))

    def lies_in_city(self, postcode: str) -> bool | None:
        """None where the postcodes are not recorded."""
        known = self.postcodes.replace(",", " ").split()
        return postcode in known if known else None

    @property
    def summary(self) -> str:
        return self.text("summary")


class DistrictQuerySet(models.QuerySet["District"]):
    def in_order(self) -> Self:
        return self.order_by("number", "name")


class District(models.Model):
    """A part of the city, for filters and reports."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
