"""The office's check: begin, ask, set checked tonnes, release; and the partner's answer."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from emissions.actions import message
from emissions.actions.delivery import move_delivery
from emissions.actions.locks import locked, locked_to_check
from emissions.errors import CheckBegun, DeliveryNotApproved, EditedMeanwhile, QuestionAnswered
from emissions.models import Balance, Delivery, MeasureUpdate, Question, Review
from emissions.results import edition, results_of
from partners import actions as partner_actions
from partners.models import User

GATHERING: Final = dt.timedelta(minutes=10)  # questions that come closer together are told together


@transaction.atomic
def begin_check(*, balance: Balance, by: User) -> Balance:
    """From now on the partner cannot withdraw. Raises CheckBegun if somebody else was faster."""
    balance = locked_to_check(balance)
    review, _is_new = Review.objects.select_related("begun_by").get_or_create(
        balance=balance, defaults={"begun_by": by}
    )
    if review.begun_by_id != by.pk:
        raise CheckBegun(review)
    move_delivery(balance=balance, state=Delivery.State.IN_CHECK, by=by)
    return balance


@transaction.atomic
def ask_question(*, balance: Balance, field: str, label: str, text: str, by: User) -> Question:
    """Asking begins the check, if nobody has; a mail follows when no more is asked. Raises BalanceLocked."""
    balance = _in_check(balance, by)
    question = Question.objects.create(balance=balance, field=field, label=label[:160], text=text, asked_by=by)
    _log("question-asked", balance, by, f"{label}: {text}" if label else text)
    return question


def tell_of_questions(*, now: dt.datetime) -> None:
    """Those of one balance in one mail, as soon as the office has asked nothing more for a while."""
    untold = Question.objects.to_tell().values_list("balance").annotate(latest=Max("asked_at"))
    for key, _latest in untold.filter(latest__lte=now - GATHERING).order_by("balance"):
        _tell_of_questions(key, now)


@transaction.atomic
def _tell_of_questions(balance_id: int, now: dt.datetime) -> None:
    """Told and marked in one transaction: none is lost, none is told twice."""
    balance = locked(Balance(pk=balance_id))
    questions = list(balance.questions.to_tell().in_order())
    if questions:
        message.tell_of_questions(balance, questions)
        balance.questions.filter(pk__in=[one.pk for one in questions]).update(told_at=now)


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: User) -> Question:
    """Once; raises QuestionAnswered if a colleague was faster or the check is over."""
    balance = (
        Balance.objects.select_for_update(of=("self",))
        .select_related("partner", "delivery__round")
        .get(pk=question.balance_id)
    )
    question = Question.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=question.pk)
    if question.answered_at or balance.is_approved:
        raise QuestionAnswered(question)
    question.answer, question.answered_at, question.answer_by = answer, timezone.now(), by
    question.save(update_fields=["answer", "answered_at", "answer_by"])
    _log("question-answered", balance, by, answer)
    message.tell_office(balance, "question_answered", question.asked_by, by=by, reason=answer, figure=question.label)
    return question


@transaction.atomic
def check_results(*, balance: Balance, tonnes: Mapping[int, Decimal | None], by: User, seen: str = "") -> int:
    """The checked tonnes of the year's results, by their keys. How many changed.

    `seen`: what the page showed. Raises EditedMeanwhile if somebody else has set others since, BalanceLocked.
    """
    balance = _in_check(balance, by)
    results = list(results_of(balance).select_for_update(of=("self",)))
    if seen and seen != edition(results):
        raise EditedMeanwhile(balance)
    changed = [one for one in results if one.pk in tonnes and one.checked_t != tonnes[one.pk]]
    for one in changed:
        one.checked_t = tonnes[one.pk]
        sign_checked(one, by=by)
        one.save(update_fields=["checked_t", "checked_at", "checked_by"])
        partner_actions.log(
            by=by,
            verb="measure-checked",
            subject=one.measure,
            partner=balance.partner,
            state_to="" if one.checked_t is None else f"{one.checked_t.normalize():f}"[:40],
        )
    return len(changed)


def sign_checked(result: MeasureUpdate, *, by: User) -> None:
    """Who set the checked tonnes, and when. The caller saves."""
    is_checked = result.checked_t is not None
    result.checked_at, result.checked_by = (timezone.now(), by) if is_checked else (None, None)


@transaction.atomic
def release_delivery(*, delivery: Delivery, by: User) -> Delivery:
    """The office lead's last word on what was approved. Raises DeliveryNotApproved."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("partner", "round").get(pk=delivery.pk)
    if delivery.state != Delivery.State.APPROVED:
        raise DeliveryNotApproved(delivery)
    delivery.state, delivery.released_at, delivery.released_by = Delivery.State.RELEASED, timezone.now(), by
    delivery.save(update_fields=["state", "released_at", "released_by"])
    partner_actions.log(
        by=by,
        verb="delivery-released",
        subject=delivery,
        partner=delivery.partner,
        state_from=Delivery.State.APPROVED,
        state_to=delivery.state,
    )
    return delivery


def _in_check(balance: Balance, by: User) -> Balance:
    """Under lock; whoever works on it first is the one who prepares the check."""
    balance = locked_to_check(balance)
    Review.objects.get_or_create(balance=balance, defaults={"begun_by": by})
    move_delivery(balance=balance, state=Delivery.State.IN_CHECK, by=by)
    return balance


def _log(verb: str, balance: Balance, by: User, reason: str) -> None:
    partner_actions.log(by=by, verb=verb, subject=balance.delivery or balance, partner=balance.partner, reason=reason)
