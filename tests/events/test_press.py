"""The short way of an answer says the same as the long one, and leaves alone what it does not know."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from events import actions, invitations
from events.entries import Person
from events.models import Invitation, Registration
from klimapakt.lib import tokens
from partners.models import LogEntry, Recipient
from tests.concurrency import at_once
from tests.factories import (
    EventFactory,
    InvitationFactory,
    LetterFactory,
    MailingFactory,
    PartnerFactory,
    RecipientFactory,
    RegistrationFactory,
)

OWN = {"id", "created_at", "changed_at", "answered_at", "invited_at", "at"}  # of each row, and never the same twice


def invited(event=None, partner=None, **fields):
    """The recipient of an invitation: of a company, or, without, a guest."""
    event = event or EventFactory(published=True, capacity=1)
    letter = LetterFactory(state="done")
    MailingFactory(event=event, letter=letter)
    one = RecipientFactory(letter=letter, partner=partner, **fields)
    who = {"partner": partner} if partner else {"partner": None, "email": one.email, "name": one.name}
    InvitationFactory(event=event, **who)
    return one


def press(recipient, state="accepted"):
    return actions.press_answer(recipient_key=recipient.pk, state=state)


def go_the_long_way(recipient, state="accepted"):
    recipient = Recipient.objects.select_related("letter__mailing__event").get(pk=recipient.pk)
    invitation = invitations.invitation_of(recipient)
    people = [Person(recipient.name or recipient.email, recipient.email)]
    actions.answer_invitation(
        invitation=invitation, state=state, people=people, is_whole_list=False, recipient=recipient
    )


def stored():
    """What an answer leaves, row by row, without keys and times."""
    models = (Registration.objects.order_by("pk"), Invitation.objects.order_by("pk"), LogEntry.objects.order_by("pk"))
    return [[{name: row[name] for name in row.keys() - OWN} for row in rows.values()] for rows in models]


def undone(work):
    """What the work leaves, and then it never happened."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        work()
        left = stored()
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    return left


@pytest.mark.django_db
@pytest.mark.parametrize("state", ("accepted", "declined", "maybe"))
@pytest.mark.parametrize("is_full", (False, True))
@pytest.mark.parametrize("is_company", (False, True))
@pytest.mark.parametrize("fields", ({}, {"name": "", "language": "en", "email": "Kim@Firma.example"}))
def test_both_ways_leave_the_same_rows(state, is_full, is_company, fields):
    recipient = invited(partner=PartnerFactory(name="Muster GmbH") if is_company else None, **fields)
    if is_full:
        RegistrationFactory(event=recipient.letter.mailing.event, seat_no=1)

    short, long = undone(lambda: press(recipient, state)), undone(lambda: go_the_long_way(recipient, state))

    assert short == long
    assert short[1][-1]["state"] == state


@pytest.mark.django_db
def test_the_lowest_free_seat_is_taken_and_nobody_passes_who_waits():
    event = EventFactory(published=True, capacity=3)
    RegistrationFactory(event=event, seat_no=2)
    people = [invited(event) for _number in range(4)]
    for one in people[:3]:
        press(one)
    Registration.objects.get(seat_no=2).delete()
    press(people[3])

    seats = dict(Registration.objects.values_list("email", "seat_no"))

    assert [seats[one.email] for one in people] == [1, 3, None, None]


@pytest.mark.django_db
def test_a_new_answer_from_maybe_takes_the_short_way_too():
    recipient = invited()

    assert (press(recipient, "maybe"), press(recipient)) == (True, True)
    assert Invitation.objects.get().state == "accepted"
    assert Registration.objects.get().state == "seated"


def to_the_past(recipient):
    recipient.letter.mailing.event.__class__.objects.update(answer_until=dt.date(2020, 1, 1))


def to_an_hour_ago(recipient):
    now = timezone.now()
    recipient.letter.mailing.event.__class__.objects.update(
        starts_at=now - dt.timedelta(hours=2), ends_at=now - dt.timedelta(hours=1), answer_until=timezone.localdate()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    (
        to_the_past,
        to_an_hour_ago,
        lambda one: one.letter.mailing.event.__class__.objects.update(status="cancelled"),
        lambda one: one.letter.mailing.event.__class__.objects.update(status="draft"),
        lambda one: one.letter.__class__.objects.filter(pk=one.letter_id).update(state="draft"),
        lambda one: one.letter.mailing.__class__.objects.update(kind="test"),
        lambda _one: Invitation.objects.update(state="withdrawn"),
        lambda _one: Invitation.objects.all().delete(),
        lambda one: one.partner.__class__.objects.update(status="left", left_on=timezone.localdate()),
        lambda one: RegistrationFactory(
            event=one.letter.mailing.event, email=one.email.upper(), seat_no=None, state="cancelled"
        ),
        lambda one: RegistrationFactory(
            event=one.letter.mailing.event, invitation=Invitation.objects.get(), seat_no=1, email="anna@a.example"
        ),
        lambda one: one.delete(),
    ),
    ids=(
        "deadline over",
        "event over",
        "event cancelled",
        "event not published",
        "letter not sent",
        "test mail",
        "invitation withdrawn",
        "no invitation",
        "partner left",
        "person registered once",
        "colleague comes",
        "link of nobody",
    ),
)
def test_what_is_not_plain_is_left_to_the_long_way(change):
    recipient = invited(partner=PartnerFactory())
    key = recipient.pk
    change(recipient)
    before = stored()

    assert actions.press_answer(recipient_key=key, state="accepted") is False
    assert stored() == before


@pytest.mark.django_db
def test_an_unknown_answer_is_none():
    assert press(invited(), "withdrawn") is False


@pytest.mark.django_db(transaction=True)
def test_the_short_way_leaves_all_or_nothing():
    """The last of its rows is refused: the first are not there either."""
    recipient = invited()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partners_logentry ADD CONSTRAINT shut CHECK (verb <> 'invitation-answered')")
        try:
            with pytest.raises(IntegrityError):
                press(recipient)
        finally:
            cursor.execute("ALTER TABLE partners_logentry DROP CONSTRAINT shut")

    assert Registration.objects.count() == 0
    assert Invitation.objects.get().state == "open"


@pytest.mark.django_db
def test_history_knows_the_request_and_what_was_pressed(client):
    recipient = invited()

    client.post(reverse("events:answer", args=[tokens.make("answer", recipient.pk)]), {"answer": "accepted"})

    kept = Registration.pgh_event_model.objects.get()
    assert (kept.state, set(kept.pgh_context)) == ("seated", {"user", "request"})


@pytest.mark.django_db
def test_one_press_is_one_statement(client, django_assert_num_queries):
    recipient = invited()
    address = reverse("events:answer", args=[tokens.make("answer", recipient.pk)])

    with django_assert_num_queries(1):
        response = client.post(address, {"answer": "accepted"})

    assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_for_a_hundred_seats_are_a_hundred_and_a_hundred_in_order_of_arrival():
    event = EventFactory(published=True, capacity=100)
    people = [invited(event) for _number in range(200)]

    for group in range(0, 200, 50):  # as many at a time as the database has connections for
        assert at_once([lambda one=one: press(one) for one in people[group : group + 50]]) == []

    arrived = list(Registration.objects.order_by("created_at", "pk").values_list("state", "seat_no"))
    assert arrived == [("seated", number) for number in range(1, 101)] + [("waiting", None)] * 100


@pytest.mark.django_db(transaction=True)
def test_both_ways_at_once_share_the_seats():
    event = EventFactory(published=True, capacity=15)
    people = [invited(event) for _number in range(30)]

    raised = at_once(
        [lambda one=one, way=(press, go_the_long_way)[index % 2]: way(one) for index, one in enumerate(people)]
    )

    assert raised == []
    arrived = list(Registration.objects.order_by("created_at", "pk").values_list("state", "seat_no"))
    assert arrived == [("seated", number) for number in range(1, 16)] + [("waiting", None)] * 15
