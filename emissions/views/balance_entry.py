"""What people type into a balance: totals, or consumption with its results at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from emissions import access, actions
from emissions.forms.balance import QuickTotalsForm
from emissions.models import Balance, Scope3Category, ScopeTotal
from emissions.views.balance_lines import edit_lines
from emissions.views.saving import autosaved, can_save, is_draft, is_live, is_over, saved
from partners.access import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def balance_edit(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = access.editable_balance(request.user, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    if balance.entry == Balance.Entry.QUICK:
        return edit_quick(request, balance)
    return edit_lines(request, balance)


def edit_quick(request: MemberRequest, balance: Balance) -> HttpResponse:
    kg = {total.scope: total.kg for total in balance.totals.all()}
    by_category = balance.scope3_categories.filter(status=Scope3Category.Status.CALCULATED).exists()
    form = QuickTotalsForm(
        request.POST or None,
        request.FILES or None,
        is_draft=is_live(request) or is_draft(request.POST),
        calculated=[ScopeTotal.Scope.SCOPE3] if by_category else [],
        initial=QuickTotalsForm.initial_of(balance, kg),
    )

    def save(seen: str) -> Balance:
        return actions.save_quick_totals(
            balance=balance,
            kg=form.kg(),
            fields=form.balance_fields(),
            evidence=form.cleaned_data.get("evidence"),
            by=request.user,
            seen=seen,
        )

    if is_live(request):
        return render(request, "emissions/_autosave.html", {"autosave": autosaved(balance, form, save)})
    if can_save(request, balance, form) and (answer := saved(request, balance, form, save, here=request.path)):
        return answer
    context = {"partner": balance.partner, "balance": balance, "form": form, "before": balance.year_before()}
    return render(request, "emissions/balance_edit_quick.html", context | {"section": "figures"})
