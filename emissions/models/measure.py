"""What a partner does to emit less, and what came of it."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions.models.factor import BEYOND_ALL
from partners.models import Partner

if TYPE_CHECKING:
    from partners.models import User


SAVINGS = ("saving_eur_per_year", "saving_kwh_per_year", "saving_water_m3_per_year", "saving_waste_t_per_year")


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: "User") -> Self:
        if user.is_office:
            return self
        return self.filter(partner__memberships__user=user).exclude(partner__status=Partner.Status.LEFT)

    def effective(self) -> Self:
        return self.exclude(status=Measure.Status.DROPPED)

    def to_update(self, year: int) -> Self:
        """What a partner is asked about for that year: all that it has not dropped and that should have begun."""
        return self.effective().filter(starts_on__year__lte=year + 1)

    def with_update_of(self, year: int) -> Self:
        """Adds of_year: the update of that year, or none."""
        updates = MeasureUpdate.objects.filter(year=year)
        return self.prefetch_related(models.Prefetch("updates", queryset=updates, to_attr="of_year"))

    def achieved_by_field(self, year: int, *, since: int) -> dict[str, Decimal]:
        """t CO2e that one year brought, by field of action, from measures that have begun since a base year."""
        own = self.effective().filter(starts_on__year__gte=since).order_by()
        found = MeasureUpdate.objects.filter(measure__in=own, year=year, achieved_t__gt=0)
        rows = found.values_list("measure__field").annotate(sum=models.Sum("achieved_t"))
        return dict(rows.order_by("-sum", "measure__field"))

    def in_library(self, day: dt.date) -> Self:
        """Released by its partner, checked by the office, at work; with what the latest checked year brought."""
        checked = MeasureUpdate.objects.filter(measure=models.OuterRef("pk"), checked_t__isnull=False).order_by("-year")
        return (
            self.filter(is_released=True, status__in=(Measure.Status.RUNNING, Measure.Status.DONE))
            .filter(partner__in=Partner.objects.joined_by(day).values("pk"))
            .annotate(
                checked_year=models.Subquery(checked.values("year")[:1]),
                checked_t=models.Subquery(checked.values("checked_t")[:1]),
            )
            .filter(checked_year__isnull=False)
        )

    def largest_first(self) -> Self:
        """Of the library, by field of action and what was checked."""
        return self.order_by("field", models.F("checked_t").desc(), "pk")

    def in_order(self) -> Self:
        return self.order_by("starts_on", "title", "pk")

    def same_as(self, measure: "Measure", partner: Partner) -> Self:
        """Pressed twice: the same title and beginning, recorded in the last minutes."""
        just_now = timezone.now() - dt.timedelta(minutes=2)
        return self.filter(partner=partner, title=measure.title, starts_on=measure.starts_on, created_at__gte=just_now)

    def with_latest(self) -> Self:
        """Adds achieved_t, checked_t and result_year of the latest year reported."""
        latest = MeasureUpdate.objects.filter(measure=models.OuterRef("pk")).order_by("-year")
        return self.annotate(
            result_year=models.Subquery(latest.values("year")[:1]),
            achieved_t=models.Subquery(latest.values("achieved_t")[:1]),
            checked_t=models.Subquery(latest.values("checked_t")[:1]),
        )

    def sums(self) -> dict[str, Any]:  # Any: decimals and counts
        """Planned, achieved and checked t a year side by side, each with how many measures it stands on."""
        names = ("planned_t_per_year", "achieved_t", "checked_t")
        return self.with_latest().aggregate(
            measures=models.Count("pk"),
            **{f"{name}_sum": models.Sum(name) for name in names},
            **{f"{name}_count": models.Count(name) for name in names},
        )


class Measure(models.Model):
    """One measure with its planned effect in t CO2e a year."""

    class Field(models.TextChoices):
        ELECTRICITY = "electricity", _("Electricity and lighting")
        HEAT = "heat", _("Heat and cold")
        RENEWABLES = "renewables", _("Renewable energy")
        PROCESS = "process", _("Production and processes")
        MOBILITY = "mobility", _("Mobility and fleet")
        BUILDING = "building", _("Buildings")
        PROCUREMENT = "procurement", _("Purchasing and supply chain")
        CIRCULAR = "circular", _("Waste and circular economy")
        BEHAVIOUR = "behaviour", _("Training and behaviour")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    class Cause(models.TextChoices):
        FUNDING = "funding", _("No funding granted")
        COST = "cost", _("Too expensive, or does not pay off")
        STAFF = "staff", _("No time or nobody to do it")
        TECHNOLOGY = "technology", _("Not possible technically")
        OWNER = "owner", _("The owner of the building does not agree")
        PERMIT = "permit", _("No permit, or it takes too long")
        SUPPLY = "supply", _("No supplier, or no date for the work")
        REPLACED = "replaced", _("Another measure takes its place")
        OTHER = "other", _("Another reason")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="measures", verbose_name=_("partner"))
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    field = models.CharField(_("field of action"), max_length=12, choices=Field)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    dropped_cause = models.CharField(_("why it was dropped"), max_length=10, choices=Cause, blank=True)
    dropped_reason = models.CharField(_("why it was dropped, in your words"), max_length=300, blank=True)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("done by"), null=True, blank=True)
    planned_t_per_year = models.DecimalField(
        _("planned reduction in t CO₂e a year"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    cost_eur = models.DecimalField(_("investment in EUR"), max_digits=14, decimal_places=2, null=True, blank=True)
    saving_eur_per_year = models.DecimalField(
        _("saving in EUR a year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    saving_kwh_per_year = models.DecimalField(
        _("saving in kWh a year"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    saving_water_m3_per_year = models.DecimalField(
        _("saving in m³ of water a year"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    saving_waste_t_per_year = models.DecimalField(
        _("saving in t of waste a year"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    lifetime_years = models.PositiveSmallIntegerField(_("lifetime in years"), null=True, blank=True)
    owner = models.CharField(_("responsible"), max_length=120, blank=True)
    evidence = models.FileField(_("evidence"), upload_to="measures/", blank=True)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("taken over from"),
    )
    is_released = models.BooleanField(_("may be shown in the library"), default=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["partner", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="measure_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(planned_t_per_year__isnull=True)
                | Q(planned_t_per_year__gte=0, planned_t_per_year__lt=BEYOND_ALL),
                name="planned_reduction_is_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_cause="") | ~Q(dropped_reason=""),
                name="dropped_measure_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(dropped_cause="other") | ~Q(dropped_reason=""), name="another_reason_is_put_in_words"
            ),
            models.CheckConstraint(
                condition=Q(cost_eur__isnull=True) | Q(cost_eur__gte=0), name="cost_is_not_negative"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lt": BEYOND_ALL}),
                    name=f"{name}_is_not_negative",
                )
                for name in SAVINGS
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("emissions:measure_detail", args=[self.partner.slug, self.pk])

    @property
    def payback_years(self) -> Decimal | None:
        """Investment by annual saving; None where one is unknown, or nothing is saved."""
        return (
            self.cost_eur / self.saving_eur_per_year if self.cost_eur is not None and self.saving_eur_per_year else None
        )

    @property
    def savings(self) -> list[tuple[Decimal, str]]:
        """What is known of the yearly saving, with its unit."""
        every = (
            (self.saving_eur_per_year, "EUR"),
            (self.saving_kwh_per_year, "kWh"),
            (self.saving_water_m3_per_year, _("m³ of water")),
            (self.saving_waste_t_per_year, _("t of waste")),
        )
        return [(value, str(unit)) for value, unit in every if value is not None]

    @property
    def why_dropped(self) -> str:
        """From the list, and in the partner's own words."""
        listed = self.get_dropped_cause_display() if self.dropped_cause not in ("", self.Cause.OTHER) else ""
        return ": ".join(filter(None, (str(listed), self.dropped_reason)))

    @property
    def edition(self) -> str:
        """What a page showed. Whoever saves says so; another one means that somebody was faster."""
        return self.changed_at.isoformat() if self.pk else ""


class MeasureUpdate(models.Model):
    """What a measure achieved in one year, and what the office made of it."""

    class How(models.TextChoices):
        MEASURED = "measured", _("measured")
        ESTIMATED = "estimated", _("estimated")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="updates", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("year"))
    achieved_t = models.DecimalField(_("achieved t CO₂e"), max_digits=20, decimal_places=6, null=True, blank=True)
    how = models.CharField(_("measured or estimated"), max_length=9, choices=How, blank=True)
    checked_t = models.DecimalField(_("checked t CO₂e"), max_digits=20, decimal_places=6, null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("yearly update")
        verbose_name_plural = _("yearly updates")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "year"], name="one_update_per_measure_and_year"),
            models.CheckConstraint(
                condition=Q(checked_t__isnull=True) | Q(checked_at__isnull=False), name="checked_t_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}"
