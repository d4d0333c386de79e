"""How a partner came from its base year to today: what its measures brought, by field, and what is left over."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import progress
from emissions.models import Measure, Target
from klimapakt.lib import charts, numbers
from klimapakt.lib.charts import Chart
from partners.models import Partner


@dataclass(frozen=True)
class Effects:
    base_year: int
    base_t: Decimal
    year: int
    now_t: Decimal
    by_field: Mapping[str, Decimal]

    @property
    def others_t(self) -> Decimal:
        """What no measure explains: growth, the weather, factors. Above 0: more than before."""
        return self.now_t - self.base_t + self.achieved_t

    @property
    def achieved_t(self) -> Decimal:
        return sum(self.by_field.values(), Decimal(0))

    @property
    def sentence(self) -> str:
        words = {
            "base_year": self.base_year,
            "year": self.year,
            "change": numbers.tonnes(abs(self.now_t - self.base_t)),
            "achieved": numbers.tonnes(self.achieved_t),
        }
        if self.now_t > self.base_t:
            return _("%(year)s: %(change)s more than in %(base_year)s. Your measures saved %(achieved)s.") % words
        return _("%(year)s: %(change)s less than in %(base_year)s. Your measures saved %(achieved)s.") % words

    def chart(self) -> Chart:
        """Increases come first: so no step leads below 0, however much the measures brought."""
        names = dict(Measure.Field.choices)
        steps = [(str(names[field]), -t) for field, t in self.by_field.items()]
        others = (_("Everything else (growth, weather, factors)"), self.others_t)
        if others[1]:
            steps.insert(0 if others[1] > 0 else len(steps), others)
        return charts.waterfall(
            "effects",
            title=self.sentence,
            unit=progress.UNIT,
            start=(str(self.base_year), self.base_t),
            steps=steps,
            end_name=str(self.year),
        )


def effects_of(partner: Partner) -> Effects | None:
    """From the base of the broadest target in tonnes, else from the first balance; None before there is a later one."""
    target = (
        Target.objects.valid().filter(partner=partner, unit=Target.Unit.ABSOLUTE).order_by("-scopes", "basis").first()
    )
    scopes, basis = (target.scopes, target.basis) if target else (Target.Scopes.S12, Target.Basis.LOCATION)
    values = progress.Measured(partner).series(scopes=scopes, basis=basis)
    if not values:
        return None
    base_year, year = target.base_year if target else min(values), max(values)
    if year <= base_year:
        return None
    return Effects(
        base_year=base_year,
        base_t=target.base_value if target else values[base_year],
        year=year,
        now_t=values[year],
        by_field=Measure.objects.filter(partner=partner).achieved_by_field(year, since=base_year),
    )
