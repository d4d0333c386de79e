"""Why measures are dropped: what the next meeting may be about. No partner shows by its reason."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions.models import Measure
from klimapakt.pact.figures.disclosure import Cell, Rule, summarise, total


@dataclass(frozen=True)
class Reason:
    """None: fewer partners than may be told of."""

    label: str
    measures: int | None


def dropped_reasons(rule: Rule) -> list[Reason]:
    """The most frequent first; those of too few partners together at the end."""
    by_cause: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    dropped = Measure.objects.filter(status=Measure.Status.DROPPED).values_list("dropped_cause", "partner")
    for cause, partner in dropped:
        by_cause[cause or Measure.Cause.OTHER][partner] += 1
    cells = summarise([Cell(cause, {"measures": parts}) for cause, parts in by_cause.items()], rule)
    names = dict(Measure.Cause.choices)
    reasons = [
        Reason(
            str(names[cell.key]) if cell.key else _("Other reasons together"),
            int(total(cell.columns["measures"].values())) if cell.is_told else None,
        )
        for cell in cells
    ]
    return sorted(reasons, key=lambda one: (one.label == _("Other reasons together"), -(one.measures or 0), one.label))
