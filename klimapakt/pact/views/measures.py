"""What the office and the city learn from the measures of all."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimapakt.lib import charts
from klimapakt.pact.figures.disclosure import Rule
from klimapakt.pact.figures.reasons import dropped_reasons
from partners.access import MemberRequest, city_or_office_required
from partners.models import Pact


@require_safe
@city_or_office_required
def reason_list(request: MemberRequest) -> HttpResponse:
    pact = Pact.objects.current()
    reasons = dropped_reasons(Rule(pact.suppression_minimum, pact.dominance_percent))
    told = {one.label: Decimal(one.measures) for one in reasons if one.measures is not None}
    title = _("Most often: %(reason)s") % {"reason": next(iter(told), "")}
    chart = charts.horizontal_bars(
        "reasons", title=title, unit=_("measures"), series={_("Dropped measures"): told}, digits=0
    )
    context = {"reasons": reasons, "chart": chart if told else None, "minimum": pact.suppression_minimum}
    return render(request, "pact/reason_list.html", context)
