"""What the office should look at twice in a balance. Hints, never refusals: who checks decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions import benchmark, calculation
from emissions.comparison import Comparison
from emissions.models import Balance, Consumption, FactorSet, ScopeTotal
from klimapakt.lib import numbers

OLD_FACTOR_YEARS: Final = 2  # official factors of a year appear in the year after
DIGITS: Final = {ScopeTotal.Scope.SCOPE1: "1", ScopeTotal.Scope.SCOPE2_LOCATION: "2"}


@dataclass(frozen=True)
class Hint:
    title: str
    text: str
    is_serious: bool = False


def hints_for(balance: Balance, comparison: Comparison) -> list[Hint]:
    """The serious ones first."""
    lines = [row.line for row in comparison.lines]
    found = [
        _unlikely(comparison),
        _arithmetic(balance, lines),
        _jumps(comparison),
        _sector(balance, comparison.direct_kg),
        _edition(balance),
        _own_factors(lines),
        _years(lines),
        _gwp_sets(comparison),
        _market(balance, comparison),
        _upstream(balance),
    ]
    return sorted((hint for hint in found if hint), key=lambda hint: not hint.is_serious)


def _unlikely(comparison: Comparison) -> Hint | None:
    if not comparison.is_suspect:
        return None
    return Hint(
        _("A figure is unlikely"),
        _(
            "It is a thousand times as large or small as last year, or larger than any company here emits. "
            "The lead confirmed it when handing in."
        ),
        is_serious=True,
    )


def _arithmetic(balance: Balance, lines: Sequence[Consumption]) -> Hint | None:
    """The totals of scope 1 and 2 are the sums of their lines, to the last digit."""
    if balance.entry != Balance.Entry.LINES:
        return None
    wrong = [
        str(total.get_scope_display())
        for total in balance.totals.all()
        if (digit := DIGITS.get(ScopeTotal.Scope(total.scope)))
        and (calculation.total(line.kg for line in lines if line.factor and line.factor.scope == digit) or 0)
        != total.kg
    ]
    if not wrong:
        return None
    return Hint(_("Arithmetic"), _("Not the sum of its lines: %(scopes)s.") % {"scopes": ", ".join(wrong)}, True)


def _jumps(comparison: Comparison) -> Hint | None:
    rows = [row.label for row in comparison.scopes if row.is_jump]
    rows += [str(row.carrier.label) for row in comparison.lines if row.is_jump]
    if not rows:
        return None
    names = ", ".join(dict.fromkeys(rows))
    return Hint(_("Against last year"), _("Changed by more than 30 %%: %(names)s.") % {"names": names})


def _sector(balance: Balance, direct_kg: Decimal | None) -> Hint | None:
    """Outside what the checked balances of the sector span, from five on: lowest to highest, per employee."""
    group = benchmark.sector_range(balance)
    own = benchmark.intensity_of(balance, direct_kg)
    if group is None or own is None or group.lowest <= own <= group.highest:
        return None
    text = _(
        "%(own)s per employee; the %(count)s other checked balances of the sector for %(year)s "
        "lie between %(low)s and %(high)s."
    )
    return Hint(
        _("Sector"),
        text
        % {
            "own": numbers.tonnes(own, 2),
            "count": group.count,
            "year": balance.year,
            "low": numbers.tonnes(group.lowest, 2),
            "high": numbers.tonnes(group.highest, 2),
        },
    )


def _edition(balance: Balance) -> Hint | None:
    used, newest = balance.factor_set, FactorSet.objects.latest_in_use()
    if used is None:
        return None
    if used.is_withdrawn:
        return Hint(_("Factor set"), _("The edition %(edition)s was withdrawn.") % {"edition": used.edition}, True)
    if newest is None or newest.published_on <= used.published_on:
        return None
    words = {"used": used.edition, "newest": newest.edition}
    return Hint(_("Factor set"), _("Calculated with the edition %(used)s; the newest is %(newest)s.") % words)


def _own_factors(lines: Sequence[Consumption]) -> Hint | None:
    """Those that nobody of the office has accepted yet, with how far they are from what is usual."""
    names = {}
    for line in lines:
        own = line.own_factor
        if own is None or own.accepted_at:
            continue
        usual = line.factor.kg_co2e_per_unit if line.factor else None
        change = calculation.change_percent(usual, own.kg_co2e_per_unit) if usual is not None else None
        names[own.pk] = f"{own.name} ({numbers.percent(change)})" if change is not None else own.name
    if not names:
        return None
    words = _("Look at the evidence, then accept or ask: %(names)s. In brackets: against the portal's factor.")
    return Hint(_("Own factor"), words % {"names": ", ".join(names.values())})


def _years(lines: Sequence[Consumption]) -> Hint | None:
    gaps = [gap for line in lines if (gap := line.factor_year_gap) and (gap < 0 or gap >= OLD_FACTOR_YEARS)]
    if not gaps:
        return None
    said = ngettext(
        "%(count)s line is calculated with a factor of another year.",
        "%(count)s lines are calculated with factors of another year.",
        len(gaps),
    )
    return Hint(_("Year of the factors"), said % {"count": len(gaps)})


def _gwp_sets(comparison: Comparison) -> Hint | None:
    if not comparison.mixes_gwp_sets:
        return None
    return Hint(
        _("Warming potentials"), _("The factors come from editions that weigh methane and nitrous oxide differently.")
    )


def _market(balance: Balance, comparison: Comparison) -> Hint | None:
    if balance.is_market_fallback:
        return Hint(
            _("Scope 2 (market-based)"), _("Power without proof is counted with the grid's average, as a last resort.")
        )
    if any(row.kg is not None for row in comparison.scopes if row.key == ScopeTotal.Scope.SCOPE2_MARKET):
        return None
    return Hint(_("Scope 2 (market-based)"), _("Not stated; for targets on this basis the balance has no value."))


def _upstream(balance: Balance) -> Hint | None:
    if not balance.includes_upstream:
        return None
    return Hint(
        _("Upstream emissions"),
        _("They are inside scope 1 and 2: the balance is left out of comparisons like for like."),
    )
