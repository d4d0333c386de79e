"""Where a partner stands: pathway, emissions by year and source, measures, and how it compares with its like."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from emissions import benchmark, overview, progress
from emissions.models import Balance, Measure, Target
from partners.access import MemberRequest, own_partners
from partners.models import Partner


@require_safe
def own_progress(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    totals = progress.totals_by_year(partner)
    context = {
        "partner": partner,
        "by_scope": overview.by_scope(totals),
        "measures": Measure.objects.filter(partner=partner).effective().with_latest().in_order(),
        "sums": Measure.objects.filter(partner=partner).effective().sums(),
    }
    return render(
        request, "emissions/own_progress.html", context | _pathway(partner, totals) | _latest(partner, totals)
    )


def _pathway(partner: Partner, totals: progress.Totals) -> dict[str, object]:
    targets = Target.objects.valid().filter(partner=partner, unit=Target.Unit.ABSOLUTE)
    target = targets.order_by("-scopes").first()
    if target is None:
        return {"target": None}
    actuals = progress.series(totals, scopes=target.scopes, basis=target.basis)
    standing = progress.standing_of(target, actuals)
    return {
        "target": target,
        "pathway": progress.chart_of(target, actuals),
        "label": progress.label(standing),
        "tone": progress.tone(standing),
    }


def _latest(partner: Partner, totals: progress.Totals) -> dict[str, object]:
    """The latest year with scope 1 and 2: its sources, and the comparison per employee."""
    year = overview.latest_with_both(totals)
    balance = Balance.objects.of_partner(partner).filter(year=year).first() if year else None
    if balance is None:
        return {"latest": None}
    balance.partner = partner
    return {
        "latest": balance,
        "sources": overview.sources(list(balance.lines.direct().for_table()), totals[balance.year], balance.year),
        "own": benchmark.intensity_of(balance, overview.direct_kg(totals[balance.year])),
        "group": benchmark.group_for(balance),
    }
