"""What the partners promise and do: targets and events of the pact."""

import datetime as dt
from decimal import localcontext
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from emissions.models import Target
from events.models import Event
from klimapakt.lib.numbers import PRECISION
from klimapakt.pact.figures import path
from klimapakt.pact.figures.disclosure import Rule, text
from klimapakt.pact.figures.emissions import checked
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
EXACT = DecimalField(max_digits=80, decimal_places=40)  # a quotient of the database has as many decimals as its parts


def valid_targets(cut_off: dt.datetime) -> QuerySet[Target]:
    """As valid at the cut-off, of those who are partners then."""
    valid = Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off)
    members = Partner.objects.joined_by(timezone.localdate(cut_off))
    return Target.objects.filter(valid, created_at__lte=cut_off, partner__in=members).order_by()


def targets(year: int, cut_off: dt.datetime, rule: Rule) -> Json:
    """Every target counts by its year; the mean and the pathway are of absolute ones alone."""
    every = valid_targets(cut_off)
    absolute = Q(unit=Target.Unit.ABSOLUTE)
    reduction = (F("base_value") - F("target_value")) * 100 / Cast("base_value", EXACT)
    counts = every.aggregate(
        partners=Count("partner", distinct=True),
        absolute=Count("pk", filter=absolute),
        owners=Count("partner", filter=absolute, distinct=True),
        reduction=Sum(ExpressionWrapper(reduction, EXACT), filter=absolute),
    )
    with localcontext(prec=PRECISION):
        mean = counts["reduction"] / counts["absolute"] if counts["absolute"] else None
    return {
        "partners": counts["partners"],
        "absolute": counts["owners"],
        "mean_reduction_percent": text(mean) if counts["owners"] >= rule.minimum else None,
        "by_year": [
            list(row) for row in every.values_list("target_year").annotate(Count("pk")).order_by("target_year")
        ],
        "path": path.compute(year, every.filter(absolute), checked(cut_off), rule),
    }


def events(year: int, cut_off: dt.datetime) -> list[Json]:
    """What took place in the year, and before it in the life of the pact."""
    held = Event.objects.filter(status=Event.Status.HELD, starts_at__year__lte=year, starts_at__lte=cut_off)
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
        for event in held.order_by("starts_at")
    ]
