"""A partner's balance from its first figure to the office's check."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from emissions import calculation, parts
from emissions.actions import lines, locks, message, receipts, totals
from emissions.actions.delivery import move_delivery
from emissions.actions.recalculation import propose_recalculations
from emissions.errors import (
    BalanceExists,
    BalanceIncomplete,
    BalanceLocked,
    DeliveryIncomplete,
    FactorSetWithdrawn,
    NeedsTwoPeople,
    ReasonMissing,
    YearNotPossible,
)
from emissions.models import (
    Balance,
    Consumption,
    Contract,
    Credit,
    Delivery,
    Denominators,
    FactorSet,
    OwnFactor,
    OwnGeneration,
    Receipt,
    Review,
    Scope3Category,
    ScopeTotal,
)
from partners import actions as partner_actions
from partners.models import Pact, Partner, User

FIRST_YEAR = 1990
COPIED = (
    "partner", "year", "delivery", "entry", "boundary", "gwp_set", "factor_set", "city_share_percent", "tool",
    "includes_upstream", "evidence", "business_year_ends_on", "is_market_fallback", "note",
)  # fmt: skip
CHILDREN = (Consumption, ScopeTotal, Contract, Scope3Category, Credit, OwnGeneration, Denominators)


@transaction.atomic
def start_balance(
    *,
    partner: Partner,
    year: int,
    entry: str,
    by: User,
    today: dt.date,
    business_year_ends_on: dt.date | None = None,
) -> Balance:
    """Begins a draft; the delivery of that year's round comes with it.

    A business year counts as the calendar year that holds most of its months; six and six: the later one.
    """
    if business_year_ends_on is not None:
        year = calculation.calendar_year(business_year_ends_on)
    if not FIRST_YEAR <= year < today.year:
        raise YearNotPossible(year)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if Balance.objects.of_partner(partner).filter(year=year).exists():
        raise BalanceExists(year)
    balance = Balance.objects.create(
        partner=partner,
        year=year,
        entry=entry,
        business_year_ends_on=business_year_ends_on,
        version=1 + Balance.objects.filter(partner=partner, year=year).count(),
        delivery=Delivery.objects.filter(partner=partner, round__year=year).first(),
        factor_set=FactorSet.objects.current() if entry == Balance.Entry.LINES else None,
    )
    move_delivery(balance=balance, state=Delivery.State.DRAFT, by=by)
    partner_actions.log(by=by, verb="balance-begun", subject=balance, partner=partner, state_to=entry)
    return balance


@transaction.atomic
def save_quick_totals(
    *,
    balance: Balance,
    kg: Mapping[str, Decimal | None],
    fields: Mapping[str, object],
    by: User,
    seen: str = "",
    evidence: ContentFile | None = None,
) -> Balance:
    """Totals that a partner has already. What was not stated has no row, which is not zero.

    `seen`: the edition that the page showed. Raises EditedMeanwhile if there is a newer one, here and below.
    """
    balance = locks.locked_draft(balance, seen)
    if evidence is not None:
        balance.evidence.save(evidence.name or "", evidence, save=False)
        fields = {**fields, "evidence": balance.evidence.name}
    lines.set_fields(balance, fields)
    totals.write_stated(balance=balance, kg=kg)
    return balance


@transaction.atomic
def submit_balance(*, balance: Balance, note: str, by: User, seen: str = "") -> Balance:
    """Hands a draft in, and with it the delivery as a whole. The second of two clicks finds it locked.

    Raises FactorSetWithdrawn, BalanceIncomplete, or DeliveryIncomplete where other parts of the delivery are missing.
    """
    balance = locks.locked_draft(balance, seen)
    if balance.factor_set and balance.factor_set.is_withdrawn:
        raise FactorSetWithdrawn(balance.factor_set)
    if balance.entry == Balance.Entry.LINES:
        totals.write_totals(balance=balance)  # the office may have entered a residual mix meanwhile
    scopes = set(balance.totals.values_list("scope", flat=True))
    if not scopes.issuperset(totals.NEEDED):
        raise BalanceIncomplete(balance)
    if balance.delivery and (missing := parts.missing(balance.delivery)):
        raise DeliveryIncomplete(missing)
    balance.submitted_at, balance.submitted_by, balance.note = timezone.now(), by, note
    balance.save(update_fields=["submitted_at", "submitted_by", "note", "changed_at"])
    move_delivery(balance=balance, state=Delivery.State.HANDED_IN, by=by)
    partner_actions.log(by=by, verb="balance-handed-in", subject=balance, partner=balance.partner)
    message.tell_leads(balance, "balance_received", by=by)
    receipts.write(balance=balance, kind=Receipt.Kind.RECEIVED, by=by)
    return balance


@transaction.atomic
def withdraw_balance(*, balance: Balance, by: User) -> Balance:
    """Back to a draft, until the office's check has begun."""
    balance = locks.locked(balance)
    if not can_withdraw(balance):
        raise BalanceLocked(balance)
    _back_to_draft(balance)
    move_delivery(balance=balance, state=Delivery.State.DRAFT, by=by)
    partner_actions.log(by=by, verb="balance-withdrawn", subject=balance, partner=balance.partner)
    return balance


def can_withdraw(balance: Balance) -> bool:
    is_open = balance.submitted_at is not None and not balance.is_approved and not balance.superseded_at
    in_check = balance.delivery is not None and balance.delivery.state == Delivery.State.IN_CHECK
    return is_open and not in_check and not Review.objects.filter(balance=balance).exists()


@transaction.atomic
def approve_balance(*, balance: Balance, by: User, seen: str = "") -> Balance:
    """The office's yes to the figures that it saw. From now on neither the balance nor its lines change.

    Raises NeedsTwoPeople where the pact asks for a second person.
    """
    balance = locks.locked_to_check(balance, seen)
    if Pact.objects.current().needs_two_people:
        review = Review.objects.filter(balance=balance).first()
        if review is None or review.begun_by_id == by.pk:
            raise NeedsTwoPeople(review)
    totals.write_effects(balance)
    balance.approved_at, balance.approved_by = timezone.now(), by
    balance.save(update_fields=["approved_at", "approved_by", "changed_at"])
    move_delivery(balance=balance, state=Delivery.State.APPROVED, by=by)
    partner_actions.log(by=by, verb="balance-approved", subject=balance, partner=balance.partner)
    message.tell_leads(balance, "balance_approved", by=by)
    propose_recalculations(balance=balance, by=by)
    receipts.write(balance=balance, kind=Receipt.Kind.CHECKED, by=by)
    return balance


@transaction.atomic
def return_balance(*, balance: Balance, reason: str, by: User) -> Balance:
    """Back to the partner with a reason, as a draft with all its figures."""
    if not reason.strip():
        raise ReasonMissing
    balance = locks.locked_to_check(balance)
    _back_to_draft(balance)
    move_delivery(balance=balance, state=Delivery.State.RETURNED, by=by, reason=reason)
    partner_actions.log(by=by, verb="balance-returned", subject=balance, partner=balance.partner, reason=reason)
    message.tell_leads(balance, "balance_returned", by=by, reason=reason)
    return balance


@transaction.atomic
def correct_balance(*, balance: Balance, reason: str, by: User) -> Balance:
    """A new version of a checked balance, as a draft with the same figures; the old one stays."""
    if not reason.strip():
        raise ReasonMissing
    old = locks.locked(balance)
    if not old.is_approved or old.superseded_at:
        raise BalanceLocked(old)
    old.superseded_at = timezone.now()
    old.save(update_fields=["superseded_at"])
    new = Balance.objects.create(
        version=old.version + 1, correction_reason=reason[:300], **{name: getattr(old, name) for name in COPIED}
    )
    own = dict(
        zip(old.own_factors.order_by("pk").values_list("pk", flat=True), _copied(OwnFactor, old, new), strict=True)
    )
    for model in CHILDREN:
        _copied(model, old, new, own)
    move_delivery(balance=new, state=Delivery.State.DRAFT, by=by)
    partner_actions.log(by=by, verb="balance-corrected", subject=new, partner=new.partner, reason=reason)
    return new


def _back_to_draft(balance: Balance) -> None:
    """The next check begins anew; questions and answers stay."""
    Review.objects.filter(balance=balance).delete()
    balance.submitted_at = balance.submitted_by = None
    balance.save(update_fields=["submitted_at", "submitted_by", "changed_at"])


def _copied(
    model: type[Any], old: Balance, new: Balance, own: Mapping[int, OwnFactor] | None = None
) -> list[Any]:  # Any: rows of any of the children
    copies = list(model._base_manager.filter(balance=old).order_by("pk"))
    for row in copies:
        row.pk, row.balance, row._state.adding = None, new, True
        if isinstance(row, ScopeTotal):
            row.activity_effect_kg = row.factor_effect_kg = None
        if isinstance(row, Consumption) and row.own_factor_id and own:
            row.own_factor = own[row.own_factor_id]
    return list(model._base_manager.bulk_create(copies))
