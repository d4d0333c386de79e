"""Every page asks the database as often for three rows as for one, and seldom."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import actions as event_actions
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag {name},\n\nwir laden {company} ein.\n\n{answer_link}"
MOST = 10


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office_lead=True)
    client.force_login(user)
    return user


@pytest.fixture
def lead(client):
    membership = factories.MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def queries(client) -> Callable[[str], int]:
    """How many queries a page costs, once what all pages share is warm."""

    def count(url: str) -> int:
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    return count


def event_list(count, office):
    for event in factories.EventFactory.create_batch(count, published=True):
        factories.InvitationFactory(event=event)
    return reverse("events:event_manage_list")


def event_page(count, office):
    event = factories.EventFactory(published=True)
    for _number in range(count):
        invitation = factories.InvitationFactory(event=event)
        item = factories.AgendaItemFactory(event=event)
        item.speakers.add(factories.SpeakerFactory())
        event.registrations.create(
            invitation=invitation, partner=invitation.partner, name="Kim", state="waiting", company="Muster"
        )
        factories.MailingFactory(event=event)
    return reverse("events:event_manage", args=[event.pk])


def mailings(count, office):
    event = factories.EventFactory(published=True)
    for _number in range(count):
        factories.InvitationFactory(event=event)
        factories.RecipientFactory(letter=factories.MailingFactory(event=event).letter)
    return reverse("events:mailing_list", args=[event.pk])


def composer(count, office):
    factories.MembershipFactory.create_batch(count, lead=True)
    return reverse("events:mailing_compose", args=[factories.EventFactory(published=True).pk])


def mailing(count, office):
    partners = [member.partner for member in factories.MembershipFactory.create_batch(count, lead=True)]
    event = factories.EventFactory(published=True)
    draft = event_actions.save_draft(event=event, subject="Hallo", text=TEXT, partners=partners, by=office)
    return reverse("events:mailing_check", args=[draft.pk])


def in_tray(count, office):
    for _number in range(count):
        factories.BalanceFactory(submitted_at=timezone.now())
        factories.EventFactory(published=True)
        factories.RecipientFactory(state="failed")
    return reverse("pact:office_home")


def reports(count, office):
    factories.CityReportFactory.create_batch(count)
    return reverse("pact:city_report_list")


@pytest.mark.parametrize("page", (event_list, event_page, mailings, composer, mailing, reports))
def test_page_of_the_office_costs_the_same_whatever_its_length(queries, office, page):
    short = queries(page(1, office))
    long = queries(page(3, office))

    assert (long, long <= MOST) == (short, True)


def test_in_tray_asks_once_for_each_kind_of_work(queries, office):
    """Who asks (3), the settings of the pact (3), one question for all counts, the pages (2), three lists."""
    short = queries(in_tray(1, office))
    long = queries(in_tray(3, office))

    assert (long, long <= 3 + 3 + 1 + 2 + 3) == (short, True)


def balance(count, lead, **fields):
    made = factories.BalanceFactory(partner=lead.partner, year=2025 - count, entry="lines", **fields)
    for number in range(count):
        site = factories.SiteFactory(partner=lead.partner)
        made.lines.create(
            site=site,
            factor=factories.FactorFactory(key=f"uba.electricity.{count}.{number}"),
            amount=1000,
            kg_co2e_per_unit=1,
            kg=1000,
        )
    return made


@pytest.mark.parametrize("name", ("balance_detail", "balance_edit", "balance_check"))
def test_balance_costs_the_same_whatever_the_number_of_its_lines(queries, lead, name):
    factories.FactorSetFactory()
    short, long = (
        queries(reverse(f"emissions:{name}", args=[lead.partner.slug, balance(count, lead).year])) for count in (1, 3)
    )

    assert (long, long <= MOST) == (short, True)


@pytest.mark.parametrize("name", ("measure_list", "target_list", "balance_list"))
def test_own_list_costs_the_same_whatever_its_length(queries, lead, name):
    url = reverse(f"emissions:{name}", args=[lead.partner.slug])
    counts = []
    for number in (1, 3):
        factories.MeasureFactory.create_batch(number, partner=lead.partner)
        for scopes in ("1", "1+2", "1+2+3")[:number]:
            if not lead.partner.targets.filter(scopes=scopes).exists():
                factories.TargetFactory(partner=lead.partner, scopes=scopes)
        for year in range(number):
            if not lead.partner.balances.filter(year=2020 + year).exists():
                factories.BalanceFactory(partner=lead.partner, year=2020 + year, totals={"scope1": 1})
        counts.append(queries(url))

    assert (counts[1], counts[1] <= MOST) == (counts[0], True)
