"""The library of measures: released by a partner, checked by the office; it shows nothing else of the partner."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.models import Measure
from partners import profile
from partners.models import Partner


@dataclass(frozen=True)
class CostClass:
    """From the lower bound on, below the upper one."""

    label: str | Promise
    lower: Decimal
    upper: Decimal | None

    def holds(self, cost: Decimal) -> bool:
        return self.lower <= cost and (self.upper is None or cost < self.upper)

    def as_filter(self) -> Q:
        at_least = Q(cost_eur__gte=self.lower)
        return at_least if self.upper is None else at_least & Q(cost_eur__lt=self.upper)


COSTS: Final = {
    "low": CostClass(_("below 10,000 EUR"), Decimal(0), Decimal(10_000)),
    "medium": CostClass(_("10,000 to below 50,000 EUR"), Decimal(10_000), Decimal(50_000)),
    "high": CostClass(_("50,000 to below 250,000 EUR"), Decimal(50_000), Decimal(250_000)),
    "very_high": CostClass(_("250,000 EUR and more"), Decimal(250_000), None),
}


@dataclass(frozen=True)
class Idea:
    """A measure as others see it: its partner by name only where the directory names it, no sum of money."""

    measure: Measure
    partner: Partner | None
    sector: str
    size: str

    @property
    def cost(self) -> str | Promise:
        cost = self.measure.cost_eur
        return "" if cost is None else next(one.label for one in COSTS.values() if one.holds(cost))


def released(day: dt.date, wanted: Mapping[str, object]) -> QuerySet[Measure]:
    """By the values of the filters; sector and size find only partners that show them."""
    found = Measure.objects.in_library(day)
    if words := str(wanted.get("words") or "").strip():
        found = found.filter(Q(title__icontains=words) | Q(description__icontains=words))
    if field := wanted.get("field"):
        found = found.filter(field=field)
    if cost := COSTS.get(str(wanted.get("cost"))):
        found = found.filter(cost.as_filter())
    for name in ("sector", "size"):
        if value := wanted.get(name):
            partners = Partner.objects.filter(profile.shows(name), **{name: value})
            found = found.filter(partner__in=partners.values("pk"))
    found = found.select_related("partner").prefetch_related("partner__visibility")
    return found.largest_first()


def as_idea(measure: Measure) -> Idea:
    shown = profile.visible(measure.partner, profile.PUBLIC, only=("sector", "size"))
    return Idea(
        measure,
        partner=measure.partner if measure.partner.is_public else None,
        sector=str(shown.get("sector", "")),
        size=str(shown.get("size", "")),
    )
