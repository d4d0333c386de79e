"""What the measures of a partner brought in the year of a balance: the partner's tonnes beside the office's."""

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

from emissions.models import Balance, MeasureUpdate


def results_of(balance: Balance) -> QuerySet[MeasureUpdate]:
    results = MeasureUpdate.objects.filter(measure__partner=balance.partner_id, year=balance.year)
    return results.select_related("measure").order_by("measure__starts_on", "measure__title", "pk")


def edition(results: Iterable[MeasureUpdate]) -> str:
    """Tells one state of the checked tonnes from another."""
    state = ";".join(f"{one.pk}:{one.achieved_t}:{one.checked_t}" for one in results)
    return hashlib.sha256(state.encode()).hexdigest()[:40]
