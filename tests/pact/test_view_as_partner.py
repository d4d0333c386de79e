"""The office sees the portal as a partner does: begun on purpose, logged, read only, over after eight hours."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from partners import actions
from partners.models import LogEntry, Membership, OfferRequest
from partners.models.log import VIEWED
from tests.factories import (
    BalanceFactory,
    MeasureFactory,
    MembershipFactory,
    OfferFactory,
    OfferRequestFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BANNER = "wie Muster GmbH es sieht"


@pytest.fixture
def office(client):
    person = UserFactory(office=True)
    client.force_login(person)
    return person


@pytest.fixture
def partner():
    partner = PartnerFactory(name="Muster GmbH")
    MembershipFactory(partner=partner, lead=True)
    return partner


def own_pages(partner):
    """Every page that a contact who reads may open, with something on it."""
    balance = BalanceFactory(partner=partner, totals={"scope1": 1000, "scope2_location": 2000})
    target, measure = TargetFactory(partner=partner), MeasureFactory(partner=partner)
    asked = OfferRequestFactory(partner=partner)
    OfferFactory()
    return [
        reverse(name, args=[partner.slug, *more])
        for name, *more in (
            ("pact:own_overview",),
            ("partners:company",),
            ("partners:company_preview",),
            ("partners:own_offer_list",),
            ("partners:offer_request_detail", asked.pk),
            ("emissions:balance_list",),
            ("emissions:balance_detail", balance.year),
            ("emissions:target_list",),
            ("emissions:target_detail", target.pk),
            ("emissions:measure_list",),
            ("emissions:measure_detail", measure.pk),
        )
    ]


def test_the_button_logs_one_step_and_leads_to_the_partner(client, office, partner):
    response = client.post(reverse("pact:view_as_partner", args=[partner.slug]), follow=True)

    assert response.redirect_chain == [(reverse("pact:own_overview", args=[partner.slug]), 302)]
    assert BANNER in response.content.decode()
    assert LogEntry.objects.filter(verb=VIEWED, partner=partner, by=office).count() == 1
    page = client.get(reverse("pact:office_partner", args=[partner.slug]))
    assert "Von der Geschäftsstelle als Partner angesehen" in page.content.decode()


def test_every_page_has_the_banner_and_nothing_that_changes(client, office, partner):
    pages = own_pages(partner)
    actions.view_as_partner(partner=partner, by=office)

    for url in pages:
        html = client.get(url).content.decode()
        body = html.partition("<main")[2].partition("</main>")[0]
        assert BANNER in html, url
        assert 'method="post"' not in body, url
        for word in ("/bearbeiten/", "/aendern/", "/neu/", "/anfragen/neu", "/loeschen/"):
            assert word not in body, (url, word)


def test_without_a_start_the_pages_do_not_exist(client, office, partner):
    pages = own_pages(partner)
    other = PartnerFactory()
    actions.view_as_partner(partner=other, by=office)
    actions.view_as_partner(partner=partner, by=UserFactory(office=True))

    assert {client.get(url).status_code for url in pages} == {404}


@pytest.mark.parametrize(("hours", "status"), ((7, 200), (8, 404)))
def test_a_view_is_over_after_eight_hours(client, office, partner, hours, status):
    begun = timezone.now() - dt.timedelta(hours=hours)
    LogEntry.objects.create(
        at=begun, by=office, verb=VIEWED, subject_type="partners.partner", subject_key=partner.pk, partner=partner
    )

    assert client.get(partner.get_absolute_url()).status_code == status


def test_who_leaves_the_office_sees_nothing_any_more(client, office, partner):
    actions.view_as_partner(partner=partner, by=office)
    office.groups.clear()

    assert client.get(partner.get_absolute_url()).status_code == 404


def test_a_partner_that_left_can_still_be_looked_at(client, office):
    partner = PartnerFactory(name="Muster GmbH", left=True)
    actions.view_as_partner(partner=partner, by=office)

    assert BANNER in client.get(partner.get_absolute_url()).content.decode()


def test_nothing_is_changed_through_a_view(client, office, partner):
    asked = OfferRequestFactory(partner=partner)
    measure = MeasureFactory(partner=partner)
    actions.view_as_partner(partner=partner, by=office)
    slug = partner.slug

    posts = [
        reverse("partners:company_change", args=[slug]),
        reverse("partners:site_add", args=[slug]),
        reverse("partners:team_invite", args=[slug]),
        reverse("partners:leaving", args=[slug]),
        reverse("partners:offer_request_detail", args=[slug, asked.pk]),
        reverse("partners:offer_request_withdraw", args=[slug, asked.pk]),
        reverse("emissions:balance_begin", args=[slug]),
        reverse("emissions:target_add", args=[slug]),
        reverse("emissions:measure_detail", args=[slug, measure.pk]),
        reverse("emissions:measure_delete", args=[slug, measure.pk]),
    ]

    assert {client.post(url, {"year": 2024, "achieved_t": "5"}).status_code for url in posts} == {404}
    assert OfferRequest.objects.get().state == OfferRequest.State.REQUESTED
    assert measure.updates.count() == 0


def test_who_also_acts_for_the_partner_keeps_the_own_role_and_sees_no_banner(client, office, partner):
    Membership.objects.create(partner=partner, user=office, role=Membership.Role.EDITOR)
    actions.view_as_partner(partner=partner, by=office)

    html = client.get(reverse("partners:company", args=[partner.slug])).content.decode()

    assert BANNER not in html
    assert reverse("partners:company_change", args=[partner.slug]) in html


@pytest.mark.parametrize("role", ("city", "it"))
def test_only_the_office_begins_a_view(client, partner, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.post(reverse("pact:view_as_partner", args=[partner.slug])).status_code == 404
    assert not LogEntry.objects.exists()
