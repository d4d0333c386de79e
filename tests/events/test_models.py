import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from events.models import Event, Invitation, Registration
from tests.factories import EventFactory, InvitationFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    (
        {"ends_at": timezone.now() - dt.timedelta(days=3), "starts_at": timezone.now()},
        {"capacity": 0},
        {"seats_per_company": 0},
    ),
)
def test_impossible_events_are_refused(fields):
    with pytest.raises(IntegrityError):
        EventFactory(**fields)


def test_one_number_per_series():
    EventFactory(number=4)

    with pytest.raises(IntegrityError):
        EventFactory(number=4)


def test_one_invitation_per_company_and_event():
    invitation = InvitationFactory()

    with pytest.raises(IntegrityError):
        InvitationFactory(event=invitation.event, partner=invitation.partner)


def test_one_invitation_per_guest_and_event_whatever_the_case():
    event = EventFactory()
    Invitation.objects.create(event=event, email="Presse@zeitung.example")

    with pytest.raises(IntegrityError):
        Invitation.objects.create(event=event, email="presse@zeitung.example")


@pytest.mark.parametrize("fields", ({"partner": None, "email": ""}, {"state": "accepted"}))
def test_invitations_without_a_name_or_a_time_are_refused(fields):
    with pytest.raises(IntegrityError):
        InvitationFactory(**fields)


@pytest.mark.parametrize(
    "fields",
    (
        {"state": "seated", "seat_no": None},
        {"state": "waiting", "seat_no": 1},
        {"state": "seated", "seat_no": 3},
    ),
)
def test_seats_without_a_state_or_beyond_the_capacity_are_refused(fields):
    with pytest.raises(IntegrityError):
        Registration.objects.create(event=EventFactory(capacity=2), name="Kim", **fields)


@pytest.mark.parametrize("other", ({"email": "KIM@firma.example", "seat_no": 2}, {"email": "", "seat_no": 1}))
def test_nobody_sits_twice_and_no_seat_is_given_twice(other):
    event = EventFactory()
    Registration.objects.create(event=event, name="Kim", email="kim@firma.example", state="seated", seat_no=1)

    with pytest.raises(IntegrityError):
        Registration.objects.create(event=event, name="Kim", state="seated", partner=PartnerFactory(), **other)


def test_the_capacity_cannot_fall_below_the_seats_taken():
    event = EventFactory(capacity=3)
    Registration.objects.create(event=event, name="Kim", state="seated", seat_no=3)

    with pytest.raises(IntegrityError):
        Event.objects.filter(pk=event.pk).update(capacity=2)
