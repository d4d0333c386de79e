"""Targets, measures and events of the pact."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from emissions.models import Measure, MeasureUpdate, ScopeTotal, Target
from events.models import Event
from klimapakt.pact.figures.emissions import SCOPE, T, balances, text
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
LAST_YEAR = 2045


def valid_targets(cut_off: dt.datetime) -> QuerySet[Target]:
    """Absolute targets for scope 1 and 2, as valid at the cut-off."""
    valid = Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off)
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return Target.objects.filter(valid, created_at__lte=cut_off, partner__in=members, unit=Target.Unit.ABSOLUTE)


def targets(year: int, cut_off: dt.datetime) -> Json:
    every = valid_targets(cut_off)
    reduction = ExpressionWrapper(
        (F("base_value") - F("target_value")) / F("base_value") * 100,
        output_field=DecimalField(max_digits=30, decimal_places=12),
    )
    mean = every.aggregate(mean=Avg(reduction), partners=Count("partner", distinct=True))
    by_year = every.values("target_year").annotate(n=Count("pk")).order_by("target_year")
    return {
        "partners": mean["partners"],
        "mean_reduction_percent": text(mean["mean"]),
        "by_year": [[row["target_year"], row["n"]] for row in by_year],
        "path": path(every, year, cut_off),
    }


def path(every: QuerySet[Target], year: int, cut_off: dt.datetime) -> Json:
    """Sum of the pathways (scope 1 and 2, location-based) of all partners with a balance in each year since 2021.

    The same partners in the actual values and in the path, whole companies: targets are not about the city alone.
    """
    own = every.filter(scopes=Target.Scopes.S12, basis=Target.Basis.LOCATION)
    years = range(2021, year + 1)
    approved = balances(cut_off).filter(includes_upstream=False)
    for at in years:
        own = own.filter(base_year__lte=at, partner__in=approved.filter(year=at).values("partner"))
    if not years or not own.exists():
        return {"partners": 0, "actual": [], "path": []}
    partners = own.values("partner")
    rows = ScopeTotal.objects.filter(
        balance__in=approved.filter(partner__in=partners, year__in=list(years)),
        scope__in=(SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION),
    )
    actual = rows.values("balance__year").annotate(sum_t=Sum("kg") / 1000).order_by("balance__year")
    ends = own.order_by("-target_year").values_list("target_year", flat=True).first() or year
    return {
        "partners": own.count(),
        "actual": [[row["balance__year"], text(row["sum_t"])] for row in actual],
        "path": [[at, text(path_sum(own, at))] for at in range(years[0], min(ends, LAST_YEAR) + 1)],
    }


def path_sum(own: QuerySet[Target], year: int) -> Decimal:
    """Straight line from base to target; after the target year its value."""
    passed = Value(Decimal(year)) - F("base_year")
    on_line = F("base_value") - (F("base_value") - F("target_value")) * passed / (F("target_year") - F("base_year"))
    at = Case(
        When(target_year__lte=year, then=F("target_value")),
        default=ExpressionWrapper(on_line, output_field=T),
        output_field=T,
    )
    return own.aggregate(sum=Sum(at))["sum"] or Decimal(0)


def measures(year: int, cut_off: dt.datetime) -> Json:
    """Planned, achieved and checked t a year side by side, each with the number of measures it stands on."""
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    every = Measure.objects.filter(partner__in=members, created_at__lte=cut_off)
    result = MeasureUpdate.objects.filter(measure=OuterRef("pk"), year=year)
    effective = every.effective().annotate(
        achieved=Subquery(result.values("achieved_t")[:1]),
        checked=Subquery(result.filter(checked_at__lte=cut_off).values("checked_t")[:1]),
    )
    sums = {
        "measures": Count("pk"),
        "planned_t": Sum("planned_t_per_year"),
        "planned_n": Count("planned_t_per_year"),
        "achieved_t": Sum("achieved"),
        "achieved_n": Count("achieved"),
        "checked_t": Sum("checked"),
        "checked_n": Count("checked"),
    }
    fields = effective.values("field").annotate(**sums).order_by("-planned_t", "field")  # type: ignore[misc]  # annotated above
    return {
        "total": row_of(effective.aggregate(**sums, partners=Count("partner", distinct=True), cost=Sum("cost_eur"))),
        "by_field": [{"field": row["field"], **row_of(dict(row))} for row in fields],
        "by_status": [[r["status"], r["n"]] for r in every.values("status").annotate(n=Count("pk")).order_by("status")],
    }


def row_of(row: Json) -> Json:
    names = ("planned_t", "achieved_t", "checked_t")
    counts = ("measures", "planned_n", "achieved_n", "checked_n", "partners")
    cost = {"cost_eur": str(row["cost"]) if row["cost"] is not None else None} if "cost" in row else {}
    return {**{name: text(row[name]) for name in names}, **{name: row[name] for name in counts if name in row}, **cost}


def events(year: int) -> list[Json]:
    """What took place in the year, and before it in the life of the pact."""
    held = Event.objects.filter(status=Event.Status.HELD, starts_at__year__lte=year).order_by("starts_at")
    return [
        {
            "day": timezone.localdate(event.starts_at).isoformat(),
            "title_de": event.title_de,
            "title_en": event.title_en or event.title_de,
            "theme_de": event.theme_de,
            "theme_en": event.theme_en or event.theme_de,
            "venue": event.venue,
            "people": event.people_attended,
        }
        for event in held
    ]
