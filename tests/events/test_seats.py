"""The last seats: everybody answers at once."""

import threading

import pytest
from django.db import IntegrityError, connection

from events import actions
from events.entries import Person
from events.models import Event, Registration
from tests.factories import EventFactory, InvitationFactory

SEATS, COMPANIES = 5, 12


def at_once(jobs) -> list[Exception]:
    """Runs all jobs in threads that start together; returns what they raised."""
    gate, raised = threading.Barrier(len(jobs)), []

    def run(job) -> None:
        try:
            gate.wait()
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


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
    assert sorted(Registration.objects.seated().values_list("seat_no", flat=True)) == [1, 2, 3, 4, 5]


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
