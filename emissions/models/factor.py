"""Emission factors: dated, sourced, never changed once a balance stands on them."""

import hashlib
from decimal import Decimal
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

BEYOND_ALL = Decimal(10) ** 16  # no column holds as much; PostgreSQL's NaN counts as larger than all numbers


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class FactorSetQuerySet(models.QuerySet["FactorSet"]):
    def current(self) -> "FactorSet":
        """The edition that new balances use. Raises DoesNotExist before the first import."""
        return self.in_use()[:1].get()

    def in_use(self) -> Self:
        return self.filter(is_withdrawn=False).order_by("-published_on", "-pk")

    def for_office(self) -> Self:
        """With how many factors and valid balances stand on each."""
        here = self.model.objects.filter(pk=models.OuterRef("pk")).order_by()
        valid = models.Q(balance__superseded_at__isnull=True, balance__isnull=False)
        factors = here.annotate(count=models.Count("factors")).values("count")
        balances = here.annotate(count=models.Count("balance", filter=valid)).values("count")
        return self.annotate(factor_count=models.Subquery(factors), balance_count=models.Subquery(balances)).order_by(
            "-published_on", "-pk"
        )

    def of_content(self, content: bytes) -> "FactorSet | None":
        """The set that was made of this very file."""
        return self.filter(sha256=sha256_of(content)).first()

    def latest_in_use(self) -> "FactorSet | None":
        """As `current`, but None before the first import."""
        return self.in_use().first()


class FactorSet(models.Model):
    """One edition of the portal's factors."""

    edition = models.CharField(_("edition"), max_length=40, unique=True)
    published_on = models.DateField(_("published on"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = FactorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("factor set")
        verbose_name_plural = _("factor sets")
        ordering = ["-published_on"]
        constraints = [
            models.UniqueConstraint(fields=["sha256"], condition=~Q(sha256=""), name="one_factor_set_per_file"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False, withdrawal_reason="") | Q(is_withdrawn=True) & ~Q(withdrawal_reason=""),
                name="withdrawn_factor_set_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.edition

    def get_absolute_url(self) -> str:
        return reverse("emissions:factor_set", args=[self.pk])


class FactorQuerySet(models.QuerySet["Factor"]):
    def found(self, words: str) -> Self:
        """Each word stands somewhere in the key or in one of the names."""
        found = self
        for word in words.split():
            found = found.filter(Q(key__icontains=word) | Q(name_de__icontains=word) | Q(name_en__icontains=word))
        return found

    def in_scope(self, scope: str) -> Self:
        """Scope 3 has also the factors with the upstream chain inside."""
        return self.filter(scope__contains=scope)

    def for_table(self) -> Self:
        return self.select_related("factor_set").order_by("key", models.F("valid_year").desc(nulls_last=True))

    def for_balances(self) -> Self:
        """What may stand in a balance: no reference values, nothing with upstream inside."""
        return self.exclude(use=Factor.Use.REFERENCE).filter(scope__in=("1", "2", "3"))

    def for_category(self, number: int) -> Self:
        """What may stand in a category of scope 3; "1 | 3.6 | 3.7" does in two."""
        return self.for_balances().filter(ghgp_category__regex=rf"(^|[| ])3\.{number}($|[| ])")

    def for_year(self, year: int) -> Self:
        """One factor per key: the latest not after the year, else the earliest after it."""
        return (
            self.annotate(
                is_later=models.Case(
                    models.When(valid_year__gt=year, then=1), default=0, output_field=models.IntegerField()
                ),
                distance=models.functions.Abs(models.functions.Coalesce("valid_year", year) - year),
            )
            .order_by("key", "is_later", "distance")
            .distinct("key")
        )


class Factor(models.Model):
    """kg CO2e per unit of an activity, of one year, from one source."""

    class Use(models.TextChoices):
        DEFAULT = "default", _("suggested")
        ALTERNATIVE = "alternative", _("alternative")
        REFERENCE = "reference", _("for reference only")
        PROXY = "proxy", _("British proxy")

    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="factors")
    key = models.CharField(_("key"), max_length=100)
    valid_year = models.PositiveSmallIntegerField(_("valid for"), null=True, blank=True)
    name_de = models.CharField(_("name (German)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    scope = models.CharField(_("scope"), max_length=10)
    category = models.CharField(_("category"), max_length=120, blank=True)
    ghgp_category = models.CharField(_("GHG Protocol category"), max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    kg_co2e_per_unit = models.DecimalField(_("kg CO₂e per unit"), max_digits=20, decimal_places=8)
    kg_biogenic_per_unit = models.DecimalField(
        _("kg biogenic CO₂ per unit"), max_digits=20, decimal_places=8, null=True, blank=True
    )
    basis = models.CharField(_("location or market"), max_length=10, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    gwp_set = models.CharField(_("GWP set"), max_length=10, blank=True)
    use = models.CharField(_("use"), max_length=12, choices=Use)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("emission factor")
        verbose_name_plural = _("emission factors")
        ordering = ["key", "valid_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["factor_set", "key", "valid_year"], name="one_factor_per_key_and_year", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kg_co2e_per_unit__gte=0, kg_co2e_per_unit__lt=BEYOND_ALL), name="factor_is_not_negative"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="factor_never_changes", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_year})" if self.valid_year else self.name

    @property
    def is_for_balances(self) -> bool:
        """As `for_balances` asks of many."""
        return self.use != self.Use.REFERENCE and self.scope in ("1", "2", "3")

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_de
