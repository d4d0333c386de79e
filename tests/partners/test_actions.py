import datetime as dt

import pytest
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from partners import actions
from partners.errors import LastLead, LetterNotDraft, NoRecipients
from partners.models import Job, Letter, LogEntry, Membership, Partner, Recipient
from tests.factories import LetterFactory, MembershipFactory, PartnerFactory, RecipientFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Recipient.State
TEXTS = {"kind": "bulk", "purpose": "test", "subject": "Guten Tag", "text": "Hallo {name}", "html": "<p>{name}</p>"}


def test_queue_letter_writes_each_address_once_and_sends_after_commit(celery_worker, sink, wait_until):
    people = [
        actions.NewRecipient(email="a@firma.example", name="Ada"),
        actions.NewRecipient(email="A@firma.example", name="Doppelt"),
    ]

    letter = actions.queue_letter(recipients=people, **TEXTS)

    wait_until(lambda: Letter.objects.get().state == Letter.State.DONE)
    assert [(r.name, r.state) for r in letter.recipients.all()] == [("Ada", State.SENT)]
    assert sink.addresses == ["a@firma.example"]


@pytest.mark.django_db(transaction=True)
def test_queue_letter_sends_nothing_if_the_transaction_fails(celery_worker, sink):
    with transaction.atomic():
        actions.queue_letter(recipients=[actions.NewRecipient(email="a@firma.example")], **TEXTS)
        transaction.set_rollback(True)

    assert not Letter.objects.exists()
    assert sink.messages == []


def test_queue_letter_for_later_keeps_its_time_and_calendar():
    later = timezone.now() + dt.timedelta(days=1)

    letter = actions.queue_letter(
        recipients=[actions.NewRecipient(email="a@firma.example")],
        send_at=later,
        calendar="METHOD:REQUEST",
        calendar_method="REQUEST",
        **TEXTS,
    )

    assert (letter.send_at, letter.calendar_method) == (later, "REQUEST")


def test_queue_letter_to_nobody_is_refused():
    with pytest.raises(NoRecipients):
        actions.queue_letter(recipients=[], **TEXTS)

    assert not Letter.objects.exists()


def test_send_draft_sends_it_once():
    letter, lead = LetterFactory(), UserFactory(office_lead=True)
    people = [actions.NewRecipient(email="a@firma.example")]

    sent = actions.send_draft(letter=letter, recipients=people, by=lead)

    assert sent.state == Letter.State.SENDING
    assert LogEntry.objects.get().verb == "letter-sent"
    with pytest.raises(LetterNotDraft):
        actions.send_draft(letter=letter, recipients=people, by=lead)


def test_stop_and_continue():
    letter, lead = LetterFactory(state=Letter.State.SENDING), UserFactory(office_lead=True)

    assert actions.stop_letter(letter=letter, by=lead).state == Letter.State.STOPPED
    with pytest.raises(LetterNotDraft):
        actions.stop_letter(letter=letter, by=lead)
    assert actions.continue_letter(letter=letter, by=lead).state == Letter.State.SENDING


def test_retry_failed_leaves_the_unclear_alone():
    letter, lead = LetterFactory(state=Letter.State.DONE, ended_at=timezone.now()), UserFactory(office_lead=True)
    RecipientFactory(letter=letter, state=State.FAILED, attempts=6, error="550")
    RecipientFactory(letter=letter, state=State.UNCLEAR)

    assert actions.retry_failed(letter=letter, by=lead) == 1

    letter.refresh_from_db()
    assert (letter.state, letter.ended_at) == (Letter.State.SENDING, None)
    assert list(letter.recipients.values_list("state", "attempts")) == [(State.WAITING, 0), (State.UNCLEAR, 0)]


def test_retry_failed_does_not_start_what_was_stopped():
    letter = LetterFactory(state=Letter.State.STOPPED)
    RecipientFactory(letter=letter, state=State.FAILED)

    actions.retry_failed(letter=letter, by=UserFactory())

    letter.refresh_from_db()
    assert letter.state == Letter.State.STOPPED


def test_retry_failed_without_any_changes_nothing():
    letter = LetterFactory(state=Letter.State.DONE)

    assert actions.retry_failed(letter=letter, by=UserFactory()) == 0
    assert not LogEntry.objects.exists()


@shared_task
def remember(job_id: int) -> None:
    Job.objects.filter(pk=job_id).update(stage="was here")


def test_start_job_hands_the_key_to_the_task_after_commit(celery_worker, wait_until):
    job = actions.start_job(kind="test", title="Probe", task=remember, by=UserFactory(), params={"year": 2024})

    wait_until(lambda: Job.objects.get().stage == "was here")
    assert job.params == {"year": 2024}


def test_invite_person_writes_to_them_and_makes_older_links_worthless():
    from partners import invitations

    user, lead = UserFactory(), UserFactory(office_lead=True)
    actions.invite_person(user=user, by=lead)
    older = invitations.make(user)

    actions.invite_person(user=user, by=lead)

    assert invitations.find_user(older) is None
    assert invitations.find_user(invitations.make(user)) == user
    assert list(Recipient.objects.values_list("email", flat=True)) == [user.email, user.email]


def test_change_role_is_logged():
    membership, lead = MembershipFactory(), UserFactory(office_lead=True)

    actions.change_role(membership=membership, role=Membership.Role.EDITOR, by=lead)

    assert Membership.objects.get().role == Membership.Role.EDITOR
    assert LogEntry.objects.values_list("verb", "state_from", "state_to").get() == ("role-changed", "viewer", "editor")


def test_the_last_lead_stays():
    membership, by = MembershipFactory(lead=True), UserFactory()

    with pytest.raises(LastLead):
        actions.change_role(membership=membership, role=Membership.Role.VIEWER, by=by)
    with pytest.raises(LastLead):
        actions.remove_member(membership=membership, by=by)

    assert membership.role == Membership.Role.LEAD
    assert Membership.objects.get().role == Membership.Role.LEAD
    assert not LogEntry.objects.exists()


def test_remove_member_where_another_leads():
    first = MembershipFactory(lead=True)
    MembershipFactory(lead=True, partner=first.partner)

    actions.remove_member(membership=first, by=UserFactory())

    assert first.partner.memberships.count() == 1


@pytest.mark.parametrize(("status", "field"), [(Partner.Status.ACTIVE, "joined_on"), (Partner.Status.LEFT, "left_on")])
def test_change_status_is_dated_and_logged(status, field):
    partner = PartnerFactory(status=Partner.Status.INTERESTED, joined_on=None)
    day = dt.date(2026, 1, 5)

    changed = actions.change_status(partner=partner, status=status, by=UserFactory(), day=day, reason="Beschluss")

    assert (changed.status, getattr(changed, field)) == (status, day)
    assert LogEntry.objects.values_list("partner", "state_to", "reason").get() == (partner.pk, status, "Beschluss")


def test_people_of_a_partner_that_left_have_no_door():
    membership = MembershipFactory(lead=True)

    actions.change_status(
        partner=membership.partner, status=Partner.Status.LEFT, by=UserFactory(), day=dt.date(2026, 1, 5)
    )

    assert list(Partner.objects.of(membership.user)) == []
    assert list(Membership.objects.reachable()) == []
