"""What stands in a balance beside its lines and totals: contracts, scope 3, credits, own generation, denominators."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction

from emissions import calculation
from emissions.actions import locks, totals
from emissions.actions.lines import NewLine, line_of
from emissions.models import (
    Balance,
    Consumption,
    Contract,
    Credit,
    Denominators,
    Factor,
    OwnFactor,
    OwnGeneration,
    Scope3Category,
)
from partners import actions as partner_actions
from partners.models import Site, User

SCOPE3_POSITION = 100  # lines of scope 3 stand behind all others
Status = Scope3Category.Status


@transaction.atomic
def add_contract(*, balance: Balance, fields: Mapping[str, object], evidence: ContentFile | None, by: User) -> Contract:
    """Counts at once in market-based scope 2, up to what was consumed."""
    balance = locks.locked_draft(balance)
    contract = Contract(balance=balance, **fields)
    if evidence is not None:
        contract.evidence.save(evidence.name or "", evidence, save=False)
    contract.save()
    write_again(balance)
    return contract


@transaction.atomic
def remove_contract(*, contract: Contract, by: User) -> None:
    """Its evidence goes with it, unless an older version of the balance shows it too."""
    balance = locks.locked_draft(contract.balance)
    storage, name = contract.evidence.storage, contract.evidence.name
    contract.delete()
    if name and not Contract.objects.filter(evidence=name).exists():
        transaction.on_commit(lambda: storage.delete(name))
    write_again(balance)


@transaction.atomic
def save_scope3(
    *, balance: Balance, categories: Mapping[int, tuple[str, Decimal | None, str]], by: User, seen: str = ""
) -> Balance:
    """Status, kg and reason by number; a category without status is not stated. Where lines say it, they count."""
    balance = locks.locked_draft(balance, seen)
    by_lines = _kg_of_lines(balance)
    stored = {one.number: one for one in balance.scope3_categories.all()}
    for number in Scope3Category.Category.values:
        status, kg, reason = categories.get(number, ("", None, ""))
        if number in by_lines:
            status, kg = Status.CALCULATED, by_lines[number]
        old = stored.get(number)
        if not status:
            if old:
                old.delete()
            continue
        one = old or Scope3Category(balance=balance, number=number)
        said = (status, kg if status == Status.CALCULATED else None, reason)
        if old is None or (one.status, one.kg, one.reason) != said:
            one.status, one.kg, one.reason = said
            one.save()
    write_again(balance)
    return balance


@transaction.atomic
def add_scope3_line(
    *,
    balance: Balance,
    category: int,
    factor: Factor | OwnFactor,
    amount: Decimal,
    quality: str,
    note: str,
    by: User,
    site: Site | None = None,
) -> Consumption:
    """An activity of a category; its emissions are from now on the sum of its lines."""
    balance = locks.locked_draft(balance)
    new = NewLine(SCOPE3_POSITION + category, site, factor, amount, quality, note=note)
    line = line_of(balance, new, scope3_category=category, own={})
    line.save()
    write_category(balance, category)
    write_again(balance)
    return line


@transaction.atomic
def remove_scope3_line(*, line: Consumption, by: User) -> None:
    balance, category = locks.locked_draft(line.balance), line.scope3_category or 0
    line.delete()
    write_category(balance, category)
    write_again(balance)


@transaction.atomic
def add_credit(*, balance: Balance, fields: Mapping[str, object], by: User) -> Credit:
    """Told beside the emissions; reduces nothing."""
    balance = locks.locked_draft(balance)
    credit = Credit.objects.create(balance=balance, **fields)
    balance.save(update_fields=["changed_at"])
    return credit


@transaction.atomic
def remove_credit(*, credit: Credit, by: User) -> None:
    balance = locks.locked_draft(credit.balance)
    credit.delete()
    balance.save(update_fields=["changed_at"])


@transaction.atomic
def save_further(
    *,
    balance: Balance,
    generation: Mapping[str, Decimal | None],
    denominators: Mapping[str, object],
    by: User,
    seen: str = "",
) -> Balance:
    """Own generation and denominators; targets and comparisons divide by those of the year, which follow."""
    balance = locks.locked_draft(balance, seen)
    OwnGeneration.objects.update_or_create(balance=balance, defaults=generation)
    said, _is_new = Denominators.objects.update_or_create(balance=balance, defaults=denominators)
    values, partner = said.of_the_year(), balance.partner
    known = partner.years.filter(year=balance.year).values(*values).first() or dict.fromkeys(values)
    if known != values:
        partner_actions.save_reference_values(partner=partner, year=balance.year, values=values, by=by)
    balance.save(update_fields=["changed_at"])
    return balance


def write_again(balance: Balance) -> None:
    balance.save(update_fields=["changed_at"])
    totals.write_again(balance)


def _kg_of_lines(balance: Balance) -> dict[int, Decimal]:
    lines = balance.lines.filter(scope3_category__isnull=False)
    found: dict[int, list[Decimal | None]] = {}
    for number, kg in lines.values_list("scope3_category", "kg").order_by("pk"):
        found.setdefault(number or 0, []).append(kg)
    return {number: calculation.total(kg) or Decimal(0) for number, kg in found.items()}


def write_category(balance: Balance, number: int) -> None:
    """Without lines the category is open again: what was typed before is not known any more."""
    kg = _kg_of_lines(balance).get(number)
    if kg is None:
        balance.scope3_categories.filter(number=number).delete()
        return
    Scope3Category.objects.update_or_create(
        balance=balance, number=number, defaults={"status": Status.CALCULATED, "kg": kg}
    )
