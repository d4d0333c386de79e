"""What people type into a balance: totals, or consumption with its results at once."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emissions import access, actions, calculation, factors
from emissions.carriers import KEYS, POSITIONS, Absence
from emissions.comparison import amounts_by_activity
from emissions.errors import BalanceLocked, EditedMeanwhile
from emissions.forms.balance import DraftForm, LinesForm, QuickTotalsForm, Row
from emissions.models import Balance, Consumption, Factor
from emissions.views.balance import NOT_SAVED, OVERTAKEN
from partners.access import MemberRequest


@dataclass(frozen=True)
class Result:
    """What one row comes to, with the factor behind it."""

    row: Row
    kg: Decimal | None
    biogenic_kg: Decimal | None
    gap: int
    has_mistake: bool


@require_http_methods(["GET", "HEAD", "POST"])
def balance_edit(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.editable_balances(request.user), partner__slug=slug, year=year)
    if not balance.is_draft and request.method != "POST":
        return redirect(balance)
    if balance.entry == Balance.Entry.QUICK:
        return _edit_quick(request, balance)
    return _edit_lines(request, balance)


def _edit_quick(request: MemberRequest, balance: Balance) -> HttpResponse:
    kg = {total.scope: total.kg for total in balance.totals.all()}
    form = QuickTotalsForm(
        request.POST or None,
        is_draft=_is_draft(request.POST),
        edition=balance.edition,
        initial=QuickTotalsForm.initial_of(balance, kg),
    )
    if _can_save(request, balance, form):
        saved = _saved(
            request,
            balance,
            form,
            lambda seen: actions.save_quick_totals(
                balance=balance, kg=form.kg(), fields=form.balance_fields(), by=request.user, seen=seen
            ),
        )
        if saved:
            return saved
    context = {"partner": balance.partner, "balance": balance, "form": form, "before": balance.year_before()}
    return render(request, "emissions/balance_edit_quick.html", context)


def _edit_lines(request: MemberRequest, balance: Balance) -> HttpResponse:
    kg = {total.scope: total.kg for total in balance.totals.all()}
    before = balance.year_before()
    is_live = request.headers.get("HX-Request") == "true"
    known = Factor.objects.filter(factor_set=balance.factor_set, key__in=KEYS).for_balances().for_year(balance.year)
    form = LinesForm(
        request.POST or None,
        is_draft=is_live or _is_draft(request.POST),
        edition=balance.edition,
        sites=list(balance.places()),
        factors={factor.key: factor for factor in known},
        before=amounts_by_activity(before.lines.for_table()) if before else {},  # type: ignore[arg-type]  # stubs are narrower here
        initial=LinesForm.initial_of(balance, list(balance.lines.for_table()), kg),
    )
    is_valid = _can_save(request, balance, form)
    results = [_result(row, balance.year) for row in form.rows]
    context = {"partner": balance.partner, "balance": balance, "form": form, "before": before}
    context |= {"results": {result.row.prefix: result for result in results}, "sums": _sums(results)}
    if is_live:
        return render(request, "emissions/_line_results.html", context)
    if is_valid:
        saved = _saved(
            request,
            balance,
            form,
            lambda seen: actions.save_balance_lines(
                balance=balance,
                lines=[line for row in form.rows if (line := _new_line(row))],
                stated_kg=form.stated_kg(),
                fields=form.balance_fields(),
                by=request.user,
                seen=seen,
            ),
        )
        if saved:
            return saved
    return render(request, "emissions/balance_edit_lines.html", context)


def _can_save(request: MemberRequest, balance: Balance, form: DraftForm) -> bool:
    """What was typed into a balance that is handed in meanwhile stays on the page, and the page says so."""
    is_valid = request.method == "POST" and form.is_valid()
    if request.method == "POST" and not balance.is_draft:
        form.add_error(None, NOT_SAVED)
        return False
    return is_valid


def _saved(
    request: MemberRequest, balance: Balance, form: DraftForm, save: Callable[[str], object]
) -> HttpResponse | None:
    """None: somebody was faster, and the form says so; what was typed stays. What is not new overwrites nothing."""
    try:
        save(form.cleaned_data["seen"] if form.says_something_new else "")
    except BalanceLocked:
        form.add_error(None, NOT_SAVED)
        return None
    except EditedMeanwhile as newer:
        form.overtaken(newer.args[0].edition, OVERTAKEN)
        return None
    if _is_draft(request.POST):
        messages.success(request, _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")})
        return redirect("emissions:balance_edit", balance.partner.slug, balance.year)
    return redirect("emissions:balance_check", balance.partner.slug, balance.year)


def _result(row: Row, year: int) -> Result:
    amount, factor = row.known_amount, row.factor
    if amount is None or factor is None:
        return Result(row, None, None, 0, has_mistake=bool(row.amount.errors))
    biogenic = factor.kg_biogenic_per_unit
    return Result(
        row,
        kg=calculation.kilograms(amount, factor.kg_co2e_per_unit),
        biogenic_kg=None if biogenic is None else calculation.kilograms(amount, biogenic),
        gap=factors.year_gap(year, factor.valid_year),
        has_mistake=bool(row.amount.errors),
    )


def _sums(results: list[Result]) -> list[tuple[str, Decimal | None]]:
    """Scope 1 and 2 of what has been typed so far."""
    return [
        (
            name,
            calculation.total(
                result.kg for result in results if result.row.factor and result.row.factor.scope == digit
            ),
        )
        for name, digit in ((_("Scope 1"), "1"), (_("Scope 2 (location-based)"), "2"))
    ]


def _new_line(row: Row) -> actions.NewLine | None:
    """Rows without amount and without reason leave no trace."""
    position, state = POSITIONS[row.carrier.slug], row.value("state")
    if row.known_amount is not None and row.factor:
        quality = state or Consumption.Quality.BILLED
        return actions.NewLine(position, row.site, row.factor, row.known_amount, quality)
    if state in Absence.values:
        return actions.NewLine(position, row.site, absence_reason=state)
    return None


def _is_draft(data: QueryDict) -> bool:
    return data.get("save") == "draft"
