"""The page of consumption: sections by site, each row with its result at once, saved while one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions import actions, calculation, factors
from emissions.beside import own_factors_of
from emissions.carriers import KEYS, POSITIONS, Absence
from emissions.comparison import amounts_by_activity
from emissions.forms.balance_lines import LinesForm, Row
from emissions.market import Group, Terms, added, market_of, shown_terms
from emissions.models import Balance, Consumption, Factor, Scope3Category, ScopeTotal
from emissions.views.saving import autosaved, can_save, is_draft, is_live, saved
from partners.access import MemberRequest
from partners.models import Site

SITES_PER_PAGE = 8  # all rows of a page stay far below what a browser may send


@dataclass(frozen=True)
class Result:
    """What one row comes to, with the factor behind it."""

    row: Row
    kg: Decimal | None
    biogenic_kg: Decimal | None
    gap: int
    has_mistake: bool


@dataclass(frozen=True)
class Sum:
    label: str
    kg: Decimal | None
    note: str


def edit_lines(request: MemberRequest, balance: Balance) -> HttpResponse:
    page = _page_of_places(request, balance)
    places = list(page.object_list)
    before = balance.year_before()
    terms = shown_terms(balance)
    form = _form(request, balance, places, before, terms)

    def save(seen: str) -> Balance:
        return actions.save_balance_lines(
            balance=balance,
            lines=[line for row in form.rows if (line := _new_line(row))],
            stated_kg=form.stated_kg(),
            fields=form.balance_fields(),
            by=request.user,
            seen=seen,
            places=places,
        )

    autosave = autosaved(balance, form, save) if is_live(request) else None
    if "take_over" in request.POST:
        _propose(request, form)
    elif (
        autosave is None
        and can_save(request, balance, form)
        and (answer := saved(request, balance, form, save, here=request.get_full_path()))
    ):
        return answer
    results = [_result(row, balance.year) for row in form.rows]
    others = balance.lines.direct().elsewhere(places).sums() if page.has_other_pages() else []
    context = {"partner": balance.partner, "balance": balance, "form": form, "before": before, "page": page}
    context |= {"results": {result.row.prefix: result for result in results}, "section": "figures"}
    context |= {"sums": _sums(results, others, terms), "autosave": autosave}
    return render(request, f"emissions/{'_line_results' if autosave else 'balance_edit_lines'}.html", context)


def _page_of_places(request: MemberRequest, balance: Balance) -> Page[Site | None]:
    """Sites, and the company as a whole where there is not just one site, or something was said of it."""
    places: list[Site | None] = list(balance.places())
    whole = any(name.startswith("0-") for name in request.POST)
    if len(places) != 1 or whole or balance.has_lines_of_the_whole:  # type: ignore[attr-defined]  # annotated
        places.append(None)
    return Paginator(places, SITES_PER_PAGE).get_page(request.GET.get("seite"))


def _form(
    request: MemberRequest, balance: Balance, places: list[Site | None], before: Balance | None, terms: Terms
) -> LinesForm:
    known = Factor.objects.filter(factor_set=balance.factor_set, key__in=KEYS).for_balances().for_year(balance.year)
    then = before.lines.direct().at(places).for_table() if before else []
    stated = {total.scope: total.kg for total in balance.totals.all() if total.is_stated}
    by_category = (
        balance.has_scope3  # type: ignore[attr-defined]  # annotated
        and balance.scope3_categories.filter(status=Scope3Category.Status.CALCULATED).exists()
    )
    calculated = [
        *([ScopeTotal.Scope.SCOPE2_MARKET] if terms.contracts else []),
        *([ScopeTotal.Scope.SCOPE3] if by_category else []),
    ]
    return LinesForm(
        request.POST or None,
        is_draft=is_live(request) or "take_over" in request.POST or is_draft(request.POST),
        sites=places,
        factors={factor.key: factor for factor in known},
        own_factors={one.key: one for one in own_factors_of(balance) if one.key},
        before=amounts_by_activity(then),  # type: ignore[arg-type]  # stubs are narrower here
        calculated=calculated,
        initial=LinesForm.initial_of(balance, list(balance.lines.direct().at(places).for_table()), stated),
    )


def _propose(request: MemberRequest, form: LinesForm) -> None:
    taken = form.take_over(request.POST["take_over"])
    form.is_valid()
    words = ngettext(
        "%(count)s amount of last year is filled in as a proposal. Nothing is saved yet.",
        "%(count)s amounts of last year are filled in as a proposal. Nothing is saved yet.",
        taken,
    )
    messages.info(request, words % {"count": taken})


def _result(row: Row, year: int) -> Result:
    amount, factor, used = row.known_amount, row.factor, row.used
    if amount is None or factor is None or used is None:
        return Result(row, None, None, 0, has_mistake=bool(row.amount.errors))
    biogenic = factor.kg_biogenic_per_unit
    return Result(
        row,
        kg=calculation.kilograms(amount, used.kg_co2e_per_unit),
        biogenic_kg=None if biogenic is None else calculation.kilograms(amount, biogenic),
        gap=factors.year_gap(year, used.valid_year),
        has_mistake=bool(row.amount.errors),
    )


def _sums(results: list[Result], others: Sequence[Group], terms: Terms) -> list[Sum]:
    """Of what has been typed so far, with what is stored for the sites of other pages."""
    groups = [group for result in results if (group := _group(result))]
    groups += others
    market = market_of(groups, terms)
    sums = [
        Sum(name, added(own, "all_kg") if own else None, "")
        for name, digit in ((_("Scope 1"), "1"), (_("Scope 2 (location-based)"), "2"))
        for own in [[group for group in groups if group["factor__scope"] == digit]]
    ]
    if sums[-1].kg is not None:
        note = (
            _("without proof: with the grid's average") if market.is_fallback else _("with contracts and residual mix")
        )
        sums.append(Sum(_("Scope 2 (market-based)"), market.kg, note))
    return sums


def _group(result: Result) -> Group | None:
    factor = result.row.factor
    if factor is None or result.kg is None:
        return None
    return {
        "scope3_category": None,
        "factor__scope": factor.scope,
        "factor__key": factor.key,
        "all_kg": result.kg,
        "all_amounts": result.row.known_amount,
    }


def _new_line(row: Row) -> actions.NewLine | None:
    """Rows without amount and without reason leave no trace."""
    position, state, note = POSITIONS[row.carrier.slug], row.value("state"), row.value("note") or ""
    if row.known_amount is not None and row.factor:
        quality = state or Consumption.Quality.BILLED
        return actions.NewLine(position, row.site, row.factor, row.known_amount, quality, note=note)
    if state in Absence.values:
        return actions.NewLine(position, row.site, absence_reason=state, note=note)
    return None
