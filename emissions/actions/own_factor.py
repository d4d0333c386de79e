"""Factors of a partner's own: stored with their evidence in a draft, accepted by the office."""

from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from emissions import calculation, factors
from emissions.actions import locks
from emissions.actions.parts import write_again
from emissions.carriers import OWN_KEYS
from emissions.errors import BalanceLocked, FactorNotUsable, OwnFactorExists, OwnFactorInUse
from emissions.models import Balance, Consumption, OwnFactor
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def add_own_factor(*, balance: Balance, fields: Mapping[str, object], evidence: ContentFile, by: User) -> OwnFactor:
    """In place of the portal's factor it counts at once in the lines that there are.

    Raises FactorNotUsable, OwnFactorExists.
    """
    balance = locks.locked_draft(balance)
    own = OwnFactor(balance=balance, **fields)
    if own.key and own.key not in OWN_KEYS:
        raise FactorNotUsable(own.key)
    if own.key and balance.own_factors.filter(key=own.key).exists():
        raise OwnFactorExists(own.key)
    own.evidence.save(evidence.name or "", evidence, save=False)
    own.save()
    if own.key:
        _count_with(balance, own.key, own)
    write_again(balance)
    _log(own, "own-factor-added", by)
    return own


@transaction.atomic
def remove_own_factor(*, own_factor: OwnFactor, by: User) -> None:
    """Its lines count with the portal's factor again. Its evidence goes, unless an older version shows it too.

    Raises OwnFactorInUse: activities of scope 3 have no other factor.
    """
    balance = locks.locked_draft(own_factor.balance)
    if own_factor.key:
        _count_with(balance, own_factor.key, None)
    elif own_factor.consumption.exists():
        raise OwnFactorInUse(own_factor)
    storage, name = own_factor.evidence.storage, str(own_factor.evidence)
    _log(own_factor, "own-factor-removed", by)
    own_factor.delete()
    if not OwnFactor.objects.filter(evidence=name).exists():
        transaction.on_commit(lambda: storage.delete(name))
    write_again(balance)


@transaction.atomic
def accept_own_factor(*, own_factor: OwnFactor, by: User) -> OwnFactor:
    """The office has seen the evidence. Twice is once. Raises BalanceLocked before it is handed in and once checked."""
    balance = locks.locked(own_factor.balance)
    if balance.is_draft or balance.is_approved or balance.superseded_at:
        raise BalanceLocked(balance)
    held = OwnFactor.objects.select_for_update().get(pk=own_factor.pk)
    if held.accepted_at is None:
        held.accepted_at, held.accepted_by = timezone.now(), by
        held.save(update_fields=["accepted_at", "accepted_by"])
        _log(held, "own-factor-accepted", by)
    return held


def _count_with(balance: Balance, key: str, own: OwnFactor | None) -> None:
    """Lines of the portal's factor, with the value that holds from now on."""
    lines = list(balance.lines.direct().filter(factor__key=key).for_table())
    for line in lines:
        used = own or line.factor
        if used is None or line.amount is None:
            continue
        line.own_factor, line.kg_co2e_per_unit = own, used.kg_co2e_per_unit
        line.factor_year_gap = factors.year_gap(balance.year, used.valid_year)
        line.kg = calculation.kilograms(line.amount, used.kg_co2e_per_unit)
    Consumption.objects.bulk_update(lines, ["own_factor", "kg_co2e_per_unit", "factor_year_gap", "kg"], batch_size=1000)


def _log(own: OwnFactor, verb: str, by: User) -> None:
    partner_actions.log(by=by, verb=verb, subject=own.balance, partner=own.balance.partner, reason=own.name)
