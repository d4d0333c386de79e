"""A round opens for those whose turn it is; one person there is told, and reminded by the calendar."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from emissions import actions, clock
from emissions.actions import deadline
from emissions.models import Delivery, Round
from partners.models import Consent, LogEntry, Pact, Recipient
from tests.factories import (
    AgreementFactory,
    BalanceFactory,
    DeliveryFactory,
    MembershipFactory,
    PartnerFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 6, 30)
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}


def days(number: int) -> dt.date:
    return DUE + dt.timedelta(days=number)


@pytest.fixture
def lead(db):
    return MembershipFactory(lead=True, partner__name="Muster Druck GmbH")


def open_delivery(lead, **fields):
    return DeliveryFactory(partner=lead.partner, round__year=2025, due_on=DUE, **fields)


def mails() -> list[tuple[str, str]]:
    return list(Recipient.objects.order_by("pk").values_list("letter__purpose", "email"))


def test_who_was_asked_last_year_waits_where_there_are_two_years_between_rounds(lead):
    Pact.objects.update_or_create(pk=1, defaults={"years_between_rounds": 2})
    DeliveryFactory(partner=lead.partner, round__year=2024)
    new = PartnerFactory()
    call = RoundFactory(year=2025)

    made = actions.open_round(round=call, by=UserFactory())

    assert [delivery.partner for delivery in made] == [new]
    assert list(actions.to_ask(RoundFactory(year=2026))) == [lead.partner]


def test_the_agreement_says_when_the_first_delivery_is_due(lead):
    AgreementFactory(partner=lead.partner, valid=True, first_delivery_due_on=dt.date(2027, 3, 1))
    call = RoundFactory(year=2025)

    (made,) = actions.open_round(round=call, by=None)

    assert made.due_on == dt.date(2027, 3, 1)


def test_one_person_of_each_partner_is_told_in_their_language(lead):
    MembershipFactory(partner=lead.partner, lead=True)
    MembershipFactory(partner=lead.partner)
    english = MembershipFactory(lead=True, user__language="en", partner__name="Example Ltd")
    call = RoundFactory(year=2025, due_on=DUE)

    actions.open_round(round=call, by=UserFactory())

    assert sorted(mails()) == sorted((("round-opened", lead.user.email), ("round-opened", english.user.email)))
    german, other = Recipient.objects.order_by("letter__subject")
    assert german.letter.subject == "Berichtsrunde {year} geöffnet: bitte bis {due} melden"
    assert (german.values["due"], german.values["partner"]) == ("30. Juni 2026", "Muster Druck GmbH")
    assert other.letter.subject == "Reporting round {year} is open: please report by {due}"
    assert (other.values["due"], "/en/" in other.values["link"]) == ("30 June 2026", True)
    assert set(LogEntry.objects.filter(verb="delivery-asked").values_list("partner", flat=True)) == {
        lead.partner.pk,
        english.partner.pk,
    }


def test_who_leads_two_partners_gets_a_mail_for_each(lead):
    other = MembershipFactory(user=lead.user, lead=True)

    actions.open_round(round=RoundFactory(year=2025), by=None)

    assert {one.partner for one in Recipient.objects.all()} == {lead.partner, other.partner}


def test_who_has_handed_in_already_is_not_asked_by_mail(lead):
    balance = BalanceFactory(partner=lead.partner, year=2025, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)
    Recipient.objects.all().delete()

    (made,) = actions.open_round(round=RoundFactory(year=2025), by=None)

    assert (made.state, mails()) == ("handed_in", [])


def test_the_clock_opens_a_round_on_its_day_and_only_once(lead):
    today = timezone.localdate()
    due = RoundFactory(year=2025, opens_on=today, due_on=today + dt.timedelta(days=60))
    RoundFactory(year=2024, opens_on=today + dt.timedelta(days=1), due_on=today + dt.timedelta(days=60))
    RoundFactory(year=2023, opens_on=today, due_on=today + dt.timedelta(days=60), is_closed=True)

    clock.open_rounds()
    clock.open_rounds()

    assert [delivery.round for delivery in Delivery.objects.all()] == [due]
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("day", "purpose"),
    (
        (-30, "delivery-reminder"),
        (-14, "delivery-reminder"),
        (-3, "delivery-reminder"),
        (1, "delivery-overdue"),
        (14, "delivery-overdue"),
    ),
)
def test_each_day_of_the_calendar_reminds_once(lead, day, purpose):
    open_delivery(lead, told_on=days(day - 1))

    sent = [actions.remind_of_deliveries(today=days(day)) for _time in range(2)]

    assert (sent, mails()) == ([1, 0], [(purpose, lead.user.email)])


@pytest.mark.parametrize("day", (-31, -20, 0, 2, 60))
def test_no_other_day_reminds(lead, day):
    open_delivery(lead, told_on=days(day - 1))

    assert actions.remind_of_deliveries(today=days(day)) == 0


def test_a_day_late_it_is_sent_once_and_never_two_on_one_day(lead):
    open_delivery(lead, told_on=days(-40))

    sent = [actions.remind_of_deliveries(today=days(day)) for day in (-29, -28, -13, -13, -2)]

    assert sent == [1, 0, 1, 0, 1]


def test_a_round_that_opens_late_does_not_remind_on_the_same_day(lead):
    open_delivery(lead, told_on=days(-14))

    assert actions.remind_of_deliveries(today=days(-14)) == 0
    assert actions.remind_of_deliveries(today=days(-3)) == 1


@pytest.mark.parametrize("state", ("handed_in", "in_check", "approved", "closed"))
def test_reminders_stop_when_it_is_handed_in(lead, state):
    now = timezone.now()
    open_delivery(lead, state=state, handed_in_at=now, approved_at=now)

    assert actions.remind_of_deliveries(today=days(-14)) == 0


def test_a_closed_round_reminds_nobody(lead):
    open_delivery(lead, round__is_closed=True)

    assert actions.remind_of_deliveries(today=days(1)) == 0


def test_after_an_extension_the_calendar_counts_from_the_new_date_and_names_it(lead):
    delivery = open_delivery(lead)
    actions.extend_delivery(delivery=delivery, due_on=days(60), by=UserFactory())
    Recipient.objects.all().delete()
    Delivery.objects.update(told_on=days(-14))

    assert actions.remind_of_deliveries(today=days(1)) == 0
    assert actions.remind_of_deliveries(today=days(30)) == 1
    assert Recipient.objects.get().values["due"] == "29. August 2026"


def test_an_extension_counts_as_having_heard(lead):
    delivery = open_delivery(lead)

    actions.extend_delivery(delivery=delivery, due_on=days(60), by=UserFactory())

    delivery.refresh_from_db()
    assert delivery.told_on == timezone.localdate()


def test_who_does_not_want_reminders_gets_none_and_a_colleague_does(lead):
    open_delivery(lead)
    Consent.objects.create(user=lead.user, kind=Consent.Kind.DEADLINES, is_given=False)

    assert actions.remind_of_deliveries(today=days(1)) == 0
    editor = MembershipFactory(partner=lead.partner, editor=True)

    assert actions.remind_of_deliveries(today=days(1)) == 1
    assert mails() == [("delivery-overdue", editor.user.email)]
    assert [one.user for one in deadline.contacts([lead.partner.pk], asks_everybody=True).values()] == [editor.user]


def test_the_opening_reaches_the_lead_where_nobody_wants_reminders(lead):
    Consent.objects.create(user=lead.user, kind=Consent.Kind.DEADLINES, is_given=False)

    actions.open_round(round=RoundFactory(year=2025), by=None)

    assert mails() == [("round-opened", lead.user.email)]


@pytest.mark.parametrize("count", (1, 3))
def test_reminders_cost_the_same_for_many(count, django_assert_max_num_queries):
    call = RoundFactory(year=2025)
    for _number in range(count):
        DeliveryFactory(round=call, partner=MembershipFactory(lead=True).partner, due_on=DUE)
    Pact.objects.current()

    with django_assert_max_num_queries(11) as queries:
        assert actions.remind_of_deliveries(today=days(-3)) == count

    assert len(queries) == 11


def test_the_database_wants_the_time_of_a_release(lead):
    delivery = open_delivery(lead)

    with pytest.raises(IntegrityError, match="released_delivery_has_its_time"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state="released", handed_in_at=timezone.now(), approved_at=timezone.now()
        )


def test_a_round_that_was_opened_is_not_to_open():
    call = RoundFactory(year=2025)

    assert list(Round.objects.to_open(call.opens_on)) == [call]
    assert list(Round.objects.to_open(call.opens_on - dt.timedelta(days=1))) == []
    DeliveryFactory(round=call)
    assert list(Round.objects.to_open(call.opens_on)) == []
