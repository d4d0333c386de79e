"""Questions and answers, the office's tonnes, two people, two at once, the last word."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.actions.check import GATHERING
from emissions.errors import (
    BalanceLocked,
    CheckBegun,
    DeliveryNotApproved,
    EditedMeanwhile,
    NeedsTwoPeople,
    QuestionAnswered,
)
from emissions.models import Balance, Delivery, Question, Receipt, Review
from partners.models import LogEntry, Pact, Recipient
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    MeasureFactory,
    MembershipFactory,
    QuestionFactory,
    ReceiptFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(1_000_000), "scope2_location": Decimal(2_000_000)}


@pytest.fixture
def office(client, roles):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def two_people(db):
    Pact.objects.update_or_create(pk=1, defaults={"needs_two_people": True})


@pytest.fixture
def balance(db):
    lead = MembershipFactory(lead=True)
    delivery = DeliveryFactory(partner=lead.partner, round=RoundFactory(year=2024))
    made = BalanceFactory(partner=lead.partner, year=2024, delivery=delivery, totals=FULL)
    return actions.submit_balance(balance=made, note="", by=lead.user)


def review_page(balance) -> str:
    return reverse("emissions:balance_review", args=[balance.pk])


def lead_of(balance):
    return balance.partner.memberships.get(role="lead").user


def last_mail() -> tuple[str, str, dict]:
    mail = Recipient.objects.latest("pk")
    return mail.letter.purpose, mail.email, mail.values


def test_a_question_goes_to_the_lead_and_its_answer_to_who_asked(client, office, balance):
    asked = client.post(
        reverse("emissions:question_ask", args=[balance.pk]),
        {"field": "scope1", "text": "Warum so {viel}?"},
        follow=True,
    )
    question = Question.objects.get()
    assert (question.label, question.asked_by) == ("Scope 1", office)
    later = timezone.now() + GATHERING
    actions.tell_of_questions(now=later)
    assert last_mail() == (
        "questions-asked",
        lead_of(balance).email,
        {"text1": "Warum so {viel}?", "figure1": "Scope 1"},
    )
    assert "Frage, noch nicht beantwortet" in asked.content.decode()
    assert Delivery.objects.get().state == "in_check"
    assert not actions.can_withdraw(Balance.objects.get())

    client.force_login(lead_of(balance))
    own = client.get(balance.get_absolute_url()).content.decode()
    assert "Warum so {viel}?" in own
    answered = client.post(
        reverse("emissions:question_answer", args=[balance.partner.slug, 2024, question.pk]),
        {"answer": "Zweite Schicht."},
        follow=True,
    )

    assert "Die Geschäftsstelle liest Ihre Antwort" in answered.content.decode()
    question.refresh_from_db()
    assert (question.answer, question.answer_by) == ("Zweite Schicht.", lead_of(balance))
    assert last_mail() == ("question-answered", office.email, {"reason": "Zweite Schicht.", "figure": "Scope 1"})
    client.force_login(office)
    assert "Zweite Schicht." in client.get(review_page(balance)).content.decode()


def test_both_sides_see_the_same_steps(client, office, balance):
    question = actions.ask_question(
        balance=balance, field="", label="die Meldung als Ganzes", text="Alles da?", by=office
    )
    actions.answer_question(question=question, answer="Ja", by=lead_of(balance))

    for_office = client.get(review_page(balance)).context["steps"]
    client.force_login(lead_of(balance))
    for_partner = client.get(balance.delivery.get_absolute_url()).context["steps"]

    assert for_office == for_partner
    assert [step.title for step in for_partner] == [
        "Frage beantwortet",
        "Frage gestellt",
        "Meldung in Prüfung",
        "Meldung eingereicht",
    ]


def test_an_empty_question_or_answer_is_asked_for(client, office, balance):
    empty = client.post(reverse("emissions:question_ask", args=[balance.pk]), {"field": "scope1", "text": " "})
    assert "Schreiben Sie Ihre Frage" in empty.content.decode()
    unknown = client.post(reverse("emissions:question_ask", args=[balance.pk]), {"field": "x", "text": "Wie?"})
    assert unknown.status_code == 200
    question = QuestionFactory(balance=balance)
    client.force_login(lead_of(balance))
    url = reverse("emissions:question_answer", args=[balance.partner.slug, 2024, question.pk])
    assert client.get(url).status_code == 200

    assert "Schreiben Sie Ihre Antwort" in client.post(url, {"answer": ""}).content.decode()
    assert not Question.objects.exclude(answer="").exists()


def test_the_second_to_answer_is_told_and_loses_nothing(client, balance):
    question = QuestionFactory(balance=balance, answered=True)
    client.force_login(lead_of(balance))
    url = reverse("emissions:question_answer", args=[balance.partner.slug, 2024, question.pk])

    late = client.post(url, {"answer": "Halle 3"}).content.decode()

    assert "Umbau im März" in late
    assert "Halle 3" in late
    assert client.get(url).status_code == 302


def test_after_the_check_nothing_is_asked_or_answered(client, office, balance):
    question = QuestionFactory(balance=balance)
    actions.approve_balance(balance=balance, by=office)

    with pytest.raises(QuestionAnswered):
        actions.answer_question(question=question, answer="Ja", by=lead_of(balance))
    with pytest.raises(BalanceLocked):
        actions.ask_question(balance=balance, field="", label="", text="Noch etwas?", by=office)
    told = client.post(reverse("emissions:question_ask", args=[balance.pk]), {"text": "Noch etwas?"}, follow=True)
    assert "vor einem Augenblick" in told.content.decode()
    client.force_login(lead_of(balance))
    url = reverse("emissions:question_answer", args=[balance.partner.slug, 2024, question.pk])
    assert "Die Prüfung ist abgeschlossen" in client.post(url, {"answer": "Ja"}).content.decode()


def test_another_partner_does_not_find_the_question(client, balance):
    question = QuestionFactory(balance=balance)
    client.force_login(MembershipFactory(lead=True).user)

    url = reverse("emissions:question_answer", args=[balance.partner.slug, 2024, question.pk])
    assert client.post(url, {"answer": "Ja"}).status_code == 404


def test_two_begin_the_check_and_the_second_is_told(client, office, balance):
    first = UserFactory(office=True, first_name="Olga", last_name="Erste")
    actions.begin_check(balance=balance, by=first)
    actions.begin_check(balance=balance, by=first)

    with pytest.raises(CheckBegun):
        actions.begin_check(balance=balance, by=office)
    told = client.post(reverse("emissions:balance_check_begin", args=[balance.pk]), follow=True)

    assert "Olga Erste hat diese Prüfung bereits begonnen" in told.content.decode()
    assert Review.objects.get().begun_by == first


def test_who_prepared_the_check_does_not_approve(client, office, balance, two_people):
    alone = client.post(reverse("emissions:balance_approve", args=[balance.pk]), follow=True).content.decode()
    actions.begin_check(balance=balance, by=office)
    same = client.get(review_page(balance)).content.decode()

    assert "Eine beginnt die Prüfung, eine andere gibt frei" in alone
    assert "Bilanz freigeben" not in same
    with pytest.raises(NeedsTwoPeople):
        actions.approve_balance(balance=balance, by=office)
    second = UserFactory(office=True)
    client.force_login(second)
    assert "Bilanz freigeben" in client.get(review_page(balance)).content.decode()
    assert actions.approve_balance(balance=balance, by=second).approved_by == second


@pytest.mark.parametrize("prepares", (True, False))
def test_the_database_refuses_one_person_alone(office, balance, two_people, prepares):
    if prepares:
        Review.objects.create(balance=balance, begun_by=office)

    with pytest.raises(IntegrityError, match="who prepared the check does not approve"), transaction.atomic():
        Balance.objects.filter(pk=balance.pk).update(approved_at=timezone.now(), approved_by=office)

    assert not Balance.objects.get().is_approved


def test_a_return_ends_the_check_and_the_next_begins_anew(office, balance):
    actions.begin_check(balance=balance, by=office)

    actions.return_balance(balance=balance, reason="Gas fehlt", by=office)

    assert not Review.objects.exists()


def results_of(balance, *achieved):
    return [MeasureFactory(partner=balance.partner).updates.create(year=2024, achieved_t=t) for t in achieved]


def tonnes_form(client, balance, typed: dict[int, str], seen: str | None = None):
    page = client.get(review_page(balance))
    data = {f"checked-{pk}": value for pk, value in typed.items()}
    data["seen"] = seen or page.context["tonnes_form"]["seen"].value()
    return client.post(reverse("emissions:results_check", args=[balance.pk]), data, follow=True)


def test_the_office_sets_the_checked_tonnes_of_the_year(client, office, balance):
    first, second = results_of(balance, Decimal(5), Decimal("1.5"))

    page = tonnes_form(client, balance, {first.pk: "4,5 t CO₂e", second.pk: ""})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.checked_t, first.checked_by, first.achieved_t) == (Decimal("4.5"), office, Decimal(5))
    assert (second.checked_t, second.checked_at) == (None, None)
    assert "1 Ergebnis ist geprüft" in page.content.decode()
    assert LogEntry.objects.get(verb="measure-checked").state_to == "4.5"


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ("12x", "ist keine Zahl"),
        ("1,5 kWh", "ist keine Zahl"),
        ("-3", "kann nicht negativ sein"),
        ("1000000000000", "höchstens"),
    ),
)
def test_tonnes_that_cannot_be_are_refused_in_place(client, office, balance, typed, words):
    (result,) = results_of(balance, Decimal(5))

    page = tonnes_form(client, balance, {result.pk: typed}).content.decode()

    result.refresh_from_db()
    assert words in page
    assert f'value="{typed}"' in page
    assert result.checked_t is None


@pytest.mark.parametrize(("typed", "t"), (("1.500", 1500), ("1 500", 1500), ("1.5", Decimal("1.5"))))
def test_tonnes_are_understood_as_people_write_them(client, office, balance, typed, t):
    (result,) = results_of(balance, Decimal(5))

    tonnes_form(client, balance, {result.pk: typed})

    result.refresh_from_db()
    assert result.checked_t == t


def test_two_who_set_tonnes_one_wins_and_the_other_is_told(client, office, balance):
    (result,) = results_of(balance, Decimal(5))
    seen = client.get(review_page(balance)).context["tonnes_form"]["seen"].value()
    actions.check_results(balance=balance, tonnes={result.pk: Decimal(4)}, by=UserFactory(), seen=seen)

    page = tonnes_form(client, balance, {result.pk: "3"}, seen=seen).content.decode()

    result.refresh_from_db()
    assert result.checked_t == 4
    assert "Jemand hat andere Tonnen eingetragen" in page
    assert 'value="3"' in page
    with pytest.raises(EditedMeanwhile):
        actions.check_results(balance=balance, tonnes={result.pk: Decimal(3)}, by=office, seen=seen)


def test_tonnes_of_an_approved_balance_stay(client, office, balance):
    (result,) = results_of(balance, Decimal(5))
    actions.approve_balance(balance=balance, by=office)

    page = tonnes_form(client, balance, {result.pk: "3"}).content.decode()

    result.refresh_from_db()
    assert result.checked_t is None
    assert "vor einem Augenblick" in page


def test_only_the_lead_of_the_office_releases_what_is_approved(client, office, balance):
    url = reverse("emissions:delivery_release", args=[balance.pk])
    assert client.post(url).status_code == 404
    lead = UserFactory(office_lead=True)
    client.force_login(lead)
    early = client.post(url, follow=True).content.decode()
    actions.approve_balance(balance=balance, by=office)
    assert "Meldung abschließen" in client.get(review_page(balance)).content.decode()

    client.post(url)

    delivery = Delivery.objects.get()
    assert "vor einem Augenblick" in early
    assert (delivery.state, delivery.released_by) == ("released", lead)
    with pytest.raises(DeliveryNotApproved):
        actions.release_delivery(delivery=delivery, by=lead)


def test_a_correction_opens_a_released_delivery_again(office, balance):
    approved = actions.approve_balance(balance=balance, by=office)
    actions.release_delivery(delivery=approved.delivery, by=UserFactory(office_lead=True))

    actions.correct_balance(balance=approved, reason="Zähler getauscht", by=lead_of(balance))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.released_at, delivery.released_by) == ("draft", None, None)


def test_there_is_a_second_receipt_after_the_check(office, balance):
    approved = actions.approve_balance(balance=balance, by=office)

    assert list(Receipt.objects.order_by("at").values_list("kind", "at")) == [
        ("received", approved.submitted_at),
        ("checked", approved.approved_at),
    ]


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_asks_as_often_for_three_questions_as_for_one(
    client, office, balance, count, django_assert_max_num_queries
):
    results_of(balance, *[Decimal(5)] * count)
    for _number in range(count):
        QuestionFactory(balance=balance)
        client.get(review_page(balance))

    with django_assert_max_num_queries(30) as queries:
        client.get(review_page(balance))

    assert len(queries) == 17


def test_the_database_refuses_what_cannot_be(balance):
    question = QuestionFactory(balance=balance)
    for broken, name in (
        ({"text": ""}, "question_says_something"),
        ({"answer": "Ja"}, "answer_has_its_person_and_time"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**broken)
    receipt = ReceiptFactory(balance=balance)
    with pytest.raises(IntegrityError, match="one_receipt_per_step"), transaction.atomic():
        ReceiptFactory(balance=balance, at=receipt.at)


def test_what_was_answered_never_changes(balance):
    question = QuestionFactory(balance=balance, answered=True)

    with pytest.raises(InternalError, match="answered_question_never_changes"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(answer="Anders")
