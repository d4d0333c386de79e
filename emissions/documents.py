"""What this app prints, as PDF/UA."""

from django.utils import translation
from django.utils.translation import gettext as _

from emissions import market
from emissions.models import OwnGeneration, Receipt, ScopeTotal
from emissions.results import results_of
from klimapakt.lib import pdf
from partners.models import Pact


def receipt(receipt: Receipt) -> bytes:
    """What was handed in, or checked: number, figures, moment. What is netted with nothing stands apart."""
    pact, balance = Pact.objects.current(), receipt.balance
    in_order = sorted(balance.totals.all(), key=lambda total: ScopeTotal.Scope.values.index(total.scope))
    is_checked = receipt.kind == Receipt.Kind.CHECKED
    own_power, terms = OwnGeneration.objects.filter(balance=balance), market.terms_of(balance)
    with translation.override(receipt.language):
        title = _("Receipt of the check %(number)s") if is_checked else _("Receipt %(number)s")
        context = {
            "pact": pact,
            "title": title % {"number": balance.number},
            "head_left": pact.name,
            "author": pact.office_name,
            "receipt": receipt,
            "balance": balance,
            "is_checked": is_checked,
            "own_factors": list(balance.own_factors.all()),
            "totals": [total for total in in_order if total.scope != ScopeTotal.Scope.BIOGENIC],
            "fallback_scope": ScopeTotal.Scope.SCOPE2_MARKET.value if balance.is_market_fallback else "",
            "biogenic": next((total for total in in_order if total.scope == ScopeTotal.Scope.BIOGENIC), None),
            "contracts": terms.contracts,
            "market": market.market_of(balance.lines.direct().sums(), terms) if terms.contracts else None,
            "generation": own_power.exclude(used_kwh=None, exported_kwh=None).first(),
            "credits": list(balance.credits.all()),
            "results": list(results_of(balance)),
        }
    return pdf.render("emissions/pdf/receipt.html", context, language=receipt.language, created=receipt.at)
