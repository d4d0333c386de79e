"""The office's board of a round: where each partner's delivery stands, and how many stand there."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.models import Delivery

COLUMNS: Final[dict[str, str | Promise]] = {
    "open": _("open"),
    "begun": _("begun"),
    "handed_in": _("handed in"),
    "in_check": _("in check"),
    "returned": _("returned"),
    "checked": _("checked"),
    "overdue": _("overdue"),
}


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    count: int


def columns(year: int, today: dt.date) -> list[Column]:
    """One question for all counts. Who is overdue stands in another column as well."""
    counts = Delivery.objects.filter(round__year=year).aggregate(
        **{name: Count("pk", filter=Delivery.column(name, today)) for name in COLUMNS}
    )
    return [Column(name, str(label), counts[name]) for name, label in COLUMNS.items()]


def deliveries(year: int, column: str, today: dt.date) -> QuerySet[Delivery]:
    """The earliest due date first; without a column, all."""
    found = Delivery.objects.filter(round__year=year).select_related("partner", "round")
    if column in COLUMNS:
        found = found.in_column(column, today)
    return found.order_by("due_on", "partner__sort_name", "pk")
