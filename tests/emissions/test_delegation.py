"""A section of a balance passes to a colleague: seen, told, done, and never lost with somebody who leaves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.errors import BalanceLocked, ColleagueGone, DelegationOver, SectionDelegated
from emissions.models import Balance, Delegation
from klimapakt.lib.mail import fill
from partners import actions as partner_actions
from partners.models import LogEntry, Recipient, TeamInvitation
from tests import factories

pytestmark = pytest.mark.django_db
State = Delegation.State
TODAY = dt.date(2026, 11, 25)
DUE = dt.date(2026, 12, 9)


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def colleague(lead):
    return factories.MembershipFactory(partner=lead.partner, role="editor")


@pytest.fixture
def balance(lead):
    return factories.BalanceFactory(
        partner=lead.partner, year=2024, entry="lines", factor_set=factories.FactorSetFactory()
    )


def delegate(balance, lead, colleague=None, section="fleet", note="Ordner 3", **fields):
    who = {"colleague": colleague.user} if colleague else {}
    return actions.delegate_section(
        balance=balance, section=section, due_on=DUE, note=note, by=lead.user, today=TODAY, **who, **fields
    )


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def ask(client, balance, **fields):
    due_on = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    return client.post(url("delegation_list", balance), {"due_on": due_on, **fields}, follow=True)


def mails(person):
    found = Recipient.objects.filter(user=person).select_related("letter").order_by("pk")
    return [(one.letter.purpose, fill(one.letter.text, one.text_values(), html=False)) for one in found]


def test_a_colleague_is_asked_reads_it_and_says_that_it_is_done(client, balance, lead, colleague):
    page = ask(client, balance, section="fleet", person=f"m{colleague.pk}", note="Tankkarten: {Ordner 3}").text
    delegation = Delegation.objects.get()
    ((purpose, mail),) = mails(colleague.user)
    client.force_login(colleague.user)
    home = client.get(reverse("pact:own_overview", args=[balance.partner.slug])).text
    section = client.get(delegation.get_absolute_url()).text
    done = client.post(url("delegation_end", balance, delegation.pk), {"to_overview": "yes"}, follow=True)

    assert f"{colleague.user} ist gebeten, „Fahrzeuge“ auszufüllen." in page
    assert (delegation.section, delegation.colleague, delegation.asked_by) == ("fleet", colleague.user, lead.user)
    assert purpose == "section-delegated"
    assert "den Abschnitt „Fahrzeuge“" in mail
    assert "Tankkarten: {Ordner 3}" in mail
    assert delegation.get_absolute_url() in mail
    assert "Fahrzeuge, Klimabilanz 2024" in home
    assert f"{lead.user} bittet Sie" in section
    assert done.redirect_chain[0][0] == reverse("pact:own_overview", args=[balance.partner.slug])
    assert "Fahrzeuge, Klimabilanz 2024" not in done.text
    delegation.refresh_from_db()
    assert delegation.state == State.DONE
    assert f"{colleague.user} hat „Fahrzeuge“" in mails(lead.user)[-1][1]
    verbs = LogEntry.objects.filter(subject_type="emissions.delegation").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["section-delegated", "delegation-done"]


def test_what_is_taken_back_is_told_and_can_be_handed_on_again(client, balance, lead, colleague):
    delegation = delegate(balance, lead, colleague)

    page = client.post(url("delegation_end", balance, delegation.pk), {"withdraw": "yes"}, follow=True).text
    again = client.post(url("delegation_end", balance, delegation.pk), {"withdraw": "yes"}, follow=True).text

    assert "„Fahrzeuge“ liegt wieder bei Ihnen." in page
    assert "vor einem Augenblick erledigt oder zurückgenommen" in again
    assert "braucht „Fahrzeuge“" in mails(colleague.user)[-1][1]
    assert delegate(balance, lead, colleague).is_open


def test_nothing_is_locked(client, balance, lead, colleague):
    delegate(balance, lead, colleague, section="further")

    client.post(url("balance_further", balance), {"employees": "77", "save": "draft"})

    assert balance.denominators.employees == 77


def test_a_section_has_one_colleague_at_a_time(client, balance, lead, colleague):
    delegate(balance, lead, colleague)

    with pytest.raises(SectionDelegated):
        delegate(balance, lead, colleague)
    page = ask(client, balance, section="fleet", person=f"m{colleague.pk}").text

    assert "Jemand hat diesen Abschnitt bereits" in page
    assert Delegation.objects.count() == 1


def test_a_site_is_handed_on_by_its_name(client, balance, lead, colleague):
    first, second = factories.SiteFactory.create_batch(2, partner=lead.partner)

    for site in (first, second):
        ask(client, balance, section=f"site-{site.pk}", person=f"m{colleague.pk}")

    assert [one.label for one in Delegation.objects.order_by("pk")] == [first.name, second.name]


@pytest.mark.parametrize(
    ("section", "label", "address"),
    (
        ("electricity", "Strom", "balance_edit"),
        ("contracts", "Strom- und Wärmeverträge", "contract_list"),
        ("scope3", "Scope 3", "scope3"),
        ("further", "Eigener Strom, Beschäftigte, Fläche", "balance_further"),
    ),
)
def test_a_section_leads_to_its_page(balance, lead, colleague, section, label, address):
    made = delegate(balance, lead, colleague, section=section)

    assert (made.label, made.get_absolute_url()) == (label, url(address, balance))


def test_a_category_of_scope_3_leads_to_its_activities(client, balance, lead, colleague):
    made = delegate(balance, lead, colleague, section="scope3-6")

    page = client.get(made.get_absolute_url()).text

    assert made.get_absolute_url() == url("scope3_category", balance, 6)
    assert f"<strong>3.6 Geschäftsreisen</strong>: {colleague.user} füllt dies" in page


def test_totals_of_a_quick_balance_can_be_handed_on(client, lead, colleague):
    quick = factories.BalanceFactory(partner=lead.partner, year=2023)

    ask(client, quick, section="totals", person=f"m{colleague.pk}")

    assert Delegation.objects.get().get_absolute_url() == url("balance_edit", quick)
    assert f"{colleague.user} füllt dies" in client.get(url("balance_edit", quick)).text


def test_a_new_colleague_is_invited_and_reads_of_it_after_coming(client, balance, lead):
    page = ask(client, balance, section="fleet", person="new", email="Neu@Firma.example", note="Ordner 3").text
    invitation = TeamInvitation.objects.get()
    waiting = Delegation.objects.get()
    membership = partner_actions.accept_team_invitation(
        invitation=invitation, today=timezone.localdate(), first_name="Nora", last_name="Neu", password="geheim-1234"
    )

    assert "neu@firma.example" in page
    assert "eingeladen, noch nicht da" in page
    assert (waiting.colleague, waiting.invitation, invitation.role) == (None, invitation, "editor")
    waiting.refresh_from_db()
    assert (waiting.colleague, waiting.invitation) == (membership.user, None)
    assert [purpose for purpose, _text in mails(membership.user)] == ["section-delegated"]


@pytest.mark.parametrize("role", ("editor", "viewer"))
def test_who_is_invited_already_can_be_asked(client, balance, lead, role):
    invitation = factories.TeamInvitationFactory(partner=lead.partner, role=role, invited_by=lead.user)

    ask(client, balance, section="fleet", person=f"i{invitation.pk}")

    assert Delegation.objects.count() == (1 if role == "editor" else 0)


@pytest.mark.parametrize(
    ("fields", "words"),
    (
        ({"section": "", "person": "new", "email": "a@b.example"}, "Wählen Sie einen Abschnitt."),
        ({"section": "fleet", "person": ""}, "Wählen Sie, wer den Abschnitt ausfüllen soll."),
        ({"section": "fleet", "person": "new"}, "Geben Sie die E-Mail-Adresse der neuen Person an."),
        (
            {"section": "fleet", "person": "new", "email": "a@b.example", "due_on": "2020-01-01"},
            "Dieser Tag ist vorbei",
        ),
    ),
)
def test_what_is_missing_is_asked_for_in_place(client, balance, fields, words):
    assert words in ask(client, balance, **fields).text
    assert not Delegation.objects.exists()


def test_an_address_of_the_team_or_of_an_invitation_is_found_in_the_list(client, balance, lead, colleague):
    factories.TeamInvitationFactory(partner=lead.partner, email="da@firma.example")

    member = ask(client, balance, section="fleet", person="new", email=colleague.user.email).text
    invited = ask(client, balance, section="fleet", person="new", email="da@firma.example").text

    assert "gehört schon zu Ihrem Team" in member
    assert "ist eine Einladung offen" in invited
    assert not Delegation.objects.exists()


def test_only_a_lead_invites_somebody_new(client, balance, colleague):
    client.force_login(colleague.user)

    page = client.get(url("delegation_list", balance)).text
    ask(client, balance, section="fleet", person="new", email="neu@firma.example")

    assert "eine neue Person" not in page
    assert not TeamInvitation.objects.exists()


@pytest.mark.parametrize("leaves", ("removed", "reads", "erased"))
def test_the_section_of_somebody_who_leaves_goes_back_to_the_lead(balance, lead, colleague, leaves):
    delegation, other = delegate(balance, lead, colleague), factories.DelegationFactory(colleague=colleague.user)

    if leaves == "removed":
        partner_actions.dismiss_member(membership=colleague, by=lead.user)
    elif leaves == "reads":
        partner_actions.give_role(membership=colleague, role="viewer", by=lead.user)
    else:
        partner_actions.erase_person(user=colleague.user, reason="Wunsch", by=lead.user)

    delegation.refresh_from_db()
    other.refresh_from_db()
    assert (delegation.colleague, delegation.state) == (lead.user, State.OPEN)
    assert "„Fahrzeuge“ in der Klimabilanz 2024" in mails(lead.user)[-1][1]
    assert other.colleague_id == colleague.user.pk


def test_it_goes_to_another_lead_where_the_one_who_asked_has_gone(balance, lead, colleague):
    second = factories.MembershipFactory(partner=lead.partner, role="lead")
    delegation = delegate(balance, lead, colleague)
    partner_actions.remove_member(membership=lead, by=lead.user)

    partner_actions.remove_member(membership=colleague, by=second.user)

    delegation.refresh_from_db()
    assert delegation.colleague == second.user


def test_an_invitation_that_ends_gives_the_section_back(balance, lead):
    delegation = delegate(balance, lead, email="neu@firma.example")

    partner_actions.withdraw_team_invitation(invitation=delegation.invitation, by=lead.user)

    delegation.refresh_from_db()
    assert (delegation.colleague, delegation.invitation) == (lead.user, None)


def test_who_joins_only_to_read_gives_the_section_back(balance, lead):
    delegation = delegate(balance, lead, email="neu@firma.example")
    user = factories.UserFactory(email="neu@firma.example")
    factories.MembershipFactory(partner=lead.partner, user=user, role="viewer")

    partner_actions.accept_team_invitation(invitation=delegation.invitation, today=timezone.localdate())

    delegation.refresh_from_db()
    assert delegation.colleague == lead.user


def test_a_partner_that_leaves_takes_all_back(balance, lead, colleague):
    delegations = [delegate(balance, lead, colleague), delegate(balance, lead, section="heat", email="neu@f.example")]

    partner_actions.change_status(
        partner=lead.partner, status="left", by=factories.UserFactory(), day=TODAY, reason="Umzug"
    )

    for delegation in delegations:
        delegation.refresh_from_db()
    assert [one.state for one in delegations] == [State.WITHDRAWN, State.WITHDRAWN]


def test_only_who_may_write_can_be_asked(balance, lead):
    reader = factories.MembershipFactory(partner=lead.partner, role="viewer")
    over = factories.TeamInvitationFactory(partner=lead.partner, state="withdrawn", ended_at=timezone.now())

    with pytest.raises(ColleagueGone):
        delegate(balance, lead, reader)
    with pytest.raises(ColleagueGone):
        delegate(balance, lead, invitation=over)


def test_a_balance_that_is_handed_in_asks_nobody(client, balance, lead, colleague):
    delegate(balance, lead, colleague)
    Balance.objects.filter(pk=balance.pk).update(submitted_at=timezone.now())

    with pytest.raises(BalanceLocked):
        delegate(balance, lead, colleague, section="heat")
    page = ask(client, balance, section="heat", person=f"m{colleague.pk}", note="Ordner 7").text
    client.force_login(colleague.user)
    home = client.get(reverse("pact:own_overview", args=[balance.partner.slug])).text

    assert "Ihre Eingaben stehen noch hier" in page
    assert "Ordner 7" in page
    assert "Fahrzeuge, Klimabilanz 2024" not in home


def test_what_has_ended_does_not_end_again(balance, lead, colleague):
    delegation = delegate(balance, lead, colleague)
    actions.end_delegation(delegation=delegation, state=State.DONE, by=lead.user)

    with pytest.raises(DelegationOver):
        actions.end_delegation(delegation=delegation, state=State.DONE, by=colleague.user)


def test_another_partner_does_not_find_it(client, balance, lead, colleague):
    delegation = delegate(balance, lead, colleague)
    client.force_login(factories.MembershipFactory(lead=True).user)

    assert client.post(url("delegation_end", balance, delegation.pk)).status_code == 404
    assert client.get(url("delegation_list", balance)).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_list_and_overview_ask_as_often_whatever_their_length(
    client, balance, lead, colleague, count, django_assert_num_queries
):
    for section in ("fleet", "heat", "further")[:count]:
        delegate(balance, lead, colleague, section=section)
    client.force_login(colleague.user)
    home = reverse("pact:own_overview", args=[balance.partner.slug])
    for address in (url("delegation_list", balance), home):
        client.get(address)

    with django_assert_num_queries(10):
        assert len(client.get(url("delegation_list", balance)).context["delegations"]) == count
    with django_assert_num_queries(11):
        assert len(client.get(home).context["tasks"]) == count


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("one_colleague_at_a_time_has_a_section", {}),
        ("delegation_is_for_a_colleague_or_an_invited_one", {"colleague": None, "section": "heat"}),
        ("delegated_site_is_named", {"section": "site"}),
        ("ended_delegation_has_its_time", {"section": "heat", "state": "done"}),
    ),
)
def test_the_database_refuses(balance, name, fields):
    factories.DelegationFactory(balance=balance)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.DelegationFactory(balance=balance, **fields)
