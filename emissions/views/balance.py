"""A partner's balances: list, begin, check, hand in, read, correct."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import access, actions, parts
from emissions.beside import beside_of
from emissions.comparison import Comparison, LineRow, comparison_of
from emissions.errors import (
    BalanceExists,
    BalanceIncomplete,
    BalanceLocked,
    DeliveryIncomplete,
    EditedMeanwhile,
    FactorSetWithdrawn,
)
from emissions.forms.balance import BalanceBeginForm, ReasonForm, SubmitForm
from emissions.models import Balance, Delivery, FactorSet
from emissions.views.delivery import receipts_of
from emissions.views.question import answer_forms, by_figure
from emissions.views.saving import LOCKED
from klimapakt.lib import numbers
from partners.access import MemberRequest, own_partners
from partners.models import LogEntry, Partner, User

LINES_PER_PAGE = 100


@require_safe
def balance_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    balances = Balance.objects.of_partner(partner).with_totals().select_related("delivery")
    deliveries = Delivery.objects.unfinished().filter(partner=partner, balances=None).select_related("round")
    return render(
        request,
        "emissions/balance_list.html",
        {
            "partner": partner,
            "balances": balances,
            "deliveries": deliveries,
            "can_edit": access.can_edit(request.user, partner),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def balance_begin(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    today = timezone.localdate()
    taken = list(Balance.objects.of_partner(partner).values_list("year", flat=True))
    suggested = request.GET.get("year") or next((y for y in range(today.year - 1, 1989, -1) if y not in taken), "")
    form = BalanceBeginForm(
        request.POST or None, today=today, taken=taken, initial={"year": suggested, "entry": Balance.Entry.LINES}
    )
    if request.method == "POST" and form.is_valid():
        try:
            balance = actions.start_balance(partner=partner, by=request.user, today=today, **form.cleaned_data)
        except BalanceExists:
            messages.info(request, _("Somebody of your company began this balance a moment ago."))
            return redirect("emissions:balance_list", slug)
        except FactorSet.DoesNotExist:
            messages.error(request, _("No emission factors are stored yet. Please tell the office."))
            return redirect("emissions:balance_list", slug)
        return redirect("emissions:balance_edit", slug, balance.year)
    return render(request, "emissions/balance_begin.html", {"partner": partner, "form": form})


@require_safe
def balance_check(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.editable_balances(request.user), partner__slug=slug, year=year)
    if not balance.is_draft:
        return redirect(balance)
    comparison = comparison_of(balance)
    form = _submit_form(None, balance, comparison)
    return _render_check(request, balance, comparison, form)


@require_POST
def balance_submit(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.led_balances(request.user), partner__slug=slug, year=year)
    if not balance.is_draft:
        messages.info(request, _("This balance was handed in already. Once is enough."))
        return redirect(balance)
    comparison = comparison_of(balance)
    form = _submit_form(request.POST, balance, comparison)
    if not form.is_valid():
        return _render_check(request, balance, comparison, form)
    values = form.cleaned_data
    try:
        actions.submit_balance(balance=balance, note=values["note"], seen=values["seen"], by=request.user)
    except EditedMeanwhile as newer:
        form.overtaken(
            newer.args[0].edition, _("Somebody changed figures since you opened this page. Check them again.")
        )
        return _render_check(request, balance, comparison_of(balance), form)
    except BalanceLocked:
        messages.info(request, _("This balance was handed in already. Once is enough."))
        return redirect(balance)
    except FactorSetWithdrawn:
        messages.error(request, _("The office has withdrawn the factors of this balance. Move it to another edition."))
        return redirect("emissions:factor_update", slug, year)
    except DeliveryIncomplete:
        messages.error(request, _("Other parts of your report are missing: you see them here."))
        return redirect(balance.delivery)  # type: ignore[arg-type]  # it is what misses something
    except BalanceIncomplete:
        messages.error(request, _("Scope 1 and scope 2 are needed before you can hand in."))
        return redirect("emissions:balance_check", slug, year)
    return redirect("emissions:balance_receipt", slug, year)


@require_safe
def balance_receipt(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    """Number, and what happens next."""
    balance = get_object_or_404(access.readable_balances(request), partner__slug=slug, year=year)
    if balance.is_draft:
        return redirect(balance)
    context = {"partner": balance.partner, "balance": balance, "receipts": receipts_of(balance)}
    return render(request, "emissions/balance_receipt.html", context)


@require_safe
def balance_detail(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.readable_balances(request), partner__slug=slug, year=year)
    comparison = comparison_of(balance)
    questions = list(balance.questions.in_order()) if balance.was_asked else []  # type: ignore[attr-defined]  # annotated
    return render(
        request,
        "emissions/balance_detail.html",
        {
            "partner": balance.partner,
            "balance": balance,
            "comparison": comparison,
            "page": lines_page(request, comparison),
            "beside": beside_of(balance, comparison),
            "returned_reason": returned_reason(balance),
            "questions": by_figure(questions),
            "asked": answer_forms(questions),
            "receipts": receipts_of(balance) if balance.has_receipts else [],  # type: ignore[attr-defined]  # annotated
            "can_edit": access.can_edit(request.user, balance.partner),
            "can_correct": access.leads(request.user, balance.partner),
            "rows": facts(balance),
            "can_withdraw": actions.can_withdraw(balance) and access.leads(request.user, balance.partner),
        },
    )


@require_POST
def balance_withdraw(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.led_balances(request.user), partner__slug=slug, year=year)
    try:
        actions.withdraw_balance(balance=balance, by=request.user)
    except BalanceLocked:
        messages.error(request, _("The office has begun its check. Please call the office if a figure is wrong."))
    else:
        messages.success(request, _("The balance is a draft again. Hand it in once more when it is ready."))
    return redirect(balance)


@require_http_methods(["GET", "HEAD", "POST"])
def balance_correct(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.led_balances(request.user), partner__slug=slug, year=year)
    if not balance.is_approved:
        return redirect(balance)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_balance(balance=balance, reason=form.cleaned_data["reason"], by=request.user)
        except BalanceLocked:
            messages.error(request, LOCKED)
            return redirect(balance)
        return redirect("emissions:balance_edit", slug, year)
    context = {"partner": balance.partner, "balance": balance, "form": form}
    return render(request, "emissions/balance_correct.html", context)


def lines_page(request: MemberRequest, comparison: Comparison) -> Page[LineRow]:
    """What asks to be looked at comes first; a balance may have thousands of lines."""
    rows = sorted(comparison.lines, key=lambda row: not (row.is_suspect or row.is_jump))
    return Paginator(rows if len(rows) > LINES_PER_PAGE else comparison.lines, LINES_PER_PAGE).get_page(
        request.GET.get("seite")
    )


def facts(balance: Balance, change_url: str = "") -> list[tuple[str, str, str]]:
    """What a balance says beside its figures; empty rows are left out where nothing can be changed."""
    is_quick = balance.entry == Balance.Entry.QUICK
    share = None if balance.city_share_percent is None else numbers.percent(balance.city_share_percent, None)
    rows = [
        (_("Entered as"), balance.get_entry_display(), ""),
        (_("Where the totals come from"), balance.tool, change_url) if is_quick else None,
        (
            _("Upstream emissions"),
            _("included in scope 1 and 2") if balance.includes_upstream else _("not included"),
            change_url,
        )
        if is_quick
        else (_("Factor set"), str(balance.factor_set or ""), ""),
        (_("Business year until"), formats.date_format(balance.business_year_ends_on, "SHORT_DATE_FORMAT"), "")
        if balance.business_year_ends_on
        else None,
        (_("Share of your sites in the city"), share or _("unknown"), change_url) if is_quick or share else None,
        (_("Note"), balance.note, "") if balance.note else None,
        (_("Version"), f"{balance.version}: {balance.correction_reason}", "") if balance.version > 1 else None,
        (_("Handed in"), _step(balance.submitted_at, balance.submitted_by), "") if balance.submitted_at else None,
        (_("Checked"), _step(balance.approved_at, balance.approved_by), "") if balance.approved_at else None,
        (_("Reference number"), balance.number, "") if balance.submitted_at else None,
    ]
    return [row for row in rows if row]


def _step(at: dt.datetime | None, by: User | None) -> str:
    day = formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
    return f"{day}, {by}" if by else day


def returned_reason(balance: Balance) -> str:
    """Why the office gave it back, while it is a draft again."""
    if not balance.is_draft:
        return ""
    if balance.delivery and balance.delivery.state == Delivery.State.RETURNED:
        return balance.delivery.returned_reason
    steps = LogEntry.objects.filter(subject_type="emissions.balance", subject_key=str(balance.pk))
    last = steps.exclude(verb="balance-begun").first()
    return last.reason if last and last.verb == "balance-returned" else ""


def _submit_form(data: QueryDict | None, balance: Balance, comparison: Comparison) -> SubmitForm:
    return SubmitForm(
        data,
        has_jump=comparison.has_jump,
        is_suspect=comparison.is_suspect,
        edition=balance.edition,
        initial={"note": balance.note},
    )


def _render_check(request: MemberRequest, balance: Balance, comparison: Comparison, form: SubmitForm) -> HttpResponse:
    return render(
        request,
        "emissions/balance_check.html",
        {
            "partner": balance.partner,
            "balance": balance,
            "comparison": comparison,
            "page": lines_page(request, comparison),
            "beside": beside_of(balance, comparison),
            "form": form,
            "rows": facts(balance, reverse("emissions:balance_edit", args=[balance.partner.slug, balance.year])),
            "can_submit": access.leads(request.user, balance.partner),
            "missing_parts": parts.missing(balance.delivery) if balance.delivery else [],
        },
    )
