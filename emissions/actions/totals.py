"""What a balance says per scope: exact sums, the share in the city, scope 2 twice."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from emissions import calculation
from emissions.market import Group, added, market_of, terms_of
from emissions.models import Balance, Scope3Category, ScopeTotal
from klimapakt.lib import numbers

Scope = ScopeTotal.Scope
NEEDED: Final = (Scope.SCOPE1, Scope.SCOPE2_LOCATION)
SHARE_DIGITS: Final = 8
ZERO: Final = Decimal(0)


def write_stated(*, balance: Balance, kg: Mapping[str, Decimal | None]) -> None:
    """Totals that a partner typed; scope 3 by its categories where they are calculated."""
    own = {scope: value for scope, value in kg.items() if value is not None}
    if (by_category := scope3_kg(balance)) is not None:
        own[Scope.SCOPE3] = by_category
    share = _stated_share(balance)
    replace_totals(
        balance,
        [
            ScopeTotal(
                balance=balance,
                scope=scope,
                kg=value,
                city_share=share,
                is_stated=scope != Scope.SCOPE3 or by_category is None,
            )
            for scope, value in own.items()
        ],
    )


def write_totals(*, balance: Balance, stated_kg: Mapping[str, Decimal | None] | None = None) -> None:
    """Sums of the lines, added up by the database. `stated_kg`: what was typed beside them; else as it is stored."""
    if stated_kg is None:
        stated_kg = dict(balance.totals.filter(is_stated=True).values_list("scope", "kg"))
    groups = balance.lines.sums()
    direct = [group for group in groups if group["scope3_category"] is None]
    found: dict[str, tuple[Decimal, Decimal | None, bool]] = {}
    for scope, digit in ((Scope.SCOPE1, "1"), (Scope.SCOPE2_LOCATION, "2")):
        own = [group for group in direct if group["factor__scope"] == digit]
        if direct:
            found[scope] = (added(own, "all_kg"), _city_share(balance, own, "all_kg"), False)
    biogenic = [group for group in groups if group["all_biogenic_kg"] is not None]
    if biogenic:
        share = _city_share(balance, biogenic, "all_biogenic_kg")
        found[Scope.BIOGENIC] = (added(biogenic, "all_biogenic_kg"), share, False)
    is_fallback = False
    terms = terms_of(balance)
    stated = {scope: kg for scope, kg in stated_kg.items() if kg is not None}
    if direct and (terms.contracts or Scope.SCOPE2_MARKET not in stated):
        market = market_of(groups, terms)
        is_fallback = market.is_fallback
        found[Scope.SCOPE2_MARKET] = (market.kg, found[Scope.SCOPE2_LOCATION][1], False)  # spread as the consumption
    if (by_category := scope3_kg(balance)) is not None:
        found[Scope.SCOPE3] = (by_category, _stated_share(balance), False)
    for name, kg in stated.items():
        found.setdefault(name, (kg, _stated_share(balance), True))
    if is_fallback != balance.is_market_fallback:
        balance.is_market_fallback = is_fallback
        balance.save(update_fields=["is_market_fallback"])
    replace_totals(
        balance,
        [
            ScopeTotal(balance=balance, scope=scope, kg=kg, city_share=share, is_stated=is_stated)
            for scope, (kg, share, is_stated) in found.items()
        ],
    )


def write_again(balance: Balance) -> None:
    """After something beside the lines has changed: a contract, a category of scope 3."""
    if balance.entry == Balance.Entry.LINES:
        write_totals(balance=balance)
    else:
        stated = balance.totals.filter(is_stated=True) | balance.totals.exclude(scope=Scope.SCOPE3)
        write_stated(balance=balance, kg=dict(stated.values_list("scope", "kg")))


def scope3_kg(balance: Balance) -> Decimal | None:
    """The sum of the categories that are calculated; None if none is, which is not zero."""
    known = balance.scope3_categories.filter(status=Scope3Category.Status.CALCULATED)
    return calculation.total(known.values_list("kg", flat=True))


def _city_share(balance: Balance, groups: Sequence[Group], name: str) -> Decimal | None:
    """By sites where every line has one, else what the partner says of the whole; unknown stays unknown."""
    if groups and all(group["site__is_in_city"] is not None for group in groups):
        kg = added(groups, name)
        if kg:
            inside = added((group for group in groups if group["site__is_in_city"]), name)
            return numbers.rounded(inside / kg, SHARE_DIGITS)
        return Decimal(1) if all(group["site__is_in_city"] for group in groups) else None
    return _stated_share(balance)


def _stated_share(balance: Balance) -> Decimal | None:
    return None if balance.city_share_percent is None else balance.city_share_percent / 100


def replace_totals(balance: Balance, totals: Sequence[ScopeTotal]) -> None:
    balance.totals.exclude(scope__in=[total.scope for total in totals]).delete()
    ScopeTotal.objects.bulk_create(
        totals,
        update_conflicts=True,
        unique_fields=["balance", "scope"],
        update_fields=["kg", "city_share", "is_stated", "activity_effect_kg", "factor_effect_kg"],
    )


def write_effects(balance: Balance) -> None:
    """Splits the change against last year's checked balance, where both consist of lines; else unknown."""
    before = Balance.objects.approved().filter(partner=balance.partner, year=balance.year - 1).first()
    if before is None or {before.entry, balance.entry} != {Balance.Entry.LINES}:
        return
    old, new = _by_activity(before), _by_activity(balance)
    for total in balance.totals.filter(scope__in=NEEDED):
        digit = "1" if total.scope == Scope.SCOPE1 else "2"
        splits = [_split(old.get(key), new.get(key)) for key in old.keys() | new.keys() if key[2] == digit]
        total.activity_effect_kg = calculation.total(split.activity_kg for split in splits) or ZERO
        total.factor_effect_kg = calculation.total(split.factor_kg for split in splits) or ZERO
        total.save(update_fields=["activity_effect_kg", "factor_effect_kg"])


def _by_activity(balance: Balance) -> dict[tuple[int | None, str, str], tuple[Decimal, Decimal]]:
    """Amount and factor by site, key of the factor and scope."""
    return {
        (line.site_id, line.factor.key, line.factor.scope): (line.amount, line.kg_co2e_per_unit)
        for line in balance.lines.direct().for_table()
        if line.factor and line.amount is not None and line.kg_co2e_per_unit is not None
    }


def _split(before: tuple[Decimal, Decimal] | None, now: tuple[Decimal, Decimal] | None) -> calculation.ChangeSplit:
    """What is new or gone is all activity."""
    amount_before, factor_before = before or (ZERO, now[1] if now else ZERO)
    amount, factor = now or (ZERO, factor_before)
    return calculation.change_split(
        amount_before=amount_before, factor_before=factor_before, amount=amount, factor=factor
    )
