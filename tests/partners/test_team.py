"""The team of a partner: who comes in, who leads, who goes."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partners import actions, clock, team_invitations
from partners.errors import AlreadyInvited, AlreadyMember, HandoverOpen, HandoverOver, InvitationOver, LastLead
from partners.models import Handover, LogEntry, Membership, Partner, Recipient, TeamInvitation, User
from tests.factories import (
    PASSWORD,
    HandoverFactory,
    MembershipFactory,
    PartnerFactory,
    TeamInvitationFactory,
    UserFactory,
)
from tests.mails import read

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
Role, State = Membership.Role, TeamInvitation.State


@pytest.fixture
def lead():
    return MembershipFactory(lead=True, partner__name="Muster {name} GmbH", partner__slug="muster").user


@pytest.fixture
def partner(lead):
    return Partner.objects.get(memberships__user=lead)


@pytest.fixture
def at_work(client, lead):
    client.force_login(lead)
    return client


def mails() -> list[tuple[str, str]]:
    """To whom, and the text as it will be read."""
    rows = Recipient.objects.select_related("letter").order_by("pk")
    return [(row.email, read(row).body) for row in rows]


def address(name: str, *args: object) -> str:
    return reverse(f"partners:{name}", args=["muster", *args])


# -- Invitations


def test_invite_colleague_sends_a_link_that_is_good_for_the_days_of_the_pact(lead, partner):
    invitation = actions.invite_colleague(
        partner=partner, email="Neu@Firma.example", role=Role.EDITOR, by=lead, today=TODAY
    )

    assert (invitation.email, invitation.role, invitation.state) == ("neu@firma.example", Role.EDITOR, State.OPEN)
    assert invitation.expires_on == dt.date(2026, 12, 9)
    ((email, text),) = mails()
    assert email == "neu@firma.example"
    (token,) = re.findall(r"/einladung/([^/\s]+)/", text)
    assert team_invitations.find(token) == invitation
    assert "Muster {name} GmbH" in text  # what somebody typed is never read as a placeholder
    assert LogEntry.objects.get().verb == "colleague-invited"


def test_the_same_person_is_not_invited_twice(lead, partner):
    actions.invite_colleague(partner=partner, email="neu@firma.example", role=Role.VIEWER, by=lead, today=TODAY)

    with pytest.raises(AlreadyInvited):
        actions.invite_colleague(partner=partner, email="NEU@firma.example", role=Role.LEAD, by=lead, today=TODAY)
    with pytest.raises(AlreadyMember):
        actions.invite_colleague(partner=partner, email=lead.email.upper(), role=Role.LEAD, by=lead, today=TODAY)

    assert TeamInvitation.objects.count() == Recipient.objects.count() == 1


def test_one_open_invitation_per_partner_and_address(partner):
    first = TeamInvitationFactory(partner=partner, email="neu@firma.example")

    with pytest.raises(IntegrityError, match="one_open_team_invitation"), transaction.atomic():
        TeamInvitationFactory(partner=partner, email="NEU@firma.example")

    first.end(State.WITHDRAWN)
    first.save()
    TeamInvitationFactory(partner=partner, email="neu@firma.example")
    TeamInvitationFactory(email="neu@firma.example")


@pytest.mark.parametrize(("state", "ended"), (("open", True), ("accepted", False)))
def test_an_ended_invitation_has_its_time(state, ended):
    with pytest.raises(IntegrityError, match="ended_team_invitation_has_its_time"):
        TeamInvitationFactory(state=state, ended_at=timezone.now() if ended else None)


def test_sent_again_only_the_new_link_works(client, lead, partner):
    invitation = TeamInvitationFactory(partner=partner, expires_on=TODAY - dt.timedelta(days=1))
    old = team_invitations.make(invitation)

    invitation = actions.resend_team_invitation(invitation=invitation, by=lead, today=TODAY)

    assert invitation.expires_on == dt.date(2026, 12, 9)
    assert team_invitations.find(old) is None
    assert team_invitations.find(team_invitations.make(invitation)) == invitation
    assert client.get(reverse("partners:team_invitation", args=[old])).status_code == 410


def test_what_is_over_is_neither_withdrawn_nor_sent_again(lead):
    invitation = TeamInvitationFactory(state=State.ACCEPTED, ended_at=timezone.now())

    with pytest.raises(InvitationOver):
        actions.withdraw_team_invitation(invitation=invitation, by=lead)
    with pytest.raises(InvitationOver):
        actions.resend_team_invitation(invitation=invitation, by=lead, today=TODAY)


def test_the_clock_ends_invitations_that_nobody_answered():
    old = TeamInvitationFactory(expires_on=timezone.localdate() - dt.timedelta(days=1))
    last_day = TeamInvitationFactory(expires_on=timezone.localdate())

    clock.expire_team_invitations()
    clock.expire_team_invitations()

    old.refresh_from_db()
    last_day.refresh_from_db()
    assert (old.state, last_day.state) == (State.EXPIRED, State.OPEN)
    assert LogEntry.objects.get().state_to == State.EXPIRED


# -- Joining


def test_who_is_new_says_the_name_chooses_a_password_and_is_signed_in(client):
    invitation = TeamInvitationFactory(email="neu@firma.example", partner__slug="muster")
    url = reverse("partners:team_invitation", args=[team_invitations.make(invitation)])

    assert client.get(url).status_code == 200
    assert not User.objects.filter(email="neu@firma.example").exists()
    response = client.post(
        url, {"first_name": "Nora", "last_name": "Muster", "password": PASSWORD, "again": PASSWORD}, follow=True
    )

    assert response.redirect_chain[-1][0] == "/mein-bereich/muster/"
    member = Membership.objects.get(user__email="neu@firma.example")
    assert (str(member.user), member.role, member.partner) == ("Nora Muster", Role.EDITOR, invitation.partner)
    assert member.user.check_password(PASSWORD)
    assert mails()[0][0] == invitation.invited_by.email
    assert "Nora Muster" in mails()[0][1]
    assert client.post(url, {}).status_code == 410
    assert Membership.objects.filter(user=member.user).count() == 1


def test_who_is_new_may_do_without_a_password(client):
    invitation = TeamInvitationFactory(email="neu@firma.example")
    url = reverse("partners:team_invitation", args=[team_invitations.make(invitation)])

    client.post(url, {"first_name": "Nora", "last_name": "Muster", "password": "x", "again": "y", "by_code": "on"})

    assert not Membership.objects.get(partner=invitation.partner).user.has_usable_password()


@pytest.mark.parametrize(
    ("given", "field"),
    (
        ({"password": ""}, "password"),
        ({"password": "kurz", "again": "kurz"}, "password"),
        ({"again": "something else entirely"}, "again"),
        ({"first_name": ""}, "first_name"),
        ({"last_name": "x" * 300}, "last_name"),
    ),
)
def test_what_is_missing_is_asked_for_and_nothing_is_made(client, given, field):
    invitation = TeamInvitationFactory(email="neu@firma.example")
    url = reverse("partners:team_invitation", args=[team_invitations.make(invitation)])
    whole = {"first_name": "Nora", "last_name": "Muster", "password": PASSWORD, "again": PASSWORD}

    response = client.post(url, whole | given)

    assert field in response.context["form"].errors
    assert not Membership.objects.filter(partner=invitation.partner).exists()


def test_who_has_an_account_simply_gets_the_role_and_signs_in_as_always(client):
    person = MembershipFactory(lead=True).user
    invitation = TeamInvitationFactory(email=person.email.upper().lower())
    url = reverse("partners:team_invitation", args=[team_invitations.make(invitation)])

    page = client.get(url)
    response = client.post(url)

    assert page.context["form"] is None
    assert response.url == invitation.partner.get_absolute_url()
    assert "_auth_user_id" not in client.session
    assert {one.role for one in person.memberships.all()} == {Role.LEAD, Role.EDITOR}


def test_whom_the_office_has_invited_but_who_never_came_chooses_a_password_here(client):
    person = UserFactory(email="neu@firma.example")
    person.set_unusable_password()
    person.save()
    invitation = TeamInvitationFactory(email=person.email)
    url = reverse("partners:team_invitation", args=[team_invitations.make(invitation)])

    client.post(url, {"first_name": "Kim", "last_name": "Neu", "password": PASSWORD, "again": PASSWORD})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.memberships.get().partner == invitation.partner


def test_who_became_a_member_meanwhile_keeps_the_role():
    member = MembershipFactory(lead=True)
    invitation = TeamInvitationFactory(partner=member.partner, email=member.user.email, role=Role.VIEWER)

    membership = actions.accept_team_invitation(invitation=invitation, today=timezone.localdate())

    assert membership.role == Role.LEAD


@pytest.mark.parametrize("reason", ("locked", "left", "expired", "withdrawn"))
def test_an_invitation_that_is_over_opens_nothing(client, reason):
    person = UserFactory(is_active=reason != "locked")
    invitation = TeamInvitationFactory(
        email=person.email,
        partner=PartnerFactory(left=reason == "left"),
        expires_on=timezone.localdate() - dt.timedelta(days=reason == "expired"),
        **({"state": State.WITHDRAWN, "ended_at": timezone.now()} if reason == "withdrawn" else {}),
    )

    response = client.post(reverse("partners:team_invitation", args=[team_invitations.make(invitation)]))

    assert response.status_code == 410
    assert not person.memberships.exists()


# -- Roles


def test_give_role_tells_the_person(lead, partner):
    member = MembershipFactory(partner=partner)

    actions.give_role(membership=member, role=Role.EDITOR, by=lead)
    actions.give_role(membership=member, role=Role.EDITOR, by=lead)

    member.refresh_from_db()
    assert member.role == Role.EDITOR
    ((email, text),) = mails()
    assert email == member.user.email
    assert "Muster {name} GmbH" in text


def test_dismissed_people_lose_access_at_once_and_keep_their_name_in_the_history(client, lead, partner):
    member = MembershipFactory(partner=partner, editor=True)
    actions.log(by=member.user, verb="test", subject=partner, partner=partner)
    client.force_login(member.user)
    assert client.get(partner.get_absolute_url()).status_code == 200

    actions.dismiss_member(membership=member, by=lead)

    assert client.get(partner.get_absolute_url()).status_code == 404
    assert LogEntry.objects.get(verb="test").by == member.user
    assert [email for email, _text in mails()] == [member.user.email]


def test_the_last_lead_stays_and_nobody_is_told_otherwise(lead, partner):
    MembershipFactory(partner=partner)
    membership = partner.memberships.get(user=lead)

    with pytest.raises(LastLead):
        actions.dismiss_member(membership=membership, by=lead)
    with pytest.raises(LastLead):
        actions.give_role(membership=membership, role=Role.VIEWER, by=lead)

    assert partner.memberships.get(user=lead).role == Role.LEAD
    assert mails() == []


# -- Handover


@pytest.mark.parametrize(("stays", "role"), ((True, Role.VIEWER), (False, None)))
def test_hand_over_at_once(lead, partner, stays, role):
    successor = MembershipFactory(partner=partner, editor=True)

    done = actions.hand_over(
        partner=partner, successor=successor, steps_back_on=TODAY, stays_as_viewer=stays, by=lead, today=TODAY
    )

    assert done.state == Handover.State.DONE
    found = {one.user_id: one.role for one in partner.memberships.all()}
    assert found == {successor.user_id: Role.LEAD} | ({lead.pk: role} if role else {})
    assert [email for email, _text in mails()] == [successor.user.email, lead.email, "klimapakt@stadt.example"]
    assert all("25.11.2026" in text for _email, text in mails())


def test_hand_over_on_a_day(lead, partner):
    successor = MembershipFactory(partner=partner)
    later = timezone.localdate() + dt.timedelta(days=3)

    handover = actions.hand_over(
        partner=partner, successor=successor, steps_back_on=later, stays_as_viewer=False, by=lead, today=TODAY
    )
    clock.complete_handovers()

    assert partner.memberships.leads().count() == 2
    with pytest.raises(HandoverOpen):
        actions.hand_over(
            partner=partner, successor=successor, steps_back_on=later, stays_as_viewer=False, by=lead, today=TODAY
        )
    actions.complete_handovers(today=later)
    actions.complete_handovers(today=later)
    actions.complete_handover(handover=handover)
    assert [one.user for one in partner.memberships.all()] == [successor.user]
    assert Handover.objects.get().state == Handover.State.DONE


def test_withdrawn_the_predecessor_stays(lead, partner):
    handover = HandoverFactory(partner=partner, predecessor=lead, steps_back_on=timezone.localdate())

    actions.withdraw_handover(handover=handover, by=lead)
    clock.complete_handovers()

    assert partner.memberships.get().user == lead
    assert [email for email, _text in mails()] == [handover.successor.email]
    with pytest.raises(HandoverOver):
        actions.withdraw_handover(handover=handover, by=lead)


def test_without_another_lead_the_predecessor_stays_and_all_hear_of_it(lead, partner):
    HandoverFactory(partner=partner, predecessor=lead, steps_back_on=TODAY)

    actions.complete_handovers(today=TODAY)

    assert partner.memberships.get().user == lead
    assert Handover.objects.get().state == Handover.State.WITHDRAWN
    assert [email for email, _text in mails()] == [lead.email, "klimapakt@stadt.example"]


def test_a_successor_who_goes_succeeds_nobody(lead, partner):
    successor = MembershipFactory(partner=partner, lead=True)
    other = MembershipFactory(partner=partner, lead=True)
    for member, predecessor in ((successor, lead), (other, successor.user)):
        HandoverFactory(partner=partner, predecessor=predecessor, successor=member.user)

    actions.give_role(membership=other, role=Role.EDITOR, by=lead)
    actions.dismiss_member(membership=successor, by=lead)

    assert not Handover.objects.pending().exists()


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("one_open_handover_per_lead", {}),
        ("ended_handover_has_its_time", {"state": "done"}),
        ("ended_handover_has_its_time", {"ended_at": timezone.now()}),
    ),
)
def test_handovers_that_cannot_be(lead, partner, name, fields):
    HandoverFactory(partner=partner, predecessor=lead)

    with pytest.raises(IntegrityError, match=name):
        HandoverFactory(partner=partner, predecessor=lead, **fields)


def test_a_successor_is_somebody_else(lead):
    with pytest.raises(IntegrityError, match="successor_is_somebody_else"):
        HandoverFactory(predecessor=lead, successor=lead)


# -- Pages


@pytest.mark.parametrize("count", (1, 3))
def test_team_is_a_constant_number_of_queries(at_work, partner, count, django_assert_num_queries):
    MembershipFactory.create_batch(count, partner=partner)
    TeamInvitationFactory.create_batch(count, partner=partner)
    HandoverFactory.create_batch(count, partner=partner)

    with django_assert_num_queries(11):  # session and person, pact, partner; three lists
        response = at_work.get(address("team"))

    assert len(response.context["members"]) == count + 1


def test_team_shows_the_month_of_the_last_sign_in(at_work, partner):
    MembershipFactory(partner=partner, user__last_login=dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC))
    MembershipFactory(partner=partner)

    page = at_work.get(address("team")).content.decode()

    assert "März 2026" in page
    assert "14. März" not in page
    assert "noch nie" in page


def test_invite_page(at_work, partner):
    response = at_work.post(address("team_invite"), {"email": "neu@firma.example", "role": "editor"}, follow=True)
    again = at_work.post(address("team_invite"), {"email": "neu@firma.example", "role": "editor"})
    member = at_work.post(address("team_invite"), {"email": partner.memberships.get().user.email, "role": "editor"})

    assert "neu@firma.example" in response.content.decode()
    assert "email" in again.context["form"].errors
    assert "email" in member.context["form"].errors


@pytest.mark.parametrize("email", ("", "kein", "x" * 300 + "@firma.example", "zwei@firma.example, drei@firma.example"))
def test_invite_page_wants_one_address(at_work, email):
    response = at_work.post(address("team_invite"), {"email": email, "role": "editor"})

    assert "email" in response.context["form"].errors
    assert not TeamInvitation.objects.exists()


def test_invitation_is_sent_again_and_withdrawn_from_the_list(at_work, partner):
    invitation = TeamInvitationFactory(partner=partner)

    assert "erneut" in at_work.post(address("team_invitation_resend", invitation.pk), follow=True).content.decode()
    assert invitation.email in at_work.get(address("team")).content.decode()
    at_work.post(address("team_invitation_withdraw", invitation.pk))
    for name in ("team_invitation_withdraw", "team_invitation_resend"):
        late = at_work.post(address(name, invitation.pk), follow=True)
        assert "beantwortet oder zurückgezogen" in late.content.decode()

    assert invitation.email not in at_work.get(address("team")).content.decode()


def test_what_belongs_to_another_partner_does_not_exist(at_work):
    other = MembershipFactory(lead=True)
    invitation = TeamInvitationFactory(partner=other.partner)
    handover = HandoverFactory(partner=other.partner)

    assert at_work.get(address("member_change", other.pk)).status_code == 404
    assert at_work.get(address("member_remove", other.pk)).status_code == 404
    assert at_work.post(address("team_invitation_resend", invitation.pk)).status_code == 404
    assert at_work.post(address("team_invitation_withdraw", invitation.pk)).status_code == 404
    assert at_work.post(address("handover_withdraw", handover.pk)).status_code == 404


def test_role_is_changed_on_the_page(at_work, partner, lead):
    member = MembershipFactory(partner=partner)
    mine = partner.memberships.get(user=lead)

    refused = at_work.post(address("member_change", mine.pk), {"role": "viewer"})
    at_work.post(address("member_change", member.pk), {"role": "lead"})
    allowed = at_work.post(address("member_change", mine.pk), {"role": "viewer"})

    assert "mindestens eine Leitung" in str(refused.context["form"].errors)
    assert allowed.url == partner.get_absolute_url()
    assert {one.user: one.role for one in partner.memberships.all()} == {member.user: "lead", lead: "viewer"}


def test_people_are_removed_on_the_page_but_the_last_lead(at_work, partner, lead):
    member = MembershipFactory(partner=partner, lead=True)
    mine = partner.memberships.get(user=lead)

    assert str(member.user) in at_work.get(address("member_remove", member.pk)).content.decode()
    at_work.post(address("member_remove", member.pk))
    refused = at_work.post(address("member_remove", mine.pk), follow=True)
    MembershipFactory(partner=partner, lead=True)
    gone = at_work.post(address("member_remove", mine.pk))

    assert "mindestens eine Leitung" in refused.content.decode()
    assert gone.url == reverse("pact:home_for_me")
    assert at_work.get(address("team")).status_code == 404


def test_handover_page(at_work, partner, lead):
    assert "einzige Person" in at_work.get(address("handover")).content.decode()
    successor = MembershipFactory(partner=partner)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    for day in ("", "31.12.2001", "31.12.2099"):
        bad = at_work.post(address("handover"), {"successor": successor.pk, "steps_back_on": day})
        assert "steps_back_on" in bad.context["form"].errors
    foreign = at_work.post(address("handover"), {"successor": MembershipFactory().pk, "steps_back_on": tomorrow})
    assert "successor" in foreign.context["form"].errors
    given = {"successor": successor.pk, "steps_back_on": tomorrow}
    assert at_work.post(address("handover"), given).url == address("team")
    assert "bereits" in at_work.post(address("handover"), given, follow=True).content.decode()
    handover = Handover.objects.get()
    at_work.post(address("handover_withdraw", handover.pk))
    late = at_work.post(address("handover_withdraw", handover.pk), follow=True)
    assert "abgeschlossen oder zurückgezogen" in late.content.decode()
    at_once = at_work.post(address("handover"), {"successor": successor.pk, "steps_back_on": timezone.localdate()})
    assert at_once.url == reverse("pact:home_for_me")


def test_navigation_leads_only_leads_to_the_team(client, partner, lead):
    viewer = MembershipFactory(partner=partner).user
    for user, is_there in ((lead, True), (viewer, False)):
        client.force_login(user)
        for page in (partner.get_absolute_url(), reverse("emissions:measure_list", args=["muster"])):
            assert (address("team") in client.get(page).content.decode()) == is_there
