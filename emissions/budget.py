"""The cumulative view of a target: all that may be emitted on the way, and what has been. Apart from the yearly status:
one may be on track this year and over the budget in all, and the other way round."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions.models import Target
from emissions.pathway import Standing, added_up, used_by_year
from klimapakt.lib import charts, numbers
from klimapakt.lib.charts import Chart


@dataclass(frozen=True)
class Budget:
    standing: Standing
    chart: Chart

    @property
    def is_over(self) -> bool:
        return self.standing.overspend_t > 0

    @property
    def filled_years(self) -> str:
        return ", ".join(str(year) for year in self.standing.filled_years)


def budget_of(target: Target, actuals: Mapping[int, Decimal], standing: Standing) -> Budget | None:
    """None before there is a year to count. A year without a balance is a gap in the line, and filled in the sums."""
    if standing.gap_t is None:
        return None
    path = target.path
    used = {year: None if year in standing.filled_years else t for year, t in used_by_year(path, actuals).items()}
    chart = charts.line_path(
        f"budget-{target.pk}",
        title=sentence(standing),
        unit=_("t CO₂e, added up"),
        actual=used,
        target=added_up(path.values()),
    )
    return Budget(standing, chart)


def sentence(standing: Standing) -> str:
    gap = numbers.tonnes(abs(standing.overspend_t))
    if standing.overspend_t > 0:
        return _("Added up since the base year you have emitted %(gap)s more than the pathway allows.") % {"gap": gap}
    if standing.overspend_t == 0:
        return _("Added up since the base year you have emitted exactly what the pathway allows.")
    return _("Added up since the base year you have emitted %(gap)s less than the pathway allows.") % {"gap": gap}
