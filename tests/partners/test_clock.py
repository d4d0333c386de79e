import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from partners import clock, jobs, tasks
from partners.models import Job, Letter, Recipient
from tests.factories import JobFactory, LetterFactory, RecipientFactory

State = Recipient.State


@pytest.mark.django_db
def test_recipients_of_a_dead_session_wait_again_or_are_unclear():
    letter = LetterFactory(state=Letter.State.SENDING)
    claimed = RecipientFactory(letter=letter, state=State.CLAIMED, claimed_by="1:2")
    in_transit = RecipientFactory(letter=letter, state=State.IN_TRANSIT, claimed_by="1:2")
    sent = RecipientFactory(letter=letter, state=State.SENT, claimed_by="1:2", sent_at=timezone.now())

    clock.release_the_dead()

    assert [Recipient.objects.get(pk=r.pk).state for r in (claimed, in_transit, sent)] == [
        State.WAITING,
        State.UNCLEAR,
        State.SENT,
    ]


@pytest.mark.django_db
def test_recipients_of_a_living_session_are_left_alone():
    recipient = RecipientFactory(state=State.CLAIMED, claimed_by=tasks.session_name())

    clock.release_the_dead()

    recipient.refresh_from_db()
    assert recipient.state == State.CLAIMED


def test_sweep_outbox_sends_what_is_due(celery_worker, sink, wait_until):
    recipient = RecipientFactory(
        letter=LetterFactory(state=Letter.State.SENDING, send_at=timezone.now() - dt.timedelta(minutes=1))
    )
    later = RecipientFactory(
        letter=LetterFactory(state=Letter.State.SENDING, send_at=timezone.now() + dt.timedelta(minutes=5))
    )

    clock.sweep_outbox()

    wait_until(lambda: Letter.objects.get(pk=recipient.letter_id).state == Letter.State.DONE)
    assert sink.addresses == [recipient.email]
    assert Letter.objects.get(pk=later.letter_id).state == Letter.State.SENDING


@pytest.mark.django_db
def test_sweep_outbox_closes_a_letter_whose_last_recipient_was_in_doubt():
    recipient = RecipientFactory(
        letter=LetterFactory(state=Letter.State.SENDING), state=State.IN_TRANSIT, claimed_by="1:2"
    )

    clock.sweep_outbox()

    assert Letter.objects.get(pk=recipient.letter_id).state == Letter.State.DONE


@pytest.mark.django_db
def test_sweep_jobs_fails_the_forgotten_and_spares_the_running():
    long_ago = timezone.now() - dt.timedelta(minutes=16)
    stuck = JobFactory(state=Job.State.RUNNING, heard_at=long_ago)
    fresh = JobFactory(state=Job.State.RUNNING)

    clock.sweep_jobs()

    stuck.refresh_from_db()
    fresh.refresh_from_db()
    assert (stuck.state, stuck.error) == (Job.State.FAILED, "Die Arbeit wurde unterbrochen. Bitte starten Sie neu.")
    assert fresh.state == Job.State.RUNNING
    assert Recipient.objects.get().email == stuck.started_by.email
    assert jobs.lock(stuck.pk)
    jobs.unlock(stuck.pk)


@pytest.mark.django_db
def test_sweep_jobs_spares_a_job_that_ended_while_it_looked(monkeypatch):
    job = JobFactory(state=Job.State.RUNNING, heard_at=timezone.now() - dt.timedelta(minutes=16))
    original = jobs.lock

    def end_first(key):
        Job.objects.filter(pk=key).update(state=Job.State.DONE, ended_at=timezone.now())
        return original(key)

    monkeypatch.setattr(jobs, "lock", end_first)

    clock.sweep_jobs()

    job.refresh_from_db()
    assert (job.state, Recipient.objects.count()) == (Job.State.DONE, 0)


@pytest.mark.django_db
def test_clear_sessions_removes_old_ones():
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - dt.timedelta(days=1))

    clock.clear_sessions()

    assert list(Session.objects.all()) == []
