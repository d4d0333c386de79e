import datetime as dt

import pytest
from django.utils import timezone

from events import actions, invitations
from events.entries import Person
from events.errors import (
    AnswersClosed,
    DraftChanged,
    EventNotDraft,
    MailingNotReady,
    PersonRegistered,
    SeatsTaken,
    TooManyPeople,
)
from events.models import Invitation, Registration
from partners import actions as partner_actions
from partners.actions import change_status
from partners.errors import LetterNotDraft
from partners.models import Consent, Letter, LogEntry, Membership, Recipient
from tests.factories import EventFactory, InvitationFactory, MembershipFactory, PartnerFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag {name},\n\nwir laden {company} ein.\n\n{answer_link}"


def accept(invitation, *names, **options):
    people = [Person(name, f"{name.lower()}@antwort.example") for name in names]
    return actions.answer_invitation(invitation=invitation, state="accepted", people=people, **options)


def states(event):
    return dict(event.registrations.values_list("name", "state"))


@pytest.fixture
def office():
    return UserFactory(office_lead=True)


@pytest.fixture
def mailing(office):
    event = EventFactory(published=True)
    first = MembershipFactory(lead=True)
    MembershipFactory(partner=first.partner, user__email="zweite@firma.example")
    partners = [first.partner, MembershipFactory(lead=True).partner]
    return actions.save_draft(event=event, subject="Einladung", text=TEXT, partners=partners, by=office)


def test_accepting_seats_people_and_notes_who_answered(office):
    invitation = InvitationFactory()

    accept(invitation, "Anna", by=office)

    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_by) == ("accepted", office.email)
    assert states(invitation.event) == {"Anna": "seated"}
    assert LogEntry.objects.get(verb="invitation-answered").state_to == "accepted"


def test_who_comes_too_late_waits_and_moves_up_in_order(django_capture_on_commit_callbacks):
    event = EventFactory(published=True, capacity=1)
    first, second, third = InvitationFactory.create_batch(3, event=event)
    accept(first, "Anna")
    accept(second, "Bernd")
    accept(third, "Can")
    assert states(event) == {"Anna": "seated", "Bernd": "waiting", "Can": "waiting"}

    actions.answer_invitation(invitation=first, state="declined")

    assert states(event) == {"Anna": "cancelled", "Bernd": "offered", "Can": "waiting"}
    assert Recipient.objects.get(letter__purpose="seat-offered").email == "bernd@antwort.example"


def test_a_new_list_of_people_replaces_the_old_one():
    invitation = InvitationFactory(event__seats_per_company=2)
    accept(invitation, "Anna", "Bernd")

    accept(invitation, "Anna", "Can")

    assert states(invitation.event) == {"Anna": "seated", "Bernd": "cancelled", "Can": "seated"}
    assert sorted(Registration.objects.seated().values_list("seat_no", flat=True)) == [1, 2]


def test_accepting_again_gives_the_seat_back():
    invitation = InvitationFactory()
    accept(invitation, "Anna")
    actions.answer_invitation(invitation=invitation, state="maybe")

    accept(invitation, "Anna")

    assert states(invitation.event) == {"Anna": "seated"}
    assert Registration.objects.count() == 1


def test_more_people_than_seats_for_a_company_are_refused():
    with pytest.raises(TooManyPeople):
        accept(InvitationFactory(event__seats_per_company=1), "Anna", "Bernd")


def test_one_person_comes_once():
    event = EventFactory(published=True)
    accept(InvitationFactory(event=event), "Anna")

    with pytest.raises(PersonRegistered):
        accept(InvitationFactory(event=event), "Anna")


@pytest.mark.parametrize(
    "event",
    (
        {"status": "cancelled"},
        {"status": "held"},
        {"answer_until": dt.date(2020, 1, 1)},
    ),
)
def test_no_answer_after_the_deadline_but_on_the_phone(event, office):
    invitation = InvitationFactory(event=EventFactory(**{"status": "published", **event}))

    with pytest.raises(AnswersClosed):
        accept(invitation, "Anna")
    accept(invitation, "Anna", by=office)

    assert states(invitation.event) == {"Anna": "seated"}


def test_publishing_twice_is_refused(office):
    event = actions.publish_event(event=EventFactory(), by=office)

    with pytest.raises(EventNotDraft):
        actions.publish_event(event=event, by=office)


def test_cancelling_gives_the_calendar_entry_a_new_version(office):
    event = actions.cancel_event(event=EventFactory(published=True), by=office, reason="Sturm")

    assert (event.status, event.calendar_sequence) == ("cancelled", 1)
    assert LogEntry.objects.get(verb="event-moved").reason == "Sturm"


def test_a_mailing_reaches_each_contact_once_and_invites_each_company_once(mailing, office):
    letter = actions.send_mailing(mailing=mailing, by=office)

    assert letter.state == Letter.State.SENDING
    assert letter.recipients.count() == 3
    assert Invitation.objects.filter(event=mailing.event).count() == 2
    assert all("/e/" in one.values["answer_link"] for one in letter.recipients.all())
    assert len({one.values["answer_link"] for one in letter.recipients.all()}) == 3
    assert "BEGIN:VEVENT" in letter.calendar


def test_a_mailing_goes_out_once(mailing, office):
    actions.send_mailing(mailing=mailing, by=office)

    with pytest.raises(LetterNotDraft):
        actions.send_mailing(mailing=mailing, by=office)


def test_who_wants_no_invitations_gets_none(mailing, office):
    Membership.objects.filter(user__email="zweite@firma.example").update(is_event_contact=False)

    assert actions.send_mailing(mailing=mailing, by=office).recipients.count() == 2


def test_a_role_given_later_brings_no_invitations_to_who_refused_them(mailing, office):
    refused = Membership.objects.get(user__email="zweite@firma.example")
    partner_actions.choose_mails(user=refused.user, wanted={Consent.Kind.INVITATIONS: False})
    Membership.objects.filter(pk=refused.pk).update(is_event_contact=True)

    letter = actions.send_mailing(mailing=mailing, by=office)

    assert "zweite@firma.example" not in set(letter.recipients.values_list("email", flat=True))
    assert letter.recipients.count() == 2


def test_partners_that_left_get_none(mailing, office):
    partner = mailing.partners.first()
    partner.status, partner.left_on = "left", timezone.localdate()
    partner.save()

    assert actions.send_mailing(mailing=mailing, by=office).recipients.count() == 1


@pytest.mark.parametrize(
    ("text", "word"),
    (("Guten Tag {nmae}, {answer_link}", "{nmae}"), ("Guten Tag {name}", "{answer_link}")),
)
def test_texts_that_would_fail_are_found_before(mailing, office, text, word):
    actions.save_draft(
        event=mailing.event, mailing=mailing, subject="Einladung", text=text, partners=mailing.partners.all(), by=office
    )
    mailing.refresh_from_db()

    with pytest.raises(MailingNotReady) as found:
        actions.send_mailing(mailing=mailing, by=office)

    assert word in found.value.args[0][0]


def test_nobody_to_write_to_is_found_before(office):
    mailing = actions.save_draft(
        event=EventFactory(published=True), subject="x", text=TEXT, partners=[PartnerFactory()], by=office
    )

    with pytest.raises(MailingNotReady):
        actions.send_mailing(mailing=mailing, by=office)


@pytest.mark.parametrize("event", ({"status": "draft"}, {"status": "published", "answer_until": dt.date(2020, 1, 1)}))
def test_an_event_that_takes_no_answers_is_found_before(office, event):
    partner = MembershipFactory(lead=True).partner
    mailing = actions.save_draft(event=EventFactory(**event), subject="x", text=TEXT, partners=[partner], by=office)

    with pytest.raises(MailingNotReady):
        actions.send_mailing(mailing=mailing, by=office)


def test_a_test_mail_goes_to_oneself_and_invites_nobody(mailing, office):
    letter = actions.send_test(mailing=mailing, by=office)

    assert [one.email for one in letter.recipients.all()] == [office.email]
    assert letter.subject.startswith("[Test]")
    assert Invitation.objects.count() == 0


def test_a_sent_draft_cannot_be_changed(mailing, office):
    actions.send_mailing(mailing=mailing, by=office)

    with pytest.raises(LetterNotDraft):
        actions.save_draft(event=mailing.event, mailing=mailing, subject="neu", text=TEXT, partners=[], by=office)


def test_unsubscribing_ends_invitations_for_all_roles_of_a_person(mailing, office):
    letter = actions.send_mailing(mailing=mailing, by=office)
    recipient = letter.recipients.first()

    assert actions.unsubscribe(recipient=recipient) == 1
    assert not Membership.objects.filter(user__email=recipient.email, is_event_contact=True).exists()


def test_fewer_seats_renumber_who_sits_and_more_seats_let_who_waits_move_up(office):
    event = EventFactory(published=True, capacity=3)
    first, *others = InvitationFactory.create_batch(5, event=event)
    for number, one in enumerate((first, *others)):
        accept(one, f"P{number}")
    actions.answer_invitation(invitation=first, state="declined")
    actions.answer_invitation(invitation=others[0], state="declined")
    assert sorted(Registration.objects.seated().values_list("name", flat=True)) == ["P2", "P3", "P4"]

    with pytest.raises(SeatsTaken):
        actions.change_capacity(event=event, capacity=2, by=office)
    actions.answer_invitation(invitation=others[2], state="declined")
    event = actions.change_capacity(event=event, capacity=2, by=office)

    assert dict(Registration.objects.seated().values_list("name", "seat_no")).keys() == {"P2", "P4"}
    assert sorted(Registration.objects.seated().values_list("seat_no", flat=True)) == [1, 2]
    accept(others[2], "P3")
    assert states(event)["P3"] == "waiting"
    actions.change_capacity(event=event, capacity=5, by=office)
    assert states(event)["P3"] == "offered"
    assert LogEntry.objects.filter(verb="capacity-changed").count() == 2


def test_a_partner_that_leaves_loses_its_open_invitations_and_keeps_the_others(mailing, office):
    letter = actions.send_mailing(mailing=mailing, by=office)
    recipient = letter.recipients.first()
    invitation = invitations.invitation_of(recipient)
    answered = InvitationFactory(partner=invitation.partner, state="declined", answered_at=timezone.now())

    change_status(partner=invitation.partner, status="left", by=office, day=timezone.localdate())

    invitation.refresh_from_db()
    answered.refresh_from_db()
    assert (invitation.state, answered.state) == ("withdrawn", "declined")
    assert invitations.invitation_of(recipient) is None
    assert LogEntry.objects.get(verb="invitation-withdrawn").partner == invitation.partner
    with pytest.raises(AnswersClosed):
        accept(invitation, "Anna")


def test_one_press_speaks_for_oneself_and_leaves_colleagues_alone():
    invitation = InvitationFactory(event__seats_per_company=2)
    anna, bernd, can = (Person(name, f"{name.lower()}@antwort.example") for name in ("Anna", "Bernd", "Can"))

    def press(state, person):
        return actions.answer_invitation(invitation=invitation, state=state, people=[person], is_whole_list=False)

    for person in (anna, bernd, can):
        press("accepted", person)
    assert states(invitation.event) == {"Anna": "seated", "Bernd": "seated"}

    assert press("declined", anna).state == "accepted"
    assert states(invitation.event) == {"Anna": "cancelled", "Bernd": "seated"}
    assert press("declined", bernd).state == "declined"


def test_a_draft_that_a_colleague_changed_is_neither_overwritten_nor_sent_unseen(mailing, office):
    seen = actions.edition(mailing)
    partners = list(mailing.partners.all())
    actions.save_draft(event=mailing.event, subject="Neu", text=TEXT, partners=partners, by=office, seen=seen)

    with pytest.raises(DraftChanged):
        actions.save_draft(event=mailing.event, subject="Alt", text=TEXT, partners=partners, by=office, seen=seen)
    with pytest.raises(MailingNotReady):
        actions.send_mailing(mailing=mailing, by=office, seen=seen)

    actions.send_mailing(mailing=mailing, by=office, seen=actions.edition(mailing))
