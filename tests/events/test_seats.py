"""The last seats: everybody answers at once."""

import threading

import pytest
from django.db import IntegrityError

from events import actions
from events.entries import Person
from events.errors import DraftChanged, SeatsTaken
from events.models import Event, Registration
from partners.errors import LetterNotDraft
from partners.models import Recipient
from tests.concurrency import at_once
from tests.factories import EventFactory, InvitationFactory, MembershipFactory, UserFactory

SEATS, COMPANIES = 20, 60


def accept(invitation):
    person = Person(f"Kim {invitation.pk}", f"kim{invitation.pk}@a.example")
    return actions.answer_invitation(invitation=invitation, state="accepted", people=[person])


@pytest.mark.django_db(transaction=True)
def test_seats_never_exceed_the_capacity_and_nobody_is_lost():
    event = EventFactory(published=True, capacity=SEATS)
    invitations = InvitationFactory.create_batch(COMPANIES, event=event)

    raised = at_once(
        [
            lambda one=one: actions.answer_invitation(
                invitation=one, state="accepted", people=[Person(f"Kim {one.pk}", f"kim{one.pk}@a.example")]
            )
            for one in invitations
        ]
    )

    assert raised == []
    states = list(Registration.objects.order_by("created_at").values_list("state", flat=True))
    assert (states.count("seated"), states.count("waiting")) == (SEATS, COMPANIES - SEATS)
    assert sorted(Registration.objects.seated().values_list("seat_no", flat=True)) == list(range(1, SEATS + 1))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_is_stopped_by_the_database():
    """Negative control: count first, insert later, no lock; the constraints refuse what the count let through."""
    event = EventFactory(published=True, capacity=SEATS)
    pause = threading.Barrier(COMPANIES)

    def careless(number: int) -> None:
        taken = Registration.objects.filter(event=event).count()
        pause.wait()
        Registration.objects.create(event=event, name=f"Kim {number}", state="seated", seat_no=taken + 1)

    raised = at_once([lambda number=number: careless(number) for number in range(COMPANIES)])

    assert len(raised) == COMPANIES - 1
    assert {type(error) for error in raised} == {IntegrityError}
    assert Event.objects.with_counts().get(pk=event.pk).seats_taken == 1


@pytest.mark.django_db(transaction=True)
def test_who_cancels_while_others_join_frees_seats_for_those_who_waited_longest():
    event = EventFactory(published=True, capacity=3)
    seated = InvitationFactory.create_batch(3, event=event)
    waiting = InvitationFactory.create_batch(3, event=event)
    joining = InvitationFactory.create_batch(6, event=event)
    for one in (*seated, *waiting):
        accept(one)

    raised = at_once(
        [
            *(lambda one=one: actions.answer_invitation(invitation=one, state="declined") for one in seated),
            *(lambda one=one: accept(one) for one in joining),
        ]
    )

    assert raised == []
    assert set(Registration.objects.seated().values_list("invitation", flat=True)) == {one.pk for one in waiting}
    assert Registration.objects.filter(state="waiting").count() == len(joining)


@pytest.mark.django_db(transaction=True)
def test_colleagues_who_answer_at_once_both_come():
    invitation = InvitationFactory(event__seats_per_company=2)

    raised = at_once(
        [
            lambda name=name: actions.answer_invitation(
                invitation=invitation,
                state="accepted",
                people=[Person(name, f"{name}@a.example")],
                is_whole_list=False,
            )
            for name in ("anna", "bernd")
        ]
    )

    assert raised == []
    assert set(Registration.objects.seated().values_list("name", flat=True)) == {"anna", "bernd"}


@pytest.mark.django_db(transaction=True)
def test_the_capacity_cannot_be_lowered_under_those_who_join_meanwhile():
    event, by = EventFactory(published=True, capacity=8), UserFactory()
    invitations = InvitationFactory.create_batch(8, event=event)

    raised = at_once(
        [
            *(lambda one=one: accept(one) for one in invitations),
            lambda: actions.change_capacity(event=event, capacity=4, by=by),
        ]
    )

    event.refresh_from_db()
    assert {type(error) for error in raised} <= {SeatsTaken}
    assert Registration.objects.seated().count() <= event.capacity
    assert Registration.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_leads_press_send_at_once_and_each_recipient_is_there_once():
    event, leads = EventFactory(published=True), UserFactory.create_batch(2, office_lead=True)
    partners = [MembershipFactory(lead=True).partner for _number in range(3)]
    mailing = actions.save_draft(event=event, subject="Hallo", text="{answer_link}", partners=partners, by=leads[0])

    raised = at_once([lambda by=by: actions.send_mailing(mailing=mailing, by=by) for by in leads])

    assert [type(error) for error in raised] == [LetterNotDraft]
    assert Recipient.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_people_begin_an_invitation_at_once_and_the_second_is_told():
    event, office = EventFactory(published=True), UserFactory(office=True)

    raised = at_once(
        [
            lambda text=text: actions.save_draft(
                event=event, subject=text, text="{answer_link}", partners=[], by=office, seen="new"
            )
            for text in ("Hallo", "Guten Tag")
        ]
    )

    assert [type(error) for error in raised] == [DraftChanged]
    assert event.mailings.count() == 1
