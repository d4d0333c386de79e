"""The own page of a founding partner: its members that agreed, as page and as CSV."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klimapakt.lib.tables import csv_response
from klimapakt.pact import members
from klimapakt.pact.forms import MemberFilter
from partners.access import MemberRequest, own_partners
from partners.models import Interest, Partner


def own_founding(request: MemberRequest, partner: Partner) -> HttpResponse:
    """Called by the overview, which knows that the person acts for this partner."""
    found = members.of(partner, timezone.now())
    form = MemberFilter(request.GET or None)
    context = {
        "partner": partner,
        "members": found,
        "leads": Interest.objects.handed_to(partner),
        "rows": form.narrowed(found.rows),
        "filter": form,
        "query": request.GET.urlencode(),
    }
    return render(request, "pact/own_founding.html", context)


@never_cache
@require_safe
def own_members_csv(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).founding(), slug=slug)
    found = members.of(partner, timezone.now())
    headers = (
        _("Name"),
        _("Status"),
        _("Member since"),
        _("Programmes"),
        _("Delivery"),
        _("Somebody leads"),
        _("Next events accepted"),
        _("Next events declined"),
    )
    rows = (
        (
            one.name,
            one.status_label,
            f"{one.joined_on:%d.%m.%Y}" if one.joined_on else "",
            one.programmes,
            one.stage_label,
            _("yes") if one.has_lead else _("no"),
            one.coming,
            one.declined,
        )
        for one in MemberFilter(request.GET or None).narrowed(found.rows)
    )
    return csv_response(f"{_('members')}-{partner.slug}-{timezone.localdate():%Y-%m-%d}", headers, rows)
