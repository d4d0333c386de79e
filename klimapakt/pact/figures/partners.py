"""Who takes part: members, steps, sectors, sizes, names."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from partners.models import Partner, in_pact_on


def compute(cut_off: dt.datetime) -> dict[str, Any]:  # Any: JSON
    day = timezone.localdate(cut_off)
    members = Partner.objects.joined_by(day)
    left = Partner.objects.climate().filter(left_on__lte=day)
    return {
        "members": members.count(),
        "left": left.count(),
        "employees": members.aggregate(sum=Sum("employees"))["sum"] or 0,
        "employees_n": members.filter(employees__isnull=False).count(),
        "steps": steps(day),
        "by_sector": grouped(members, "sector"),
        "by_size": grouped(members, "size"),
        "by_district": grouped(members, "district__name"),
        "founding": list(Partner.objects.founding().in_alphabet().values_list("name", flat=True)),
        "names": [
            [name, joined_on.isoformat()]  # type: ignore[union-attr]  # filtered before
            for name, joined_on in members.filter(is_public=True, joined_on__isnull=False)
            .in_alphabet()
            .values_list("name", "joined_on")
        ],
    }


def steps(day: dt.date) -> list[list[int]]:
    """Members at the end of each year, this year at the cut-off."""
    first = (
        Partner.objects.climate()
        .filter(joined_on__isnull=False)
        .order_by("joined_on")
        .values_list("joined_on", flat=True)
        .first()
    )
    if first is None:
        return []
    ends = [min(dt.date(year, 12, 31), day) for year in range(first.year, day.year + 1)]
    counts = Partner.objects.aggregate(**{str(end.year): Count("pk", filter=in_pact_on(end)) for end in ends})
    return [[end.year, counts[str(end.year)]] for end in ends]


def grouped(members: QuerySet[Partner], field: str) -> list[list[Any]]:  # Any: JSON
    """(value, partners, employees), the largest group first."""
    groups = (
        members.values(field).annotate(partners=Count("pk"), employees=Sum("employees")).order_by("-partners", field)
    )
    return [[group[field] or "", group["partners"], group["employees"] or 0] for group in groups]
