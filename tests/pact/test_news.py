"""News: drafts, news to come, and the feed."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone

from klimapakt.pact.models import News
from partners.models import Pact
from tests.factories import NewsFactory, UserFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def in_days(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def test_only_what_is_published_is_public_newest_first(client):
    old, new = NewsFactory(published_at=in_days(-9)), NewsFactory(published_at=in_days(-1))
    draft, coming = NewsFactory(), NewsFactory(published_at=in_days(1))

    response = client.get("/aktuelles/")

    assert list(response.context["page"]) == [new, old]
    assert client.get(new.get_absolute_url()).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(coming.get_absolute_url()).status_code == 404


def test_news_to_come_appears_by_itself():
    news = NewsFactory(published_at=in_days(1))

    assert list(News.objects.published(in_days(0))) == []
    assert list(News.objects.published(in_days(2))) == [news]


@pytest.mark.parametrize("count", (1, 3))
def test_list_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    NewsFactory.create_batch(count, published=True)
    Pact.objects.current()

    with django_assert_num_queries(3):  # pact, count, news
        response = client.get("/aktuelles/")

    assert len(response.context["page"]) == count


def test_no_news_is_said(client):
    assert "Noch keine Nachrichten" in client.get("/aktuelles/").content.decode()


def test_english_page_shows_english_words(client):
    news = NewsFactory(published=True, title_en="A title", teaser_en="In short.", text_en="All **of it**.")

    page = client.get(f"/en/aktuelles/{news.slug}/").content.decode()

    assert all(words in page for words in ("A title", "In short.", "<p>All <strong>of it</strong>.</p>"))


@pytest.mark.parametrize("count", (1, 3))
def test_feed_is_atom_in_the_language_of_its_address(client, count, django_assert_num_queries):
    NewsFactory.create_batch(count, published=True, title_en="A title")
    NewsFactory()
    Pact.objects.current()

    with django_assert_num_queries(2):  # pact, news
        response = client.get("/en/aktuelles/feed.atom")

    feed = ET.fromstring(response.content)  # noqa: S314 -- our own
    assert response["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["A title"] * count
    assert "/en/aktuelles/nachricht-" in feed.find(f"{ATOM}entry/{ATOM}link").get("href")


def test_office_looks_at_a_draft(client):
    news = NewsFactory(title_de="Noch geheim")
    client.force_login(UserFactory(office_lead=True))

    page = client.get(f"/geschaeftsstelle/aktuelles/{news.pk}/").content.decode()

    assert "Noch geheim" in page
    assert "Vorschau: Nur die Geschäftsstelle sieht dies." in page


@pytest.mark.parametrize(
    ("published_at", "state"), [(None, "Entwurf"), (-1, "öffentlich"), (1, "erscheint von selbst")]
)
def test_administration_tells_the_state(client, settings, published_at, state):
    settings.STAFF_SECOND_FACTOR = False
    NewsFactory(published_at=None if published_at is None else in_days(published_at))
    client.force_login(UserFactory(office=True))

    assert state in client.get(reverse("admin:pact_news_changelist")).content.decode()
    assert "nach dem Speichern" in client.get(reverse("admin:pact_news_add")).content.decode()
