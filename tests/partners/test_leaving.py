"""Leaving the pact, and what the office should know about partners' people."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions.models import Delivery
from events.models import Invitation
from partners import actions, clock
from partners.errors import LeavingDecided, LeavingOpen
from partners.models import Handover, Leaving, Pact, Partner, Recipient, TeamInvitation
from partners.models.attention import months_before
from tests.factories import (
    DeliveryFactory,
    HandoverFactory,
    InvitationFactory,
    MembershipFactory,
    PartnerFactory,
    RecipientFactory,
    TeamInvitationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
State = Leaving.State


@pytest.fixture
def lead():
    return MembershipFactory(lead=True, partner__name="Muster GmbH", partner__slug="muster").user


@pytest.fixture
def partner(lead):
    return Partner.objects.get(memberships__user=lead)


@pytest.fixture
def office():
    return UserFactory(office=True)


def announce(partner: Partner, day: dt.date = TODAY, reason: str = "Umzug") -> Leaving:
    return actions.announce_leaving(partner=partner, leaves_on=day, reason=reason, by=partner.memberships.get().user)


def test_announced_the_office_is_told_and_nothing_has_changed(partner):
    leaving = announce(partner)

    partner.refresh_from_db()
    assert (leaving.state, partner.status) == (State.ANNOUNCED, Partner.Status.ACTIVE)
    assert [one.email for one in Recipient.objects.all()] == ["klimapakt@stadt.example"]
    with pytest.raises(LeavingOpen):
        announce(partner)


def test_confirmed_on_the_day_the_partner_leaves_at_once_and_all_that_was_open_ends(client, partner, lead, office):
    invitation = TeamInvitationFactory(partner=partner)
    handover = HandoverFactory(partner=partner, predecessor=lead)
    event = InvitationFactory(partner=partner)
    due, done = (
        DeliveryFactory(partner=partner),
        DeliveryFactory(partner=partner, state="in_check", handed_in_at=timezone.now()),
    )
    client.force_login(lead)
    assert client.get(partner.get_absolute_url()).status_code == 200

    actions.confirm_leaving(leaving=announce(partner), by=office, today=TODAY)

    partner.refresh_from_db()
    assert (partner.status, partner.left_on, partner.left_reason) == (Partner.Status.LEFT, TODAY, "Umzug")
    assert client.get(partner.get_absolute_url()).status_code == 404
    assert Leaving.objects.get().state == State.DONE
    for row, state in (
        (invitation, TeamInvitation.State.WITHDRAWN),
        (handover, Handover.State.WITHDRAWN),
        (event, Invitation.State.WITHDRAWN),
        (due, Delivery.State.CLOSED),
        (done, Delivery.State.IN_CHECK),
    ):
        row.refresh_from_db()
        assert row.state == state
    assert lead.email in {one.email for one in Recipient.objects.all()}


def test_confirmed_for_later_the_clock_does_it_on_the_day(partner, office):
    day = timezone.localdate() + dt.timedelta(days=10)
    leaving = actions.confirm_leaving(leaving=announce(partner, day), by=office, today=day - dt.timedelta(days=10))

    clock.complete_leavings()
    partner.refresh_from_db()
    assert partner.status == Partner.Status.ACTIVE
    actions.complete_leavings(today=day)
    actions.complete_leavings(today=day)

    partner.refresh_from_db()
    leaving.refresh_from_db()
    assert (partner.status, partner.left_on, leaving.state) == (Partner.Status.LEFT, day, State.DONE)


def test_one_of_two_in_the_office_confirms(partner, office):
    leaving = actions.confirm_leaving(leaving=announce(partner, dt.date(2027, 1, 1)), by=office, today=TODAY)

    with pytest.raises(LeavingDecided):
        actions.confirm_leaving(leaving=leaving, by=UserFactory(office=True), today=TODAY)


def test_whoever_stays_withdraws_and_may_announce_again(partner, lead):
    leaving = actions.withdraw_leaving(leaving=announce(partner), by=lead)

    with pytest.raises(LeavingDecided):
        actions.withdraw_leaving(leaving=leaving, by=lead)
    clock.complete_leavings()
    assert announce(partner).state == State.ANNOUNCED


def test_the_office_removes_a_partner_without_waiting_for_the_day(partner, office):
    announce(partner, dt.date(2027, 1, 1))

    actions.change_status(partner=partner, status=Partner.Status.LEFT, by=office, day=TODAY)

    assert (Leaving.objects.get().state, Leaving.objects.get().confirmed_by) == (State.DONE, office)


@pytest.mark.parametrize(
    ("name", "fields"),
    (("one_leaving_at_a_time", {}), ("confirmed_leaving_names_who_confirmed", {"state": "done"})),
)
def test_leavings_that_cannot_be(partner, lead, name, fields):
    announce(partner)

    with pytest.raises(IntegrityError, match=name):
        Leaving.objects.create(partner=partner, leaves_on=TODAY, reason="x", announced_by=lead, **fields)


def test_pages_of_the_lead(client, partner, lead):
    client.force_login(lead)
    url = reverse("partners:leaving", args=["muster"])
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    assert "Was bleibt" in client.get(url).content.decode()
    for day, reason in (("2001-01-01", "Umzug"), ("2099-12-31", "Umzug"), (tomorrow, ""), (tomorrow, "x" * 300)):
        bad = client.post(url, {"leaves_on": day, "reason": reason})
        assert bad.context["form"].errors
    page = client.post(url, {"leaves_on": tomorrow, "reason": "Umzug"}, follow=True).content.decode()
    assert "Wir bleiben" in page
    again = client.post(url, {"leaves_on": tomorrow, "reason": "Umzug"}, follow=True)
    assert "bereits angekündigt" in again.content.decode()
    assert "noch nicht bestätigt" in client.get(reverse("partners:company", args=["muster"])).content.decode()
    withdraw = reverse("partners:leaving_withdraw", args=["muster", Leaving.objects.get().pk])
    assert "Schön" in client.post(withdraw, follow=True).content.decode()
    assert "besteht nicht mehr" in client.post(withdraw, follow=True).content.decode()


def test_pages_of_the_office(client, partner, office):
    leaving = announce(partner, timezone.localdate() + dt.timedelta(days=1))
    client.force_login(office)

    assert "Muster GmbH" in client.get(reverse("partners:attention")).content.decode()
    confirm = reverse("partners:leaving_confirm", args=[leaving.pk])
    assert "Bestätigt" in client.post(confirm, follow=True).content.decode()
    assert "bereits bestätigt" in client.post(confirm, follow=True).content.decode()
    assert reverse("partners:attention") in client.get(reverse("pact:office_home")).content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_hints_are_a_constant_number_of_queries(client, office, count, django_assert_num_queries):
    for partner in PartnerFactory.create_batch(count):
        user = MembershipFactory(partner=partner, lead=True).user
        RecipientFactory.create_batch(3, user=user, state="failed")
        announce(partner)
    client.force_login(office)

    with django_assert_num_queries(10):
        response = client.get(reverse("partners:attention"))

    assert len(response.context["silent"]) == len(response.context["bouncing"]) == count


# -- Who needs attention


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    (
        (dt.date(2026, 11, 25), 6, dt.date(2026, 5, 25)),
        (dt.date(2026, 1, 31), 2, dt.date(2025, 11, 30)),
        (dt.date(2024, 3, 31), 1, dt.date(2024, 2, 29)),
    ),
)
def test_months_before(day, months, expected):
    assert months_before(day, months) == expected


def test_partners_of_whom_nobody_has_signed_in_for_months():
    Pact.objects.update_or_create(pk=1, defaults={"months_without_login": 6})

    def member(last_login: dt.date | None, **fields: object) -> Partner:
        at = dt.datetime.combine(last_login, dt.time(12), dt.UTC) if last_login else None
        return MembershipFactory(user__last_login=at, **fields).partner

    recent, old = dt.date(2026, 5, 25), dt.date(2026, 5, 24)
    silent = {member(None), member(old), member(recent, user__is_active=False), PartnerFactory()}
    member(recent)
    member(None, partner__joined_on=dt.date(2026, 10, 1))
    member(None, partner=PartnerFactory(left=True))
    member(None, partner=PartnerFactory(founding=True))
    MembershipFactory(partner=member(old), user__last_login=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))

    assert set(Partner.objects.without_active_login(TODAY)) == silent


def test_partners_whose_lead_does_not_get_mail():
    def lead(*states: str, role: str = "lead", **fields: object) -> Partner:
        member = MembershipFactory(role=role, **fields)
        for state in states:
            RecipientFactory(user=member.user, state=state, sent_at=timezone.now() if state == "sent" else None)
        return member.partner

    bouncing = {lead("failed", "failed", "failed"), lead("sent", "failed", "failed", "waiting", "failed")}
    lead("failed", "failed")
    lead("failed", "failed", "failed", "sent")
    lead("failed", "sent", "failed", "failed")
    lead("failed", "failed", "failed", role="editor")
    lead("failed", "failed", "failed", partner=PartnerFactory(left=True))

    assert set(Partner.objects.with_bouncing_lead()) == bouncing
