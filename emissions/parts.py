"""What a delivery consists of, part by part: what is there, what is missing, and where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Balance, Delivery, Measure, MeasureUpdate, ScopeTotal, Target

NEEDED = {ScopeTotal.Scope.SCOPE1, ScopeTotal.Scope.SCOPE2_LOCATION}
REPORTED = (Measure.Status.RUNNING, Measure.Status.DONE)


@dataclass(frozen=True)
class Part:
    """One part that the round asks for. `missing`: why it is not whole; empty where it is."""

    title: str
    url: str
    missing: str

    @property
    def is_done(self) -> bool:
        return not self.missing


def parts_of(delivery: Delivery) -> list[Part]:
    """In the order in which one works; a few questions to the database, however much there is."""
    slug, call = delivery.partner.slug, delivery.round
    balance = Balance.objects.of_partner(delivery.partner).filter(year=call.year).first()
    stated = set(balance.totals.values_list("scope", flat=True)) if balance else set()
    parts = [_balance(slug, call.year, balance, stated)]
    if call.requires_scope3:
        has_scope3 = ScopeTotal.Scope.SCOPE3 in stated
        missing = "" if has_scope3 else _("Scope 3 is not stated yet.")
        parts.append(Part(_("Scope 3"), _balance_url(slug, call.year, balance), missing))
    if call.requires_measures:
        parts.append(_measures(delivery))
    if call.requires_target:
        has_target = Target.objects.valid().filter(partner=delivery.partner_id).exists()
        name = "emissions:target_list" if has_target else "emissions:target_add"
        parts.append(Part(_("Target"), reverse(name, args=[slug]), "" if has_target else _("No target is set yet.")))
    return parts


def missing(delivery: Delivery) -> list[Part]:
    return [part for part in parts_of(delivery) if not part.is_done]


def done(parts: Sequence[Part]) -> int:
    return sum(part.is_done for part in parts)


def _balance(slug: str, year: int, balance: Balance | None, stated: set[str]) -> Part:
    said = ""
    if balance is None:
        said = _("The balance is not begun yet.")
    elif not stated >= NEEDED:
        said = _("Scope 1 or scope 2 is not stated yet.")
    return Part(_("Balance (scope 1 and 2)"), _balance_url(slug, year, balance), said)


def _balance_url(slug: str, year: int, balance: Balance | None) -> str:
    if balance is None:
        return f"{reverse('emissions:balance_begin', args=[slug])}?year={year}"
    return reverse("emissions:balance_edit" if balance.is_draft else "emissions:balance_detail", args=[slug, year])


def _measures(delivery: Delivery) -> Part:
    """A result for each measure that is at work, for the year of the round. Planned and dropped ones have none."""
    year, own = delivery.round.year, Measure.objects.filter(partner=delivery.partner_id)
    results = MeasureUpdate.objects.filter(measure=OuterRef("pk"), year=year)
    silent = own.filter(status__in=REPORTED, starts_on__year__lte=year).exclude(Exists(results)).count()
    name, said = "emissions:measure_list", ""
    if silent:
        said = ngettext(
            "%(count)s measure has no result of %(year)s yet.",
            "%(count)s measures have no result of %(year)s yet.",
            silent,
        ) % {"count": silent, "year": year}
    elif not own.exists():
        name, said = "emissions:measure_add", _("No measure is recorded yet.")
    return Part(_("Measures and their results"), reverse(name, args=[delivery.partner.slug]), said)
