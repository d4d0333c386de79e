"""The office checks balances: the partner's figures beside last year's, hints, questions, tonnes; approve or return."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from emissions import access, actions, results
from emissions.beside import beside_of
from emissions.comparison import Comparison, comparison_of
from emissions.errors import BalanceLocked, CheckBegun, DeliveryNotApproved, EditedMeanwhile, NeedsTwoPeople
from emissions.forms.balance import ReasonForm
from emissions.forms.check import CheckedTonnesForm, QuestionForm, measure_key
from emissions.hints import hints_for
from emissions.models import Balance, Delivery, Review
from emissions.steps import steps_of
from emissions.views.balance import facts, lines_page
from emissions.views.question import by_figure
from emissions.views.saving import LOCKED
from partners.access import MemberRequest, office_lead_required, office_required
from partners.models import Pact


@require_safe
@office_required
def balance_review_list(request: MemberRequest) -> HttpResponse:
    balances = (
        Balance.objects.to_check().with_totals().select_related("partner", "delivery").order_by("submitted_at", "pk")
    )
    return render(request, "emissions/balance_review_list.html", {"balances": balances})


@never_cache
@require_safe
@office_required
def balance_review(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in().filter(submitted_at__isnull=False), pk=pk)
    return _render(request, balance)


@require_POST
@office_required
def balance_check_begin(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    try:
        actions.begin_check(balance=balance, by=request.user)
    except BalanceLocked:
        messages.error(request, LOCKED)
    except CheckBegun as begun:
        messages.error(request, _("%(person)s has begun this check already.") % {"person": begun.args[0].begun_by})
    return redirect("emissions:balance_review", pk)


@require_POST
@office_required
def question_ask(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    form = QuestionForm(request.POST, figures=figures_of(comparison_of(balance), balance))
    if not form.is_valid() and not balance.is_draft:
        return _render(request, balance, question_form=form)
    values = form.cleaned_data
    try:
        actions.ask_question(
            balance=balance, field=values["field"], label=form.label(), text=values["text"], by=request.user
        )
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    messages.success(
        request,
        _("Your question stands in the portal. About ten minutes after your last one, one mail tells of them all."),
    )
    return redirect("emissions:balance_review", pk)


@require_POST
@office_required
def results_check(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    form = _tonnes_form(balance, request.POST)
    if not form.is_valid() and not balance.is_draft:
        return _render(request, balance, tonnes_form=form)
    try:
        changed = actions.check_results(
            balance=balance, tonnes=form.tonnes(), by=request.user, seen=form.cleaned_data["seen"]
        )
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    except EditedMeanwhile:
        now = results.edition(results.results_of(balance))
        form.overtaken(
            now, _("Somebody else has set other tonnes since you opened this page. Yours are not saved yet.")
        )
        return _render(request, balance, tonnes_form=form)
    said = ngettext("%(count)s result is checked.", "%(count)s results are checked.", changed) % {"count": changed}
    messages.success(request, said)
    return redirect("emissions:balance_review", pk)


@require_POST
@office_required
def balance_approve(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    try:
        actions.approve_balance(balance=balance, by=request.user, seen=request.POST.get("seen", ""))
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    except EditedMeanwhile:
        messages.error(request, _("The partner took the balance back and handed in other figures. Check them again."))
        return redirect("emissions:balance_review", pk)
    except NeedsTwoPeople:
        messages.error(request, _("Two people check a balance: one begins the check, another one approves."))
        return redirect("emissions:balance_review", pk)
    messages.success(
        request,
        _("The balance of %(partner)s for %(year)s is approved. The lead is told by mail.")
        % {"partner": balance.partner, "year": balance.year},
    )
    return redirect("emissions:balance_review_list")


@require_POST
@office_required
def balance_return(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in(), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid() and not balance.is_draft:
        return _render(request, balance, reason_form=form)
    try:
        actions.return_balance(balance=balance, reason=form.cleaned_data.get("reason", "-"), by=request.user)
    except BalanceLocked:
        messages.error(request, LOCKED)
        return redirect("emissions:balance_review_list")
    messages.success(
        request,
        _("The balance of %(partner)s for %(year)s went back. The lead reads your reason by mail and in the portal.")
        % {"partner": balance.partner, "year": balance.year},
    )
    return redirect("emissions:balance_review_list")


@require_POST
@office_lead_required
def delivery_release(request: MemberRequest, pk: int) -> HttpResponse:
    balance = get_object_or_404(_handed_in().filter(delivery__isnull=False), pk=pk)
    try:
        actions.release_delivery(delivery=balance.delivery, by=request.user)  # type: ignore[arg-type]  # asked for above
    except DeliveryNotApproved:
        messages.error(request, LOCKED)
    else:
        messages.success(request, _("The delivery is released: the case is closed."))
    return redirect("emissions:balance_review", pk)


def figures_of(comparison: Comparison, balance: Balance) -> list[tuple[str, str]]:
    """What one may ask about, by the key under which the partner finds the question."""
    scopes = [(row.key, row.label) for row in comparison.scopes if row.kg is not None or row.is_needed]
    lines = [(row.key, row.label) for row in comparison.lines]
    measures = [(measure_key(one), one.measure.title) for one in results.results_of(balance)]
    return [*dict([*scopes, *lines, *measures]).items()]


def _handed_in() -> QuerySet[Balance]:
    """Drafts are found too, so that the second of two people is told; only their figures are never shown."""
    return access.with_beside(
        Balance.objects.valid().select_related(
            "partner", "delivery__round", "submitted_by", "approved_by", "factor_set"
        )
    )


def _tonnes_form(balance: Balance, data: QueryDict | None = None) -> CheckedTonnesForm:
    found = list(results.results_of(balance))
    return CheckedTonnesForm(data, results=found, edition=results.edition(found))


def _render(
    request: MemberRequest,
    balance: Balance,
    *,
    reason_form: ReasonForm | None = None,
    question_form: QuestionForm | None = None,
    tonnes_form: CheckedTonnesForm | None = None,
) -> HttpResponse:
    comparison = comparison_of(balance)
    is_open = not balance.is_draft and not balance.is_approved
    review = Review.objects.filter(balance=balance).select_related("begun_by").first()
    questions = list(balance.questions.in_order())
    figures = figures_of(comparison, balance)
    others = Pact.objects.current().needs_two_people and (review is None or review.begun_by_id == request.user.pk)
    context = {
        "balance": balance,
        "comparison": comparison,
        "page": lines_page(request, comparison),
        "beside": beside_of(balance, comparison),
        "hints": hints_for(balance, comparison),
        "rows": facts(balance),
        "review": review,
        "is_open": is_open,
        "can_begin": is_open and review is None,
        "can_ask": is_open,
        "can_approve": is_open and not others,
        "can_release": bool(
            request.user.is_office_lead and balance.delivery and balance.delivery.state == Delivery.State.APPROVED
        ),
        "asked": questions,
        "questions": by_figure(questions),
        "steps": steps_of(balance.delivery, balance),
        "reason_form": reason_form or ReasonForm(),
        "question_form": question_form or QuestionForm(figures=figures, initial={"field": request.GET.get("feld", "")}),
        "tonnes_form": tonnes_form or _tonnes_form(balance),
        "form": reason_form or question_form or tonnes_form,  # whose mistakes the summary names
    }
    return render(request, "emissions/balance_review.html", context)
