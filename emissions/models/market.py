"""Power and heat by contract: what market-based scope 2 counts with."""

from typing import Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import Balance
from emissions.models.factor import BEYOND_ALL
from emissions.models.locking import child_of_approved_is_locked


class ContractQuerySet(models.QuerySet["Contract"]):
    def by_rank(self) -> Self:
        """Certificates first, then purchase agreements, then what a supplier says of its mix."""
        rank = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(Contract.Kind.values)))
        return self.annotate(rank=rank).order_by("energy", "rank", "pk")


class Contract(models.Model):
    """Power or heat of the year with its own factor. What is more than the consumption counts nothing."""

    class Energy(models.TextChoices):
        ELECTRICITY = "electricity", _("Electricity")
        HEAT = "heat", _("District heat")

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Guarantees of origin, cancelled for you")
        PPA = "ppa", _("Power purchase agreement with guarantees of origin")
        SUPPLIER = "supplier", _("Mix of your supplier, as it labels its energy")

    class Allocation(models.TextChoices):
        CARNOT = "carnot", _("Carnot method (FW 309-6)")
        IEA = "iea", _("IEA method")
        HEAT_ONLY = "heat_only", _("heat only, no power is made beside it")

    PROVED = (Kind.CERTIFICATE, Kind.PPA)

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="contracts")
    energy = models.CharField(_("energy"), max_length=12, choices=Energy)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    supplier = models.CharField(_("supplier"), max_length=120)
    kwh = models.DecimalField(_("kWh of the year"), max_digits=20, decimal_places=6)
    kg_per_kwh = models.DecimalField(_("kg CO₂e per kWh"), max_digits=20, decimal_places=8)
    allocation = models.CharField(
        _("how emissions of heat were allocated"), max_length=12, choices=Allocation, blank=True
    )
    evidence = models.FileField(_("evidence"), upload_to="contract-evidence/", blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("supply contract")
        verbose_name_plural = _("supply contracts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kwh__gt=0, kwh__lt=BEYOND_ALL), name="contract_is_about_some_energy"),
            models.CheckConstraint(
                condition=Q(kg_per_kwh__gte=0, kg_per_kwh__lt=BEYOND_ALL), name="contract_factor_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(kind="supplier") | ~Q(evidence=""), name="certificate_has_its_evidence"),
            models.CheckConstraint(
                condition=~Q(kind="supplier") | Q(kg_per_kwh__gt=0), name="emission_free_energy_has_a_certificate"
            ),
            models.CheckConstraint(
                condition=Q(energy="heat", allocation__in=["carnot", "iea", "heat_only"])
                | Q(energy="electricity", allocation=""),
                name="heat_names_its_allocation",
            ),
            models.CheckConstraint(condition=~Q(energy="heat", kind="ppa"), name="purchase_agreement_is_about_power"),
        ]
        triggers = [child_of_approved_is_locked("contract_of_approved_is_locked")]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.kwh} kWh"


class ResidualMix(models.Model):
    """What is left of the grid's power of a year once all certificates are taken out. The office enters it."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    kg_per_kwh = models.DecimalField(_("kg CO₂e per kWh"), max_digits=20, decimal_places=8)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("For example AIB, European Residual Mixes, table 2.")
    )
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("residual mix")
        verbose_name_plural = _("residual mixes")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kg_per_kwh__gt=0, kg_per_kwh__lt=10), name="residual_mix_is_in_kg_per_kwh"
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="residual_mix_has_its_year"),
        ]

    def __str__(self) -> str:
        return str(self.year)
