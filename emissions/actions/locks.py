"""A balance, held for one transaction: whoever comes second is told."""

from emissions.errors import BalanceLocked, EditedMeanwhile
from emissions.models import Balance


def locked(balance: Balance) -> Balance:
    return (
        Balance.objects.select_for_update(of=("self",)).select_related("partner", "delivery__round").get(pk=balance.pk)
    )


def locked_draft(balance: Balance, seen: str = "") -> Balance:
    """`seen`: the edition that the page showed; without it, whichever there is."""
    balance = locked(balance)
    if not balance.is_draft or balance.superseded_at:
        raise BalanceLocked(balance)
    must_be(balance, seen)
    return balance


def locked_to_check(balance: Balance, seen: str = "") -> Balance:
    balance = locked(balance)
    if balance.is_draft or balance.is_approved or balance.superseded_at:
        raise BalanceLocked(balance)
    must_be(balance, seen)
    return balance


def must_be(balance: Balance, seen: str) -> None:
    if seen and seen != balance.edition:
        raise EditedMeanwhile(balance)
