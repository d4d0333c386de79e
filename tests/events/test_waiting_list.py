"""Who waits, who is offered a seat, and who registers without an invitation."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from events import actions, clock, invitations
from events.errors import AnswersClosed, NotConfirmed, OfferOver
from events.models import Event, Registration, SignUp
from partners.models import Recipient
from tests.concurrency import at_once
from tests.factories import EventFactory, InvitationFactory, RegistrationFactory, UserFactory

NOW = timezone.now()
FIELDS = {
    "name": "Kim Muster",
    "email": "kim@gast.example",
    "company": "Muster GmbH",
    "phone": "0211 1",
    "needs": "vegan",
    "needs_sign_language": True,
    "may_be_photographed": True,
}


def queue(event, *names):
    """Who waits, the first the longest."""
    return [
        RegistrationFactory(
            event=event,
            name=name,
            email=f"{name.lower()}@gast.example",
            state="waiting",
            seat_no=None,
            created_at=NOW - dt.timedelta(hours=10 - number),
        )
        for number, name in enumerate(names)
    ]


def states(event):
    return dict(event.registrations.values_list("name", "state"))


def mails(purpose):
    return list(Recipient.objects.filter(letter__purpose=purpose).order_by("pk").values_list("email", flat=True))


def full(capacity=1, **fields):
    event = EventFactory(published=True, capacity=capacity, **fields)
    RegistrationFactory(event=event, name="Sitzt", seat_no=1)
    return event


@pytest.mark.django_db
def test_a_free_seat_is_offered_to_who_waited_longest_and_kept_for_a_while():
    event = full(offer_hours=6)
    anna, _bernd = queue(event, "Anna", "Bernd")

    actions.cancel_registration(registration=event.registrations.get(name="Sitzt"))

    anna.refresh_from_db()
    assert states(event) == {"Sitzt": "cancelled", "Anna": "offered", "Bernd": "waiting"}
    assert dt.timedelta(hours=5) < anna.offered_until - timezone.now() <= dt.timedelta(hours=6)
    assert mails("seat-offered") == ["anna@gast.example"]


@pytest.mark.django_db
def test_an_offer_that_runs_out_goes_to_the_next_and_twice_does_no_harm():
    event = full(offer_hours=6)
    queue(event, "Anna", "Bernd", "Can")
    actions.cancel_registration(registration=event.registrations.get(name="Sitzt"))

    for _twice in range(2):
        actions.offer_free_seats(event=event, now=timezone.now() + dt.timedelta(hours=7))

    assert states(event) == {"Sitzt": "cancelled", "Anna": "cancelled", "Bernd": "offered", "Can": "waiting"}
    assert mails("offer-over") == ["anna@gast.example"]
    assert mails("seat-offered") == ["anna@gast.example", "bernd@gast.example"]


@pytest.mark.django_db
def test_the_clock_offers_what_nobody_offered():
    event = EventFactory(published=True, capacity=1)
    queue(event, "Anna")

    clock.offer_free_seats()
    clock.confirm_answers()

    assert states(event) == {"Anna": "offered"}


@pytest.mark.django_db
def test_on_the_last_day_nothing_is_offered_by_mail_and_the_office_seats_by_phone():
    event = EventFactory(published=True, capacity=1, starts_at=NOW + dt.timedelta(hours=20))
    anna, bernd = queue(event, "Anna", "Bernd")

    clock.offer_free_seats()
    office = UserFactory(office=True)
    for _twice in range(2):
        actions.give_seat(registration=anna, by=office)

    assert states(event) == {"Anna": "seated", "Bernd": "waiting"}
    assert (mails("seat-offered"), mails("seat-confirmed")) == ([], ["anna@gast.example"])
    with pytest.raises(OfferOver):
        actions.give_seat(registration=bernd, by=office)


@pytest.mark.django_db
def test_accepting_an_offer_twice_is_one_seat_and_too_late_is_refused():
    event = EventFactory(published=True, capacity=2)
    anna, bernd = queue(event, "Anna", "Bernd")
    clock.offer_free_seats()

    for _twice in range(2):
        actions.accept_offer(registration=anna, now=NOW)
    with pytest.raises(OfferOver):
        actions.accept_offer(registration=bernd, now=NOW + dt.timedelta(days=5))

    assert states(event) == {"Anna": "seated", "Bernd": "offered"}
    assert mails("seat-confirmed") == ["anna@gast.example"]


@pytest.mark.django_db(transaction=True)
def test_two_devices_accept_while_the_clock_passes_the_offer_on():
    event = EventFactory(published=True, capacity=1)
    anna, _bernd = queue(event, "Anna", "Bernd")
    actions.offer_free_seats(event=event, now=NOW)
    late = timezone.now() + dt.timedelta(days=5)

    raised = at_once(
        [
            *[lambda: actions.accept_offer(registration=anna, now=NOW)] * 2,
            *[lambda: actions.offer_free_seats(event=event, now=late)] * 2,
        ]
    )

    assert {type(error) for error in raised} <= {OfferOver}
    assert Registration.objects.seated().count() == 1
    assert states(event) in ({"Anna": "seated", "Bernd": "waiting"}, {"Anna": "cancelled", "Bernd": "offered"})


@pytest.mark.django_db
def test_companions_leave_with_their_host_and_the_company_declines():
    invitation = InvitationFactory(state="accepted", answered_at=NOW)
    host = RegistrationFactory(event=invitation.event, invitation=invitation, seat_no=1)
    RegistrationFactory(event=invitation.event, invitation=invitation, host=host, email="", seat_no=2)

    actions.cancel_registration(registration=host)

    invitation.refresh_from_db()
    assert (Registration.objects.seated().count(), invitation.state) == (0, "declined")


@pytest.mark.django_db
@pytest.mark.parametrize("fields", ({"state": "offered", "seat_no": 1}, {"state": "seated", "offered_until": NOW}))
def test_the_database_wants_an_end_for_offers_alone(fields):
    with pytest.raises(IntegrityError, match="an_offer_has_its_end"):
        RegistrationFactory(**fields)


@pytest.mark.django_db
def test_the_database_refuses_a_confirmed_sign_up_with_names():
    one = RegistrationFactory()

    with pytest.raises(IntegrityError, match="confirmed_sign_up_keeps_no_names"):
        SignUp.objects.create(event=one.event, registration=one, name="Kim")


@pytest.mark.django_db
def test_registering_needs_the_confirmed_address(client):
    event = EventFactory(published=True, is_open=True, capacity=1)
    sign_up = actions.begin_sign_up(event=event, fields=FIELDS, language="en")
    link = invitations.sign_up_link(sign_up)
    assert mails("sign-up") == ["kim@gast.example"]

    client.get(link)
    client.head(link)
    assert Registration.objects.count() == 0
    responses = [client.post(link), client.post(link), client.get(link)]

    one = Registration.objects.get()
    sign_up.refresh_from_db()
    assert (one.state, one.via, one.needs, one.language) == ("seated", "public", "vegan", "en")
    assert one.needs_sign_language
    assert {response["Location"].split("/")[2] for response in responses} == {"anmeldung"}
    assert (sign_up.name, sign_up.email) == ("", "")
    assert mails("registration-confirmed") == ["kim@gast.example"]


@pytest.mark.django_db
def test_who_is_registered_already_gets_the_link_and_nobody_learns_of_it():
    one = RegistrationFactory(event__is_open=True, email="kim@gast.example")

    assert actions.begin_sign_up(event=one.event, fields=FIELDS, language="de") is None

    assert mails("registration-known") == ["kim@gast.example"]


@pytest.mark.django_db
def test_confirmed_after_the_deadline_is_refused():
    event = EventFactory(published=True, is_open=True)
    sign_up = actions.begin_sign_up(event=event, fields=FIELDS, language="de")
    Event.objects.update(answer_until=dt.date(2020, 1, 1))
    event.refresh_from_db()

    with pytest.raises(NotConfirmed):
        actions.confirm_sign_up(sign_up=sign_up)
    with pytest.raises(AnswersClosed):
        actions.begin_sign_up(event=event, fields=FIELDS, language="de")


@pytest.mark.django_db
def test_who_comes_back_joins_at_the_end():
    event = full()
    queue(event, "Anna")
    back = RegistrationFactory(event=event, name="Zurück", state="cancelled", seat_no=None)

    for _twice in range(2):
        actions.register_again(registration=back)

    assert list(event.registrations.in_queue().values_list("name", flat=True)) == ["Anna", "Zurück"]


@pytest.mark.django_db
def test_the_public_form_leads_to_the_mailbox(client, settings):
    settings.LEAST_SECONDS_IN_FORM = 0
    event = EventFactory(published=True, is_open=True)
    page = reverse("events:sign_up", args=[event.year, event.slug])
    started = client.get(page).context["form"].fields["started"].initial

    wrong = client.post(page, {"name": "", "email": "kim", "started": started})
    response = client.post(page, {**FIELDS, "started": started}, follow=True)

    assert set(wrong.context["form"].errors) == {"name", "email"}
    assert response.redirect_chain == [(reverse("events:sign_up_sent", args=[event.year, event.slug]), 302)]
    assert SignUp.objects.get().company == "Muster GmbH"


@pytest.mark.django_db
@pytest.mark.parametrize("fields", ({"is_open": False}, {"is_open": True, "is_public": False}))
def test_events_that_are_not_open_have_no_form(client, fields):
    event = EventFactory(published=True, **fields)

    assert client.get(reverse("events:sign_up", args=[event.year, event.slug])).status_code == 404


@pytest.mark.django_db
def test_the_personal_page_accepts_changes_and_cancels(client):
    event = EventFactory(published=True, capacity=1)
    anna = queue(event, "Anna")[0]
    clock.offer_free_seats()
    link = invitations.registration_link(anna)
    for look in (client.get, client.head):
        assert look(link).status_code == 200
    assert states(event) == {"Anna": "offered"}

    client.post(link, {"press": "accept"})
    client.post(link, {"press": "details", "needs_wheelchair": "on", "needs": "vegan", "may_be_photographed": "on"})
    anna.refresh_from_db()
    assert (anna.state, anna.needs, anna.may_be_photographed) == ("seated", "vegan", True)
    assert (anna.needs_wheelchair, anna.needs_sign_language) == (True, False)
    assert client.get(link + "datei.ics")["Content-Type"].startswith("text/calendar")
    client.post(link, {"press": "cancel"})

    assert states(event) == {"Anna": "cancelled"}
    assert client.get(link[:-7] + "/").status_code == 410
