"""The fifteen categories of scope 3, and the activities of one."""

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emissions import actions
from emissions.beside import own_factors_of
from emissions.errors import BalanceLocked
from emissions.forms.scope3 import Scope3Form, Scope3LineForm
from emissions.models import Balance, Factor, Scope3Category
from emissions.views.balance_parts import draft, locked
from emissions.views.saving import NOT_SAVED, autosaved, can_save, is_draft, is_live, is_over, saved
from partners.access import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def scope3(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    before = balance.year_before()
    of_lines = balance.lines.filter(scope3_category__isnull=False).order_by().values_list("scope3_category")
    stored = list(balance.scope3_categories.all())
    known = before.scope3_categories.filter(kg__isnull=False) if before else Scope3Category.objects.none()
    form = Scope3Form(
        request.POST or None,
        is_draft=is_live(request) or is_draft(request.POST),
        kg_of_lines=dict(of_lines.annotate(Sum("kg"))),
        before_kg={number: kg for number, kg in known.values_list("number", "kg") if kg is not None},
        initial=Scope3Form.initial_of(stored),
    )

    def save(seen: str) -> Balance:
        return actions.save_scope3(balance=balance, categories=form.categories(), by=request.user, seen=seen)

    if is_live(request):
        return render(request, "emissions/_autosave.html", {"autosave": autosaved(balance, form, save)})
    if can_save(request, balance, form) and (answer := saved(request, balance, form, save, here=request.path)):
        return answer
    context = {"partner": balance.partner, "balance": balance, "form": form, "before": before, "section": "scope3"}
    context |= {"counted": sum(one.status == Scope3Category.Status.CALCULATED for one in stored)}
    context |= {"can_have_lines": balance.entry == Balance.Entry.LINES}
    return render(request, "emissions/scope3.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scope3_category(request: MemberRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Activities with factors; their sum is what the category says."""
    balance = draft(request, slug, year)
    if number not in Scope3Category.Category.values or balance.entry != Balance.Entry.LINES:
        raise Http404
    if is_over(request, balance):
        return redirect(balance)
    usable = Factor.objects.filter(factor_set=balance.factor_set).for_category(number).for_year(year)
    own = [one for one in own_factors_of(balance) if one.scope3_category == number]
    form = Scope3LineForm(request.POST or None, factors=list(usable), own=own)
    if can_save(request, balance, form):
        said = form.cleaned_data
        try:
            actions.add_scope3_line(
                balance=balance,
                category=number,
                factor=form.chosen,
                amount=said["amount"],
                quality=said["quality"],
                note=said["note"],
                by=request.user,
            )
        except BalanceLocked:
            form.add_error(None, NOT_SAVED)
        else:
            messages.success(request, _("The activity is stored."))
            return redirect(request.path)
    lines = balance.lines.filter(scope3_category=number).for_table()
    category = Scope3Category.Category(number)
    context = {"partner": balance.partner, "balance": balance, "form": form, "lines": lines, "section": "scope3"}
    return render(request, "emissions/scope3_category.html", context | {"number": number, "category": category})


@require_POST
def scope3_line_remove(request: MemberRequest, slug: str, year: int, number: int, pk: int) -> HttpResponse:
    balance = draft(request, slug, year)
    line = get_object_or_404(balance.lines.filter(scope3_category=number), pk=pk)
    try:
        actions.remove_scope3_line(line=line, by=request.user)
    except BalanceLocked:
        return locked(request, balance)
    messages.success(request, _("The activity is removed."))
    return redirect("emissions:scope3_category", slug, year, number)
