"""What events forget of people, and when."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from events import actions
from events.models import Event, Invitation, Registration
from partners import actions as partner_actions
from partners import retention
from partners.models import Consent, Erasure, User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def held(days_ago: int) -> Event:
    ended = NOW - dt.timedelta(days=days_ago)
    return factories.EventFactory(starts_at=ended - dt.timedelta(hours=2), ends_at=ended)


def register(event: Event, **fields: object) -> Registration:
    needs = {"needs": "vegan", "needs_wheelchair": True}
    values = {"name": "Kim", "email": "kim@firma.example", "state": "waiting"} | needs | fields
    return Registration.objects.create(event=event, **values)


def apply(key: str) -> int:
    return retention.apply(retention.RULES[key], NOW)


def test_needs_go_after_a_week_and_names_stay():
    old, new = register(held(8)), register(held(6))

    assert (apply("needs"), apply("needs")) == (1, 0)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.name, old.needs_in_words, new.needs_in_words) == ("Kim", "", "Rollstuhl, vegan")


def test_names_go_after_a_year_and_who_came_stays_counted():
    old, new = register(held(366), company="Muster GmbH", state="seated", seat_no=1), register(held(364))

    assert (apply("registration-names"), apply("registration-names")) == (1, 0)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.name, old.email, old.company, old.state) == ("–", "", "Muster GmbH", "seated")
    assert new.name == "Kim"
    assert list(Erasure.objects.values_list("kind", "count")) == [("registration-names", 1)]


def test_the_certificate_goes_with_the_name(django_capture_on_commit_callbacks):
    one = register(held(366))
    one.certificate.save("teilnahme.pdf", ContentFile(b"%PDF-1.7 Kim"))
    stored, path = one.certificate.storage, one.certificate.name

    with django_capture_on_commit_callbacks(execute=True):
        apply("registration-names")

    one.refresh_from_db()
    assert (one.certificate.name, stored.exists(path)) == ("", False)


def test_guests_are_forgotten_and_companies_keep_their_answer():
    event = held(366)
    guest = Invitation.objects.create(event=event, name="Kim", email="kim@stadt.example")
    company = factories.InvitationFactory(
        event=event, state="declined", answered_at=NOW, answered_by="kim@firma.example", note="Krank"
    )

    assert (apply("guest-names"), apply("guest-names")) == (2, 0)
    guest.refresh_from_db()
    company.refresh_from_db()
    assert (guest.name, guest.email) == ("", f"deleted-{guest.pk}@deleted.invalid")
    assert (company.state, company.answered_by, company.note, company.email) == ("declined", "", "", "")


def erase(user: User) -> None:
    partner_actions.erase_person(user=user, reason=Erasure.Reason.OWN_WISH, by=user)


def test_erased_person_frees_the_seat_for_who_waits():
    user = factories.UserFactory(email="kim@firma.example")
    event = factories.EventFactory(published=True, capacity=1)
    own = register(event, email="KIM@firma.example", state="seated", seat_no=1)
    waiting = register(event, name="Alex", email="alex@firma.example")

    erase(user)

    own.refresh_from_db()
    waiting.refresh_from_db()
    assert (own.state, own.name, own.email, own.needs_in_words) == ("cancelled", "–", "", "")
    assert (waiting.state, waiting.seat_no) == ("offered", 1)


def test_erased_person_is_forgotten_where_it_answered():
    user = factories.UserFactory(email="kim@firma.example")
    invitation = factories.InvitationFactory(state="declined", answered_at=NOW, answered_by="kim@firma.example")
    guest = Invitation.objects.create(event=factories.EventFactory(), name="Kim", email="kim@firma.example")
    past = register(factories.EventFactory(starts_at=NOW, ends_at=NOW + dt.timedelta(hours=1)), user=user, email="")

    erase(user)

    for one in (invitation, guest, past):
        one.refresh_from_db()
    assert (invitation.answered_by, guest.name, past.name, past.user) == ("", "", "–", None)
    assert guest.email.endswith("@deleted.invalid")


def test_mailing_leaves_out_who_said_no():
    membership = factories.MembershipFactory()
    mailing = factories.MailingFactory()
    mailing.partners.add(membership.partner)
    before = [one.user for one in actions.contacts(mailing)]
    Consent.objects.create(user=membership.user, kind="invitations", is_given=False, at=timezone.now())

    assert (before, list(actions.contacts(mailing))) == ([membership.user], [])


def test_link_in_a_mail_ends_invitations_and_is_noted():
    membership = factories.MembershipFactory()
    mailing = factories.MailingFactory(letter__state="done")
    recipient = factories.RecipientFactory(letter=mailing.letter, email=membership.user.email, user=membership.user)

    actions.unsubscribe(recipient=recipient)

    assert list(Consent.objects.values_list("user", "kind", "is_given", "way")) == [
        (membership.user_id, "invitations", False, "link")
    ]
