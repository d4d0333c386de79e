"""The own page of a founding partner: members that agreed, how far they are, never tonnes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from klimapakt.pact import members
from partners.models import Partner
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    EventFactory,
    InterestFactory,
    InvitationFactory,
    MembershipFactory,
    PartnerFactory,
    RoundFactory,
    TargetFactory,
)

NOW = timezone.now()


@pytest.fixture
def chamber(client, db) -> Partner:
    lead = MembershipFactory(lead=True, partner=PartnerFactory(founding=True, slug="kammer"))
    client.force_login(lead.user)
    return lead.partner


def member(chamber: Partner, name: str, **fields: object) -> Partner:
    return PartnerFactory(name=name, chamber=chamber, chamber_sees_status=True, **fields)


def test_only_members_that_agreed_are_named_the_others_are_counted(chamber):
    named = member(chamber, "Muster Bau", programmes="EMAS")
    member(chamber, "Muster Weg", left=True)
    PartnerFactory.create_batch(2, chamber=chamber)
    PartnerFactory(chamber=PartnerFactory(founding=True), chamber_sees_status=True)
    MembershipFactory(lead=True, partner=named)

    found = members.of(chamber, NOW)

    assert [(row.name, row.programmes, row.has_lead) for row in found.rows] == [("Muster Bau", "EMAS", True)]
    assert found.silent_count == 2


@pytest.mark.parametrize(
    ("state", "stage", "label"),
    (
        ("open", "open", "noch offen"),
        ("draft", "open", "noch offen"),
        ("returned", "open", "noch offen"),
        ("handed_in", "handed_in", "eingereicht"),
        ("in_check", "handed_in", "eingereicht"),
        ("approved", "checked", "geprüft"),
        ("released", "checked", "geprüft"),
        (None, "none", "nichts fällig"),
    ),
)
def test_how_far_the_delivery_of_the_latest_round_is(chamber, state, stage, label):
    one = member(chamber, "Muster Bau")
    latest = RoundFactory(year=2024, opens_on=dt.date(2025, 3, 1))
    RoundFactory(year=2990, opens_on=dt.date(2991, 3, 1), due_on=dt.date(2991, 6, 1))
    DeliveryFactory(partner=one, round=RoundFactory(year=2023))
    if state:
        DeliveryFactory(partner=one, round=latest, state=state, handed_in_at=NOW, approved_at=NOW)

    found = members.of(chamber, NOW)

    assert (found.round, found.rows[0].stage, found.rows[0].stage_label) == (latest, stage, label)


def test_who_comes_to_the_next_events(chamber):
    first, second, third = (member(chamber, name) for name in ("A Muster", "B Muster", "C Muster"))
    soon, over = EventFactory(published=True), EventFactory(published=True, starts_at=NOW - dt.timedelta(days=9))
    off = EventFactory(status="cancelled")
    for event, partner, state in (
        (soon, first, "accepted"),
        (soon, second, "declined"),
        (soon, third, "open"),
        (soon, PartnerFactory(chamber=chamber), "accepted"),
        (over, first, "accepted"),
        (off, first, "accepted"),
    ):
        InvitationFactory(event=event, partner=partner, state=state, answered_at=NOW)

    found = members.of(chamber, NOW)

    assert [(row.coming, row.declined) for row in found.rows] == [(1, 0), (0, 1), (0, 0)]
    assert [(one.event, one.yes, one.no, one.silent) for one in found.events] == [(soon, 1, 1, 1)]


def test_no_tonnes_and_no_names_of_contacts(client, chamber):
    one = member(chamber, "Muster Bau")
    MembershipFactory(lead=True, partner=one, user__last_name="Geheim", user__email="geheim@firma.example")
    BalanceFactory(partner=one, totals={"scope1": Decimal(987_654)}, approved=True)
    TargetFactory(partner=one)

    page = client.get(chamber.get_absolute_url()).content.decode()

    assert "Muster Bau" in page
    assert [word for word in ("Geheim", "geheim@", "987", "CO₂e", "Klimabilanz") if word in page] == []


@pytest.mark.parametrize(
    ("query", "names"),
    (
        ("", ["Alpha Muster", "Beta Muster"]),
        ("?q=alp", ["Alpha Muster"]),
        ("?status=interested", ["Beta Muster"]),
        ("?stage=handed_in", ["Alpha Muster"]),
        ("?q=beta&stage=handed_in", []),
        ("?status=erfunden", ["Alpha Muster", "Beta Muster"]),
    ),
)
def test_the_list_and_its_csv_are_narrowed_alike(client, chamber, query, names):
    alpha = member(chamber, "Alpha Muster")
    member(chamber, "Beta Muster", status=Partner.Status.INTERESTED, joined_on=None)
    DeliveryFactory(
        partner=alpha, round=RoundFactory(year=2024, opens_on=dt.date(2025, 3, 1)), state="handed_in", handed_in_at=NOW
    )

    page = client.get(chamber.get_absolute_url() + query)
    response = client.get(reverse("pact:own_members_csv", args=[chamber.slug]) + query)

    lines = response.content.decode("utf-8-sig").splitlines()
    assert [row.name for row in page.context["rows"]] == names
    assert [line.partition(";")[0] for line in lines[1:]] == names
    assert lines[0] == (
        "Name;Status;Mitglied seit;Programme;Meldung;Leitung vergeben;"
        "Nächste Veranstaltungen zugesagt;Nächste Veranstaltungen abgesagt"
    )


def test_without_members_and_without_consent_the_page_says_so(client, chamber):
    assert "Noch kein Mitglied" in client.get(chamber.get_absolute_url()).content.decode()

    PartnerFactory(chamber=chamber)
    page = client.get(chamber.get_absolute_url()).content.decode()

    assert "Bisher hat keines Ihrer Mitglieder zugestimmt" in page
    assert "1 weiteres hat nicht zugestimmt" in page


def test_others_get_no_list(client, chamber):
    other = PartnerFactory(founding=True)
    own = MembershipFactory(lead=True)

    assert client.get(reverse("pact:own_members_csv", args=[other.slug])).status_code == 404
    client.force_login(own.user)
    assert client.get(reverse("pact:own_members_csv", args=[own.partner.slug])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_is_the_same_few_queries_whatever_its_length(client, chamber, count, django_assert_num_queries):
    event, latest = EventFactory(published=True), RoundFactory(year=2024, opens_on=dt.date(2025, 3, 1))
    for number in range(count):
        one = member(chamber, f"Muster {number}")
        DeliveryFactory(partner=one, round=latest)
        InvitationFactory(event=event, partner=one)
        InterestFactory(state="forwarded", chamber=chamber, decided_at=timezone.now())
    client.get(chamber.get_absolute_url())

    with django_assert_num_queries(11):  # session, person, partner, six of the members, companies handed over, pact
        response = client.get(chamber.get_absolute_url())

    assert len(response.context["rows"]) == count


def test_companies_handed_over_are_named_without_their_contacts(client, chamber):
    on = {"state": "forwarded", "decided_at": timezone.make_aware(dt.datetime(2026, 3, 4, 12))}
    own = InterestFactory(company="Neuling GmbH", contact="Noa Neu", email="noa@neuling.example", chamber=chamber, **on)
    InterestFactory(company="Fremde GmbH", chamber=PartnerFactory(founding=True), **on)
    InterestFactory(company="Offene GmbH", chamber=chamber)

    page = client.get(chamber.get_absolute_url()).text

    for words in ("Neuling GmbH", own.number, "04.03.2026", "an eine Kammer gegeben"):
        assert words in page
    for words in ("Fremde GmbH", "Offene GmbH", "Noa Neu", "noa@neuling.example"):
        assert words not in page


def test_a_chamber_that_got_no_company_reads_so(client, chamber):
    assert "noch kein Unternehmen an Sie weitergegeben" in client.get(chamber.get_absolute_url()).text
