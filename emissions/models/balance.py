"""A partner's emissions of one calendar year."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emissions.models.delivery import Delivery
from emissions.models.factor import BEYOND_ALL, FactorSet
from emissions.models.locking import child_of_approved_is_locked
from emissions.models.one_partner import DELIVERED, PLACED, of_one_partner
from emissions.models.summing import sums_of_checked_balance_are_kept
from partners.models import Partner, Site

if TYPE_CHECKING:
    from partners.models import User

KG_PER_T = Decimal(1000)


class BalanceQuerySet(models.QuerySet["Balance"]):
    def valid(self) -> Self:
        return self.filter(superseded_at__isnull=True)

    def approved(self) -> Self:
        return self.valid().filter(approved_at__isnull=False)

    def to_check(self) -> Self:
        return self.valid().filter(submitted_at__isnull=False, approved_at__isnull=True)

    def of_partner(self, partner: Partner) -> Self:
        return self.valid().filter(partner=partner).order_by("-year")

    def visible_to(self, user: "User") -> Self:
        if user.is_office:
            return self
        return self.filter(partner__memberships__user=user).exclude(partner__status=Partner.Status.LEFT)

    def with_totals(self) -> Self:
        """Adds scope1_kg, scope2_location_kg, scope2_market_kg, scope3_kg, biogenic_kg (None: not stated)."""
        totals = {
            f"{scope}_kg": models.Sum("totals__kg", filter=Q(totals__scope=scope)) for scope in ScopeTotal.Scope.values
        }
        return self.annotate(**totals)


class Balance(models.Model):
    """Emissions of one partner in one calendar year: quick totals or lines."""

    class Entry(models.TextChoices):
        QUICK = "quick", _("totals per scope")
        LINES = "lines", _("consumption with factors")

    class Boundary(models.TextChoices):
        OPERATIONAL = "operational", _("operational control")
        FINANCIAL = "financial", _("financial control")
        EQUITY = "equity", _("equity share")

    class GwpSet(models.TextChoices):
        AR4 = "AR4", "AR4"
        AR5 = "AR5", "AR5"
        AR6 = "AR6", "AR6"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="balances", verbose_name=_("partner"))
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    correction_reason = models.CharField(_("reason for the correction"), max_length=300, blank=True)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="balances", verbose_name=_("delivery")
    )
    entry = models.CharField(_("entered as"), max_length=6, choices=Entry)
    boundary = models.CharField(_("boundary"), max_length=12, choices=Boundary, default=Boundary.OPERATIONAL)
    gwp_set = models.CharField(_("GWP set"), max_length=4, choices=GwpSet, default=GwpSet.AR5)
    factor_set = models.ForeignKey(
        FactorSet, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("factor set")
    )
    city_share_percent = models.DecimalField(
        _("share of the sites in the city, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    tool = models.CharField(_("where the totals come from"), max_length=160, blank=True)
    includes_upstream = models.BooleanField(_("upstream emissions are inside scope 1 and 2"), default=False)
    evidence = models.FileField(_("evidence"), upload_to="balance-evidence/", blank=True)
    business_year_ends_on = models.DateField(_("last day of the business year"), null=True, blank=True)
    is_market_fallback = models.BooleanField(
        _("scope 2 (market-based) counts power without proof with the grid's average"), default=False
    )
    note = models.TextField(_("note"), blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = BalanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "year"],
                condition=Q(superseded_at__isnull=True),
                name="one_valid_balance_per_partner_and_year",
            ),
            models.UniqueConstraint(fields=["partner", "year", "version"], name="one_balance_per_version"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="balance_has_a_plausible_year"),
            models.CheckConstraint(
                condition=Q(city_share_percent__isnull=True)
                | Q(city_share_percent__gte=0, city_share_percent__lte=100),
                name="city_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(submitted_at__isnull=False), name="approved_was_handed_in"
            ),
            models.CheckConstraint(
                condition=Q(business_year_ends_on__isnull=True)
                | Q(year=ExtractYear("business_year_ends_on"), business_year_ends_on__month__gte=6)
                | Q(year=ExtractYear("business_year_ends_on") - 1, business_year_ends_on__month__lt=6),
                name="business_year_counts_where_most_of_it_lies",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(correction_reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(approved_at__isnull=False),
                name="only_approved_balance_is_superseded",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="approved_balance_does_not_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL
                        AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'an approved balance does not change'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_balance_does_not_change';
                """,
            ),
            of_one_partner(
                "balance_has_its_partners_delivery",
                DELIVERED,
                "balance",
                pgtrigger.Insert | pgtrigger.UpdateOf("partner_id", "delivery_id"),  # type: ignore[no-untyped-call]  # no types
            ),
            of_one_partner(
                "balance_has_its_partners_sites",
                PLACED,
                "balance",
                pgtrigger.UpdateOf("partner_id"),  # type: ignore[no-untyped-call]  # no types
            ),
            sums_of_checked_balance_are_kept(),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("emissions:balance_detail", args=[self.partner.slug, self.year])

    @property
    def number(self) -> str:
        """What people quote on the phone."""
        return f"KB-{self.year}-{self.pk:05d}"

    @property
    def edition(self) -> str:
        """What a page showed. Whoever saves says so; another one means that somebody was faster."""
        return self.changed_at.isoformat()

    @property
    def is_draft(self) -> bool:
        return self.submitted_at is None

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    def places(self) -> models.QuerySet[Site]:
        """Where its consumption may lie: sites in use in its year, and those of lines that are there already."""
        sites = self.partner.sites.all()
        return sites.in_year(self.year) | sites.filter(pk__in=self.lines.values("site"))

    def year_before(self) -> "Balance | None":
        """Last year's valid balance of the same partner, with its totals."""
        before = Balance.objects.of_partner(self.partner).filter(year=self.year - 1)
        return before.with_totals().first()


class ScopeTotal(models.Model):
    """What a balance says for one scope: typed as a total, or summed from its lines."""

    class Scope(models.TextChoices):
        SCOPE1 = "scope1", _("Scope 1")
        SCOPE2_LOCATION = "scope2_location", _("Scope 2 (location-based)")
        SCOPE2_MARKET = "scope2_market", _("Scope 2 (market-based)")
        SCOPE3 = "scope3", _("Scope 3")
        BIOGENIC = "biogenic", _("biogenic CO₂ (outside the scopes)")

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="totals")
    scope = models.CharField(_("scope"), max_length=16, choices=Scope)
    kg = models.DecimalField(_("kg CO₂e"), max_digits=30, decimal_places=14)
    is_stated = models.BooleanField(_("typed, not calculated"), default=True)
    city_share = models.DecimalField(
        _("share of the sites in the city"), max_digits=9, decimal_places=8, null=True, blank=True
    )
    activity_effect_kg = models.DecimalField(max_digits=30, decimal_places=14, null=True, blank=True)
    factor_effect_kg = models.DecimalField(max_digits=30, decimal_places=14, null=True, blank=True)

    class Meta:
        verbose_name = _("total of a scope")
        verbose_name_plural = _("totals of the scopes")
        ordering = ["scope"]
        constraints = [
            models.UniqueConstraint(fields=["balance", "scope"], name="one_total_per_scope"),
            models.CheckConstraint(condition=Q(kg__gte=0, kg__lt=BEYOND_ALL), name="total_is_not_negative"),
            models.CheckConstraint(
                condition=Q(city_share__isnull=True) | Q(city_share__gte=0, city_share__lte=1),
                name="city_share_lies_between_0_and_1",
            ),
        ]
        triggers = [child_of_approved_is_locked("total_of_approved_is_locked")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.kg} kg"

    @property
    def t(self) -> Decimal:
        return self.kg / KG_PER_T
