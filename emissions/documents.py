"""What this app prints, as PDF/UA."""

from django.utils import translation
from django.utils.translation import gettext as _

from emissions.models import Receipt
from emissions.results import results_of
from klimapakt.lib import pdf
from partners.models import Pact


def receipt(receipt: Receipt) -> bytes:
    """What was handed in, or checked: number, figures, moment."""
    pact, balance = Pact.objects.current(), receipt.balance
    is_checked = receipt.kind == Receipt.Kind.CHECKED
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
            "totals": list(balance.totals.order_by("pk")),
            "own_factors": list(balance.own_factors.all()),
            "results": list(results_of(balance)),
        }
    return pdf.render("emissions/pdf/receipt.html", context, language=receipt.language, created=receipt.at)
