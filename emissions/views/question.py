"""The partner answers what the office asks, beside the figure."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emissions import access, actions
from emissions.errors import QuestionAnswered
from emissions.forms.check import AnswerForm
from emissions.models import Question
from partners.access import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    balance = get_object_or_404(access.editable_balances(request.user), partner__slug=slug, year=year)
    question = get_object_or_404(balance.questions.in_order(), pk=pk)
    back = f"{balance.get_absolute_url()}#frage-{question.pk}"
    form = AnswerForm(request.POST or None, auto_id=f"antwort-{pk}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(question=question, answer=form.cleaned_data["answer"], by=request.user)
        except QuestionAnswered as answered:
            form.add_error(None, already_said(answered.args[0]))
        else:
            messages.success(request, _("Thank you. The office reads your answer."))
            return redirect(back)
    elif question.answered_at and request.method != "POST":
        return redirect(back)
    context = {"partner": balance.partner, "balance": balance, "question": question, "form": form}
    return render(request, "emissions/question_answer.html", context)


def already_said(question: Question) -> str:
    if not question.answered_at:
        return _("The check is over: the office needs no answer any more.")
    words = {"person": question.answer_by, "answer": question.answer}
    return _("%(person)s has answered this a moment ago: “%(answer)s”. Yours was not sent.") % words


def by_figure(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Those about the report as a whole stand under no figure."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.field:
            found[question.field].append(question)
    return dict(found)


def answer_forms(questions: Iterable[Question]) -> list[tuple[Question, AnswerForm]]:
    return [(question, AnswerForm(auto_id=f"antwort-{question.pk}-%s")) for question in questions]
