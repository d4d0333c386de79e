"""Personal links in bad hands: too old, cut off, of another kind, forwarded, pressed twice, opened by a scanner."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from events import invitations
from events.models import Event, Feedback, Registration, SignUp
from klimapakt.lib import tokens
from tests.factories import (
    EventFactory,
    InvitationFactory,
    MailingFactory,
    MaterialFactory,
    RecipientFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
MARKS = {"overall": 5, "content": 4, "exchange": 3, "organisation": 4}


def over(days: int) -> Event:
    ended = timezone.now() - dt.timedelta(days=days)
    return EventFactory(status="held", starts_at=ended - dt.timedelta(hours=2), ends_at=ended)


def answer_link() -> str:
    event = EventFactory(published=True)
    guest = RecipientFactory(letter=MailingFactory(event=event, letter__state="sending").letter)
    InvitationFactory(event=event, partner=None, email=guest.email, name=guest.name)
    return invitations.address("answer", invitations.ANSWER, guest.pk)


def links() -> list[str]:
    sign_up = SignUp.objects.create(event=EventFactory(published=True, is_open=True), name="Kim", email="kim@a.example")
    return [
        answer_link(),
        invitations.registration_link(RegistrationFactory()),
        invitations.sign_up_link(sign_up),
        invitations.feedback_link(over(1)),
    ]


def test_what_is_too_old_says_so_and_takes_nothing(client):
    old = RegistrationFactory(event=over(61), came_at=timezone.now())
    feedback = invitations.feedback_link(over(61))

    for link, values in (
        (invitations.registration_link(old), {"press": "certificate"}),
        (invitations.registration_link(old), {"press": "cancel"}),
        (feedback, MARKS),
    ):
        assert (client.get(link).status_code, client.post(link, values).status_code) == (410, 410)
    old.refresh_from_db()
    assert (old.state, Feedback.objects.count()) == ("seated", 0)


def test_a_sign_up_is_confirmed_within_a_week(client, monkeypatch):
    sign_up = SignUp.objects.create(event=EventFactory(published=True, is_open=True), name="Kim", email="kim@a.example")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() - 8 * 86_400)
        link = invitations.sign_up_link(sign_up)

    assert client.post(link).status_code == 410
    assert not Registration.objects.exists()


@pytest.mark.parametrize("lost", (1, 5, 20, 40))
def test_what_a_mail_program_cut_off_opens_nothing(client, lost):
    for link in links():
        cut = link.removesuffix("/")[:-lost] + "/"
        assert (client.get(cut).status_code, client.post(cut, {"answer": "accepted"}).status_code) == (410, 410)
    assert Registration.objects.count() == 1


def test_a_link_opens_only_what_it_was_made_for(client):
    one = RegistrationFactory()
    stranger = tokens.make(invitations.FEEDBACK, one.pk)

    for name in ("answer", "registration", "sign_up_confirm", "unsubscribe"):
        assert client.get(f"/{PATHS[name]}/{stranger}/").status_code == 410


PATHS = {
    "answer": "e",
    "registration": "anmeldung",
    "sign_up_confirm": "anmeldung/bestaetigen",
    "unsubscribe": "abmelden",
}


def test_scanners_change_nothing(client):
    Registration.objects.all().delete()

    for link in links():
        for look in (client.get, client.head):
            assert look(link).status_code == 200

    assert list(Registration.objects.values_list("state", flat=True)) == ["seated"]
    assert not Feedback.objects.exists()
    assert SignUp.objects.get().registration is None


def test_a_forwarded_answer_is_still_the_answer_of_who_was_invited(client, client_of_a_colleague):
    link = answer_link()

    client.post(link, {"answer": "accepted"})
    client_of_a_colleague.post(link, {"answer": "accepted"})
    one = Registration.objects.get()
    client_of_a_colleague.post(link, {"answer": "declined"})

    assert one.name == one.recipient.name
    assert Registration.objects.get().state == "cancelled"


@pytest.fixture
def client_of_a_colleague():
    return Client()


def test_a_forwarded_registration_cancels_once(client):
    event = EventFactory(published=True, capacity=1)
    link = invitations.registration_link(RegistrationFactory(event=event, seat_no=1))
    waiting = RegistrationFactory(event=event, state="waiting", seat_no=None)

    for _twice in range(2):
        assert client.post(link, {"press": "cancel"}).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.state, waiting.seat_no) == ("offered", 1)


def test_the_feedback_link_is_the_same_for_all_and_each_press_counts_once(client):
    link = invitations.feedback_link(over(1))

    for _person in range(2):
        assert client.post(link, MARKS).status_code == 200

    assert Feedback.objects.count() == 2


@pytest.mark.parametrize(("visibility", "is_named"), (("office", False), ("invited", True), ("public", True)))
def test_the_answer_page_names_the_material_there_is(client, visibility, is_named):
    link = answer_link()
    MaterialFactory(event=Event.objects.get(), visibility=visibility)

    assert ("Material zu dieser Veranstaltung" in client.get(link).content.decode()) == is_named
