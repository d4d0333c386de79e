"""An open balance and another edition of the factors: what would change, and the step itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from emissions import actions
from emissions.errors import BalanceLocked, EditedMeanwhile, FactorsMissing
from emissions.factor_update import edition_for, totals_of, update_of
from emissions.views.balance_parts import draft, locked
from partners.access import MemberRequest

LINES = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_update(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if not balance.is_draft:
        return locked(request, balance)
    edition = edition_for(balance)
    if request.method == "POST" and edition and request.POST.get("edition") == str(edition.pk):
        try:
            actions.update_factors(
                balance=balance, factor_set=edition, seen=request.POST.get("seen", ""), by=request.user
            )
        except BalanceLocked:
            return locked(request, balance)
        except EditedMeanwhile:
            messages.error(request, _("Somebody changed the balance since you opened this page. Look at it again."))
            return redirect(request.path)
        except FactorsMissing as missing:
            words = _("The edition has no factor for: %(names)s.") % {"names": ", ".join(missing.args[0])}
            messages.error(request, words)
            return redirect(request.path)
        messages.success(
            request, _("The balance counts with the edition %(edition)s now.") % {"edition": edition.edition}
        )
        return redirect("emissions:balance_edit", slug, year)
    if request.method == "POST":
        messages.error(request, _("Another edition is the newest meanwhile. Look at what it changes."))
        return redirect(request.path)
    update = update_of(balance, edition) if edition else None
    context = {
        "partner": balance.partner,
        "balance": balance,
        "edition": edition,
        "section": "factors",
        "update": update,
        "changed": update.changed[:LINES] if update else [],
        "totals": totals_of(balance, update) if update else [],
    }
    return render(request, "emissions/factor_update.html", context)
