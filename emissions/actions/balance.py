"""A partner's balance from its first figure to the office's check."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from emissions import calculation, factors, parts
from emissions.actions import message, receipts
from emissions.actions.delivery import move_delivery
from emissions.actions.recalculation import propose_recalculations
from emissions.errors import (
    BalanceExists,
    BalanceIncomplete,
    BalanceLocked,
    DeliveryIncomplete,
    EditedMeanwhile,
    FactorNotUsable,
    NeedsTwoPeople,
    ReasonMissing,
    YearNotPossible,
)
from emissions.models import Balance, Consumption, Delivery, Factor, FactorSet, Receipt, Review, ScopeTotal
from klimapakt.lib import numbers
from partners import actions as partner_actions
from partners.models import Pact, Partner, Site, User

FIRST_YEAR = 1990
SHARE_DIGITS = 8
NEEDED = (ScopeTotal.Scope.SCOPE1, ScopeTotal.Scope.SCOPE2_LOCATION)
COPIED = (
    "partner", "year", "delivery", "entry", "boundary", "gwp_set", "factor_set", "city_share_percent", "tool",
    "includes_upstream", "note",
)  # fmt: skip


@dataclass(frozen=True)
class NewLine:
    """One row of the consumption page: a factor with its amount, or the reason why there is none."""

    position: int
    site: Site | None
    factor: Factor | None = None
    amount: Decimal | None = None
    quality: str = Consumption.Quality.BILLED
    absence_reason: str = ""


@transaction.atomic
def start_balance(*, partner: Partner, year: int, entry: str, by: User, today: dt.date) -> Balance:
    """Begins a draft; the delivery of that year's round comes with it."""
    if not FIRST_YEAR <= year < today.year:
        raise YearNotPossible(year)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if Balance.objects.of_partner(partner).filter(year=year).exists():
        raise BalanceExists(year)
    balance = Balance.objects.create(
        partner=partner,
        year=year,
        entry=entry,
        version=1 + Balance.objects.filter(partner=partner, year=year).count(),
        delivery=Delivery.objects.filter(partner=partner, round__year=year).first(),
        factor_set=FactorSet.objects.current() if entry == Balance.Entry.LINES else None,
    )
    move_delivery(balance=balance, state=Delivery.State.DRAFT, by=by)
    partner_actions.log(by=by, verb="balance-begun", subject=balance, partner=partner, state_to=entry)
    return balance


@transaction.atomic
def save_quick_totals(
    *, balance: Balance, kg: Mapping[str, Decimal | None], fields: Mapping[str, object], by: User, seen: str = ""
) -> Balance:
    """Totals that a partner has already. What was not stated has no row, which is not zero.

    `seen`: the edition that the page showed. Raises EditedMeanwhile if there is a newer one, here and below.
    """
    balance = _locked_draft(balance, seen)
    _set(balance, fields)
    share = None if balance.city_share_percent is None else balance.city_share_percent / 100
    _replace_totals(balance, {scope: (value, share) for scope, value in kg.items() if value is not None})
    return balance


@transaction.atomic
def save_balance_lines(
    *,
    balance: Balance,
    lines: Sequence[NewLine],
    stated_kg: Mapping[str, Decimal | None],
    fields: Mapping[str, object],
    by: User,
    seen: str = "",
) -> Balance:
    """Amounts with the factor's value as used. `stated_kg`: totals that no line gives (market-based, scope 3)."""
    balance = _locked_draft(balance, seen)
    _set(balance, fields)
    _replace_lines(balance, [_line(balance, line) for line in lines])
    write_totals(balance=balance, stated_kg=stated_kg)
    return balance


def write_totals(*, balance: Balance, stated_kg: Mapping[str, Decimal | None]) -> None:
    """Sums per scope, exact, with the share that lies in the city."""
    lines = [line for line in balance.lines.for_table() if line.kg is not None]
    sums: dict[str, tuple[Decimal, Decimal | None]] = {}
    for scope, digit in ((ScopeTotal.Scope.SCOPE1, "1"), (ScopeTotal.Scope.SCOPE2_LOCATION, "2")):
        own = [line for line in lines if line.factor and line.factor.scope == digit]
        if lines:
            sums[scope] = (calculation.total(line.kg for line in own) or Decimal(0), _city_share(balance, own))
    biogenic = [line for line in lines if line.biogenic_kg is not None]
    if biogenic:
        sums[ScopeTotal.Scope.BIOGENIC] = (
            calculation.total(line.biogenic_kg for line in biogenic) or Decimal(0),
            _city_share(balance, biogenic),
        )
    share = None if balance.city_share_percent is None else balance.city_share_percent / 100
    sums |= {scope: (kg, share) for scope, kg in stated_kg.items() if kg is not None}
    _replace_totals(balance, sums)


@transaction.atomic
def submit_balance(*, balance: Balance, note: str, by: User, seen: str = "") -> Balance:
    """Hands a draft in, and with it the delivery as a whole. The second of two clicks finds it locked.

    Raises BalanceIncomplete, or DeliveryIncomplete where other parts of the delivery are missing.
    """
    balance = _locked_draft(balance, seen)
    scopes = set(balance.totals.values_list("scope", flat=True))
    if not scopes.issuperset(NEEDED):
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
    balance = _locked(balance)
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
    balance = locked_to_check(balance, seen)
    if Pact.objects.current().needs_two_people:
        review = Review.objects.filter(balance=balance).first()
        if review is None or review.begun_by_id == by.pk:
            raise NeedsTwoPeople(review)
    _write_effects(balance)
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
    balance = locked_to_check(balance)
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
    old = _locked(balance)
    if not old.is_approved or old.superseded_at:
        raise BalanceLocked(old)
    old.superseded_at = timezone.now()
    old.save(update_fields=["superseded_at"])
    new = Balance.objects.create(
        version=old.version + 1, correction_reason=reason[:300], **{name: getattr(old, name) for name in COPIED}
    )
    Consumption.objects.bulk_create(_copies(old.lines.all(), new))  # type: ignore[arg-type]  # stubs are narrower here
    ScopeTotal.objects.bulk_create(
        ScopeTotal(balance=new, scope=total.scope, kg=total.kg, city_share=total.city_share)
        for total in old.totals.all()
    )
    move_delivery(balance=new, state=Delivery.State.DRAFT, by=by)
    partner_actions.log(by=by, verb="balance-corrected", subject=new, partner=new.partner, reason=reason)
    return new


def _locked(balance: Balance) -> Balance:
    return (
        Balance.objects.select_for_update(of=("self",)).select_related("partner", "delivery__round").get(pk=balance.pk)
    )


def _locked_draft(balance: Balance, seen: str = "") -> Balance:
    balance = _locked(balance)
    if not balance.is_draft or balance.superseded_at:
        raise BalanceLocked(balance)
    _must_be(balance, seen)
    return balance


def locked_to_check(balance: Balance, seen: str = "") -> Balance:
    balance = _locked(balance)
    if balance.is_draft or balance.is_approved or balance.superseded_at:
        raise BalanceLocked(balance)
    _must_be(balance, seen)
    return balance


def _must_be(balance: Balance, seen: str) -> None:
    if seen and seen != balance.edition:
        raise EditedMeanwhile(balance)


def _back_to_draft(balance: Balance) -> None:
    """The next check begins anew; questions and answers stay."""
    Review.objects.filter(balance=balance).delete()
    balance.submitted_at = balance.submitted_by = None
    balance.save(update_fields=["submitted_at", "submitted_by", "changed_at"])


def _set(balance: Balance, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(balance, name, value)
    balance.save(update_fields=[*fields, "changed_at"])


def _line(balance: Balance, line: NewLine) -> Consumption:
    factor = line.factor
    if line.amount is None or factor is None:
        return Consumption(balance=balance, position=line.position, site=line.site, absence_reason=line.absence_reason)
    if factor.factor_set_id != balance.factor_set_id or factor.use == Factor.Use.REFERENCE:
        raise FactorNotUsable(factor.key)
    if not factors.is_usable_for_scope_1_2(factor.scope):
        raise FactorNotUsable(factor.key)
    biogenic = factor.kg_biogenic_per_unit
    return Consumption(
        balance=balance,
        position=line.position,
        site=line.site,
        factor=factor,
        amount=line.amount,
        kg_co2e_per_unit=factor.kg_co2e_per_unit,
        factor_year_gap=factors.year_gap(balance.year, factor.valid_year),
        kg=calculation.kilograms(line.amount, factor.kg_co2e_per_unit),
        biogenic_kg=None if biogenic is None else calculation.kilograms(line.amount, biogenic),
        quality=line.quality,
    )


def _replace_lines(balance: Balance, lines: list[Consumption]) -> None:
    """Rows stay where they are, so that the history tells from what to what, and nothing of a line that stays."""
    keys = list(balance.lines.order_by("position", "pk").values_list("pk", flat=True))
    for line, key in zip(lines, keys, strict=False):
        line.pk = key
    balance.lines.filter(pk__in=keys[len(lines) :]).delete()
    fields = [field.name for field in Consumption._meta.concrete_fields if not field.primary_key]
    Consumption.objects.bulk_create(lines, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _city_share(balance: Balance, lines: Sequence[Consumption]) -> Decimal | None:
    """By sites where every line has one, else what the partner says of the whole; unknown stays unknown."""
    if lines and all(line.site for line in lines):
        kg = calculation.total(line.kg for line in lines)
        inside = calculation.total(line.kg for line in lines if line.site and line.site.is_in_city) or Decimal(0)
        if kg:
            return numbers.rounded(inside / kg, SHARE_DIGITS)
        return Decimal(1) if all(line.site.is_in_city for line in lines if line.site) else None
    return None if balance.city_share_percent is None else balance.city_share_percent / 100


def _replace_totals(balance: Balance, sums: Mapping[str, tuple[Decimal, Decimal | None]]) -> None:
    balance.totals.exclude(scope__in=sums).delete()
    ScopeTotal.objects.bulk_create(
        [ScopeTotal(balance=balance, scope=scope, kg=kg, city_share=share) for scope, (kg, share) in sums.items()],
        update_conflicts=True,
        unique_fields=["balance", "scope"],
        update_fields=["kg", "city_share", "activity_effect_kg", "factor_effect_kg"],
    )


def _write_effects(balance: Balance) -> None:
    """Splits the change against last year's checked balance, where both consist of lines; else unknown."""
    before = Balance.objects.approved().filter(partner=balance.partner, year=balance.year - 1).first()
    if before is None or {before.entry, balance.entry} != {Balance.Entry.LINES}:
        return
    old, new = _by_activity(before), _by_activity(balance)
    for total in balance.totals.filter(scope__in=NEEDED):
        digit = "1" if total.scope == ScopeTotal.Scope.SCOPE1 else "2"
        splits = [_split(old.get(key), new.get(key)) for key in old.keys() | new.keys() if key[2] == digit]
        total.activity_effect_kg = calculation.total(split.activity_kg for split in splits) or Decimal(0)
        total.factor_effect_kg = calculation.total(split.factor_kg for split in splits) or Decimal(0)
        total.save(update_fields=["activity_effect_kg", "factor_effect_kg"])


def _by_activity(balance: Balance) -> dict[tuple[int | None, str, str], tuple[Decimal, Decimal]]:
    """Amount and factor by site, key of the factor and scope."""
    return {
        (line.site_id, line.factor.key, line.factor.scope): (line.amount, line.kg_co2e_per_unit)
        for line in balance.lines.for_table()
        if line.factor and line.amount is not None and line.kg_co2e_per_unit is not None
    }


def _split(before: tuple[Decimal, Decimal] | None, now: tuple[Decimal, Decimal] | None) -> calculation.ChangeSplit:
    """What is new or gone is all activity."""
    amount_before, factor_before = before or (Decimal(0), now[1] if now else Decimal(0))
    amount, factor = now or (Decimal(0), factor_before)
    return calculation.change_split(
        amount_before=amount_before, factor_before=factor_before, amount=amount, factor=factor
    )


def _copies(lines: Sequence[Consumption], balance: Balance) -> list[Consumption]:
    copies = list(lines)
    for line in copies:
        line.pk, line.balance, line._state.adding = None, balance, True
    return copies
