"""Who joined in the year, by name where the name is public; of those who left only the days, for they show no more."""

import datetime as dt
from typing import Any

from django.utils import timezone

from partners.models import Partner


def compute(year: int, cut_off: dt.datetime) -> dict[str, Any]:  # Any: JSON
    day = timezone.localdate(cut_off)
    joined = Partner.objects.climate().filter(joined_on__year=year, joined_on__lte=day)
    left = Partner.objects.climate().filter(left_on__year=year, left_on__lte=day).order_by("left_on", "pk")
    named = joined.filter(is_public=True).exclude(left_on__lte=day).order_by("joined_on", "sort_name", "name")
    return {
        "joined_n": joined.count(),
        "joined": [[name, on.isoformat()] for name, on in named.values_list("name", "joined_on") if on],
        "left": [on.isoformat() for on in left.values_list("left_on", flat=True) if on],
    }
