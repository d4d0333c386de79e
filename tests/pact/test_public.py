"""Public pages: the same for everybody, cacheable, findable, in both languages."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from partners.models import Pact
from tests.factories import (
    BalanceFactory,
    EventFactory,
    NewsFactory,
    PageVersionFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/",
    "/en/",
    "/impressum/",
    "/klimapakt/faq/",
    "/partner/",
    "/partner/liste.csv",
    "/aktuelles/",
    "/aktuelles/feed.atom",
    "/veranstaltungen/",
    "/sitemap.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_page_sets_no_cookie_and_is_the_same_for_everybody(client, address):
    NewsFactory(published=True)
    anonymous = client.get(address)
    client.force_login(UserFactory(office=True))
    signed_in = client.get(address)

    assert anonymous.status_code == 200
    assert anonymous.content == signed_in.content
    assert not anonymous.cookies
    assert "Cookie" not in anonymous.headers.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_page_is_not_sent_twice(client, address):
    NewsFactory(published=True)
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_page_that_changed_is_sent_again(client):
    first = client.get("/impressum/")
    PageVersionFactory(live=True)

    again = client.get("/impressum/", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_start_page_states_facts_with_date_and_coverage(client):
    Pact.objects.current()
    partners = PartnerFactory.create_batch(3)
    PartnerFactory(founding=True, name="Muster Kammer", slug="muster-kammer")
    BalanceFactory(partner=partners[0], year=2024, approved=True)
    BalanceFactory(partner=partners[1], year=2023, approved=True)
    NewsFactory(published=True, title_de="Neues vom Pakt")

    page = client.get("/").content.decode()

    assert "Geprüfte Klimabilanzen 2024" in page
    assert "1 von 3" in page
    assert page.count("Stand: ") == 2
    assert '<a class="kern-link" href="/partner/muster-kammer/">Muster Kammer</a>' in page
    assert "Neues vom Pakt" in page


@pytest.mark.parametrize("count", (1, 3))
def test_start_page_costs_the_same_whatever_it_shows(client, count, django_assert_num_queries):
    BalanceFactory.create_batch(count, approved=True)
    NewsFactory.create_batch(count, published=True)
    EventFactory.create_batch(count, published=True)
    Pact.objects.current()

    with django_assert_num_queries(8):  # pact, members, latest year, balances, events, last event, founding, news
        client.get("/")


def test_navigation_leads_to_every_public_page_and_says_where_one_is(client):
    page = client.get("/klimapakt/glossar/").content.decode()

    assert '<a href="/klimapakt/" aria-current="true">Klimapakt</a>' in page
    assert '<a href="/klimapakt/glossar/" aria-current="page">Glossar</a>' in page
    assert '<a href="/en/klimapakt/glossar/" lang="en" hreflang="en">English</a>' in page
    assert 'href="/barriere-melden/?seite=/klimapakt/glossar/"' in page
    for address in ("/partner/", "/veranstaltungen/", "/aktuelles/", "/hilfe/", "/kontakt/", "/leichte-sprache/"):
        assert f'href="{address}"' in page


def test_page_in_one_language_offers_no_other(client):
    assert 'hreflang="en"' not in client.get("/gibt-es-nicht/").content.decode()


def test_sitemap_lists_what_is_public_in_both_languages(client):
    PartnerFactory(slug="da")
    PartnerFactory(slug="geheim", is_public=False)
    PageVersionFactory(live=True)
    PageVersionFactory(name="leichte-sprache", live=True, is_placeholder=True)
    NewsFactory(published=True, slug="neues")
    NewsFactory(slug="entwurf")
    event = EventFactory(published=True)

    found = client.get("/sitemap.xml")

    entries = ET.fromstring(found.content)  # noqa: S314 -- our own
    addresses = {entry.text.partition("testserver")[2] for entry in entries.iter() if "loc" in entry.tag}
    assert {"/", "/en/", "/partner/da/", "/en/partner/da/", "/impressum/", "/aktuelles/neues/"} <= addresses
    assert event.get_absolute_url() in addresses
    assert not {"/partner/geheim/", "/leichte-sprache/", "/aktuelles/entwurf/"} & addresses
    assert b'hreflang="en"' in found.content


def test_search_engines_stay_out_of_what_is_private(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /e/", "Disallow: /en/konto/", "Disallow: /mein-bereich/", "Disallow: /verwaltung/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://localhost:8000/sitemap.xml"


@pytest.mark.parametrize("name", ("pact:home", "pact:partner_list", "pact:news_list", "events:event_list"))
def test_public_pages_only_read(client, name):
    assert client.post(reverse(name)).status_code == 405
