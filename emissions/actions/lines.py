"""Lines of a balance: only what differs is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction

from emissions import calculation, factors
from emissions.actions import locks, totals
from emissions.errors import FactorNotUsable
from emissions.models import Balance, Consumption, Factor, OwnFactor
from partners.models import Site, User

WRITTEN: Final = (
    "site_id", "position", "factor_id", "own_factor_id", "amount", "kg_co2e_per_unit", "factor_year_gap", "kg",
    "biogenic_kg", "scope3_category", "quality", "note", "absence_reason",
)  # fmt: skip


@dataclass(frozen=True)
class NewLine:
    """One row of the consumption page: a factor with its amount, or the reason why there is none."""

    position: int
    site: Site | None
    factor: Factor | OwnFactor | None = None
    amount: Decimal | None = None
    quality: str = Consumption.Quality.BILLED
    absence_reason: str = ""
    note: str = ""


@transaction.atomic
def save_balance_lines(
    *,
    balance: Balance,
    lines: Sequence[NewLine],
    stated_kg: Mapping[str, Decimal | None],
    fields: Mapping[str, object],
    by: User,
    seen: str = "",
    places: Collection[Site | None] | None = None,
) -> Balance:
    """Amounts with the factor's value as used. `stated_kg`: totals that no line gives (market-based, scope 3).

    `places`: where the lines lie; those of other sites stay as they are. Without it, the lines are all there are.
    """
    balance = locks.locked_draft(balance, seen)
    set_fields(balance, fields)
    there = balance.lines.direct()
    if places is not None:
        there = there.at(places)
    own = own_factors(balance)
    write_lines(balance, [line_of(balance, line, own=own) for line in lines], there)
    totals.write_totals(balance=balance, stated_kg=stated_kg)
    return balance


def set_fields(balance: Balance, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(balance, name, value)
    balance.save(update_fields=[*fields, "changed_at"])


def own_factors(balance: Balance) -> Mapping[str, OwnFactor]:
    """By the key of the portal's factor that each stands in for."""
    return {one.key: one for one in balance.own_factors.instead()}


def line_of(
    balance: Balance, line: NewLine, *, scope3_category: int | None = None, own: Mapping[str, OwnFactor]
) -> Consumption:
    """`own`: what stands in place of the portal's factors."""
    if line.amount is None or line.factor is None:
        return Consumption(
            balance=balance,
            position=line.position,
            site=line.site,
            absence_reason=line.absence_reason,
            note=line.note,
        )
    factor, instead = (None, line.factor) if isinstance(line.factor, OwnFactor) else (line.factor, None)
    if factor is not None:
        must_be_usable(factor, balance, scope3_category)
        instead = own.get(factor.key) if scope3_category is None else None
    elif instead is not None and (instead.balance_id, instead.scope3_category) != (balance.pk, scope3_category):
        raise FactorNotUsable(instead.name)
    used = instead or line.factor
    biogenic = factor.kg_biogenic_per_unit if factor else None
    return Consumption(
        balance=balance,
        position=line.position,
        site=line.site,
        factor=factor,
        own_factor=instead,
        amount=line.amount,
        kg_co2e_per_unit=used.kg_co2e_per_unit,
        factor_year_gap=factors.year_gap(balance.year, used.valid_year),
        kg=calculation.kilograms(line.amount, used.kg_co2e_per_unit),
        biogenic_kg=None if biogenic is None else calculation.kilograms(line.amount, biogenic),
        scope3_category=scope3_category,
        quality=line.quality,
        note=line.note,
    )


def must_be_usable(factor: Factor, balance: Balance, scope3_category: int | None) -> None:
    if factor.factor_set_id != balance.factor_set_id or factor.use == Factor.Use.REFERENCE:
        raise FactorNotUsable(factor.key)
    if scope3_category is None and not factors.is_usable_for_scope_1_2(factor.scope):
        raise FactorNotUsable(factor.key)
    if scope3_category is not None and not factors.is_usable_for_category(factor.ghgp_category, scope3_category):
        raise FactorNotUsable(factor.key)


def write_lines(balance: Balance, lines: Iterable[Consumption], there: Iterable[Consumption]) -> None:
    """A line that stays keeps its row, so that the history tells from what to what, and nothing of what is the same."""
    known: dict[tuple[int | None, int], list[Consumption]] = defaultdict(list)
    for line in there:
        known[line.site_id, line.position].append(line)
    added, changed = [], []
    for line in lines:
        stored = known[line.site_id, line.position]
        if not stored:
            added.append(line)
            continue
        old = stored.pop(0)
        if any(getattr(old, name) != getattr(line, name) for name in WRITTEN):
            line.pk = old.pk
            changed.append(line)
    gone = [line.pk for stored in known.values() for line in stored]
    balance.lines.filter(pk__in=gone).delete()
    fields = [field.name for field in Consumption._meta.concrete_fields if not field.primary_key]
    Consumption.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=2000
    )
    Consumption.objects.bulk_create(added, batch_size=2000)
