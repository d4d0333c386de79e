"""Questions of the office reach the partner together: none is lost, none comes twice."""

from decimal import Decimal

import pytest
from django.utils import timezone

from emissions import actions
from emissions.actions.check import GATHERING
from emissions.models import Question
from klimapakt.lib.mail import fill
from partners.models import Recipient
from tests.concurrency import at_once
from tests.factories import BalanceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(1_000_000), "scope2_location": Decimal(2_000_000)}


@pytest.fixture
def office(roles):
    return UserFactory(office=True)


@pytest.fixture
def balance(db):
    lead = MembershipFactory(lead=True)
    made = BalanceFactory(partner=lead.partner, year=2024, totals=FULL)
    return actions.submit_balance(balance=made, note="", by=lead.user)


def ask(balance, office, *texts, label="Scope 1"):
    return [actions.ask_question(balance=balance, field="", label=label, text=text, by=office) for text in texts]


def mails_about_questions():
    return Recipient.objects.filter(letter__purpose="questions-asked")


def test_questions_asked_one_after_the_other_come_in_one_mail(office, balance):
    ask(balance, office, "Warum so viel?", "Ist {alles} dabei?")
    ask(balance, office, "Wer liest das?", label="")
    now = timezone.now()

    actions.tell_of_questions(now=now)
    too_early = mails_about_questions().count()
    for _run in range(2):
        actions.tell_of_questions(now=now + GATHERING)

    assert too_early == 0
    mail = mails_about_questions().get()
    text = fill(mail.letter.text, mail.text_values(), html=False)
    assert mail.letter.subject == "3 Fragen zu Ihrer Meldung für 2024"
    assert "Scope 1:\nWarum so viel?\n" in text
    assert "Ist {alles} dabei?" in text
    assert "\n\nWer liest das?\n" in text
    assert not Question.objects.to_tell().exists()


def test_each_new_question_waits_for_the_next_ones(office, balance):
    first, second = ask(balance, office, "Eins?", "Zwei?")
    Question.objects.filter(pk=first.pk).update(asked_at=timezone.now() - GATHERING)

    actions.tell_of_questions(now=timezone.now())
    assert not mails_about_questions().exists()

    actions.tell_of_questions(now=second.asked_at + GATHERING)
    assert set(mails_about_questions().get().values) == {"figure1", "text1", "figure2", "text2"}


def test_what_is_answered_or_approved_meanwhile_needs_no_mail(office, balance):
    question, _other = ask(balance, office, "Eins?", "Zwei?")
    actions.answer_question(question=question, answer="Ja", by=balance.partner.memberships.get(role="lead").user)
    actions.approve_balance(balance=balance, by=office)

    actions.tell_of_questions(now=timezone.now() + GATHERING)

    assert not mails_about_questions().exists()


def test_two_workers_tell_of_a_question_once(transactional_db, roles):
    office, lead = UserFactory(office=True), MembershipFactory(lead=True)
    made = BalanceFactory(partner=lead.partner, year=2024, totals=FULL)
    balance = actions.submit_balance(balance=made, note="", by=lead.user)
    ask(balance, office, "Eins?")
    later = timezone.now() + GATHERING

    at_once([lambda: actions.tell_of_questions(now=later) for _worker in range(4)])

    assert mails_about_questions().count() == 1
