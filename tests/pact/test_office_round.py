"""Rounds in the hands of the office: prepare, open, the board, more time and reminders for many."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions.models import Delivery, Round
from partners.models import LogEntry, Recipient
from tests import factories

pytestmark = pytest.mark.django_db
ROUNDS = "pact:office_rounds"
NEW = {"year": "2025", "opens_on": "2026-03-01", "due_on": "2026-06-30", "requires_measures": "on"}


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


def board(year=2025, **query):
    return reverse("pact:office_round", args=[year]) + (f"?spalte={query['column']}" if query else "")


def test_a_round_is_prepared_seen_and_opened(client, office):
    lead = factories.MembershipFactory(lead=True)
    factories.PartnerFactory(left=True)
    assert "Noch keine Berichtsrunde" in client.get(reverse(ROUNDS)).content.decode()

    prepared = client.post(reverse("pact:round_add"), NEW, follow=True).content.decode()
    call = Round.objects.get()
    assert "wird 1 Klimapartner gefragt" in prepared
    assert (call.requires_measures, call.requires_target, call.requires_scope3) == (True, False, False)
    assert not Recipient.objects.exists()
    opened = client.post(reverse("pact:round_open", args=[2025]), follow=True).content.decode()
    again = client.post(reverse("pact:round_open", args=[2025]), follow=True).content.decode()

    assert "1 Klimapartner ist angeschrieben" in opened
    assert "bereits geöffnet" in again
    assert Recipient.objects.get().email == lead.user.email
    assert LogEntry.objects.get(verb="round-opened").by == office
    assert client.get(reverse(ROUNDS)).url == call.get_absolute_url()


@pytest.mark.parametrize(
    ("changed", "words"),
    (
        ({"year": "2040"}, "2040 ist noch nicht vorbei"),
        ({"year": "12x"}, "vierstellig"),
        ({"year": "-3"}, "vierstellig"),
        ({"year": "2023"}, "bereits eine Berichtsrunde"),
        ({"due_on": "2026-03-01"}, "Die Frist muss nach dem Tag liegen"),
        ({"due_on": ""}, "bis zu dem gemeldet wird"),
    ),
)
def test_a_round_that_cannot_be_is_refused_in_words(client, office, changed, words):
    factories.RoundFactory(year=2023)

    page = client.post(reverse("pact:round_add"), NEW | changed).content.decode()

    assert words in page
    assert Round.objects.count() == 1


def test_dates_change_until_it_opens_then_only_what_is_asked_for(client, office):
    call = factories.RoundFactory(year=2025)
    url = reverse("pact:round_change", args=[2025])
    client.post(url, NEW | {"due_on": "2026-07-31"})
    factories.DeliveryFactory(round=call)

    client.post(url, {"requires_target": "on", "is_closed": "on", "due_on": "2027-01-01"})

    call.refresh_from_db()
    assert (call.due_on, call.requires_target, call.is_closed) == (dt.date(2026, 7, 31), True, True)


def test_the_board_counts_and_filters_its_columns(client, office):
    today, now = timezone.localdate(), timezone.now()
    call = factories.RoundFactory(year=2025)
    later, before = today + dt.timedelta(days=9), today - dt.timedelta(days=9)
    made = {
        name: factories.DeliveryFactory(round=call, state=state, due_on=due_on, handed_in_at=now, approved_at=now)
        for name, state, due_on in (
            ("open", "open", later),
            ("begun", "draft", before),
            ("handed_in", "handed_in", before),
            ("in_check", "in_check", before),
            ("returned", "returned", later),
            ("checked", "approved", before),
        )
    }
    factories.DeliveryFactory(round__year=2020)

    counts = {one.name: one.count for one in client.get(board()).context["columns"]}

    assert counts == {**dict.fromkeys(made, 1), "overdue": 1}
    for name, delivery in {**made, "overdue": made["begun"]}.items():
        assert list(client.get(board(column=name)).context["page"]) == [delivery]
    assert len(client.get(board(column="nonsense")).context["page"].object_list) == 6


@pytest.mark.parametrize("count", (1, 3))
def test_the_board_asks_as_often_for_three_as_for_one(client, office, count, django_assert_max_num_queries):
    call = factories.RoundFactory(year=2025)
    factories.DeliveryFactory.create_batch(count, round=call)
    client.get(board())

    with django_assert_max_num_queries(12) as queries:
        client.get(board())

    assert len(queries) == 9


def choose(client, verb, *partners, scope="chosen", **others):
    query = {"verb": verb, "scope": scope, "partner": [one.pk for one in partners], "board": 2025, **others}
    return client.get(reverse("pact:office_bulk"), query)


def confirm(client, page, **values):
    hidden = {name: page.context["form"][name].value() for name in ("keys", "once", "board")}
    return client.post(
        reverse("pact:office_bulk"), {"verb": page.context["choice"].verb, **hidden, **values}, follow=True
    )


def running(**fields):
    lead = factories.MembershipFactory(lead=True)
    call = Round.objects.filter(year=2025).first() or factories.RoundFactory(year=2025)
    return factories.DeliveryFactory(round=call, partner=lead.partner, **fields)


def test_many_are_reminded_after_a_look_at_whom_it_concerns(client, office):
    today = timezone.localdate()
    late = running(due_on=today - dt.timedelta(days=5))
    told = running(told_on=today)
    done = running(state="handed_in", handed_in_at=timezone.now())

    page = choose(client, "remind", scope="all")
    text = page.content.decode()
    back = confirm(client, page)
    again = confirm(client, page)

    assert "Es betrifft 1 Partner" in text
    assert "2 von 3 werden ausgelassen" in text
    assert "1 E-Mail geht hinaus" in text
    assert set(page.context["choice"].unfit) == {told.partner, done.partner}
    assert back.redirect_chain[-1][0] == board()
    assert "bereits bestätigt" in again.content.decode()
    assert [one.letter.purpose for one in Recipient.objects.all()] == ["delivery-overdue"]
    late.refresh_from_db()
    assert late.told_on == today
    assert LogEntry.objects.get(verb="delivery-reminded").by == office


def test_all_of_a_column_get_more_time_and_one_is_back_at_the_board(client, office):
    today = timezone.localdate()
    late, early = running(due_on=today - dt.timedelta(days=5)), running(due_on=today + dt.timedelta(days=5))

    page = choose(client, "extend", scope="all", column="overdue")
    back = confirm(client, page, days="14", reason="Umzug")

    late.refresh_from_db()
    early.refresh_from_db()
    assert late.due_on == today + dt.timedelta(days=14)
    assert early.due_on == today + dt.timedelta(days=5)
    assert back.redirect_chain[-1][0] == board()
    assert choose(client, "extend").url == board()


def test_the_next_step_is_the_question_of_the_office(client):
    lead = factories.MembershipFactory(lead=True)
    client.force_login(lead.user)
    balance = factories.BalanceFactory(partner=lead.partner, year=2024, submitted_at=timezone.now())
    factories.QuestionFactory(balance=balance)

    page = client.get(lead.partner.get_absolute_url()).content.decode()

    assert "Sie betrifft Ihre Meldung für 2024" in page
    assert f"{balance.get_absolute_url()}#fragen" in page


def test_a_delivery_that_is_due_leads_to_the_report(client):
    lead = factories.MembershipFactory(lead=True)
    client.force_login(lead.user)
    factories.BalanceFactory(partner=lead.partner, year=2023, approved=True)
    factories.TargetFactory(partner=lead.partner)
    delivery = factories.DeliveryFactory(partner=lead.partner, round__year=2024)

    page = client.get(lead.partner.get_absolute_url()).content.decode()

    assert delivery.get_absolute_url() in page
    assert Delivery.objects.get() == delivery
