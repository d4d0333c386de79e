"""The public pages: drafts, preview, publishing, restoring, and what the office is reminded of."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone, translation

from klimapakt.pact import actions, changes
from klimapakt.pact.errors import PageOvertaken
from klimapakt.pact.models import PageVersion
from klimapakt.pact.pages import PAGES
from partners.models import LogEntry
from tests.factories import PageVersionFactory, UserFactory

TYPED = {
    "title_de": "Impressum",
    "title_en": "",
    "text_de": "Neu",
    "text_en": "",
    "is_placeholder": False,
}


@pytest.fixture
def office(client, db):
    user = UserFactory(office_lead=True)
    client.force_login(user)
    return user


def texts(response) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_two_versions_of_a_page_cannot_have_one_number():
    PageVersionFactory(number=3)

    with pytest.raises(IntegrityError, match="one_number_per_page_version"):
        PageVersionFactory(number=3)


@pytest.mark.django_db
def test_two_versions_of_a_page_cannot_be_live():
    PageVersionFactory(live=True)

    with pytest.raises(IntegrityError, match="one_live_version_per_page"):
        PageVersionFactory(live=True)


@pytest.mark.django_db
def test_what_is_live_was_published_at_some_time():
    with pytest.raises(IntegrityError, match="live_page_was_published"):
        PageVersionFactory(is_live=True)


@pytest.mark.django_db
def test_the_text_of_a_version_does_not_change():
    version = PageVersionFactory()

    with pytest.raises(IntegrityError, match="does not change"):
        PageVersion.objects.filter(pk=version.pk).update(text_de="Anders")


@pytest.mark.django_db
def test_saving_makes_a_draft_that_nobody_else_sees(client):
    PageVersionFactory(number=1, live=True)
    by = UserFactory(office=True)

    version = actions.save_page(name="impressum", seen=1, by=by, **TYPED)

    assert (version.number, version.is_live, version.created_by) == (2, False, by)
    assert "Die Geschäftsstelle." in texts(client.get("/impressum/"))


@pytest.mark.django_db
def test_saving_what_is_there_already_makes_no_version():
    first = actions.save_page(name="impressum", seen=0, by=None, **TYPED)

    second = actions.save_page(name="impressum", seen=1, by=None, **TYPED)

    assert second == first


@pytest.mark.django_db
def test_saving_over_a_colleague_is_refused():
    PageVersionFactory(number=2)

    with pytest.raises(PageOvertaken) as caught:
        actions.save_page(name="impressum", seen=1, by=None, **TYPED)

    assert caught.value.number == 2


@pytest.mark.django_db
def test_publishing_replaces_what_was_live_and_is_logged():
    old, new = PageVersionFactory(number=1, live=True), PageVersionFactory(number=2)
    by = UserFactory(office=True)

    actions.publish_page(version=new, by=by)

    assert list(PageVersion.objects.live()) == [new]
    entry = LogEntry.objects.get(verb="page-published")
    assert (entry.by, entry.state_from, entry.state_to, entry.reason) == (by, "1", "2", "impressum")
    old.refresh_from_db()
    assert old.published_at is not None


@pytest.mark.django_db
def test_publishing_an_old_version_restores_it():
    old, new = PageVersionFactory(number=1, live=True), PageVersionFactory(number=2)
    actions.publish_page(version=new, by=None)

    actions.publish_page(version=old, by=None)

    assert list(PageVersion.objects.live()) == [old]


@pytest.mark.django_db
def test_publishing_twice_is_logged_once():
    version = PageVersionFactory()

    actions.publish_page(version=version, by=None)
    actions.publish_page(version=version, by=None)

    assert LogEntry.objects.filter(verb="page-published").count() == 1


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_leave_one_version_live():
    versions = PageVersionFactory.create_batch(4)

    def publish(version: PageVersion) -> None:
        actions.publish_page(version=PageVersion.objects.get(pk=version.pk), by=None)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, versions))

    assert PageVersion.objects.live().count() == 1
    assert LogEntry.objects.filter(verb="page-published").count() == 4


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.django_db
def test_every_page_answers_also_while_it_is_not_written(client, name):
    response = client.get(reverse("pact:page", args=[name]))

    assert response.status_code == 200
    assert "Die Geschäftsstelle hat diese Seite noch nicht geschrieben." in texts(response)


@pytest.mark.django_db
def test_english_page_shows_the_german_text_where_there_is_no_other_and_says_so(client):
    PageVersionFactory(live=True, title_en="Imprint")

    page = texts(client.get("/en/impressum/"))

    assert "<h1" in page
    assert "Imprint" in page
    assert "This page is available in German only so far." in page
    assert '<div class="kpk-prose" lang="de">' in page


@pytest.mark.django_db
def test_questions_can_be_opened_and_terms_are_a_list(client):
    PageVersionFactory(name="klimapakt/faq", live=True, text_de="### Wer?\nAlle.")
    PageVersionFactory(name="klimapakt/glossar", live=True, text_de="### Scope 1\nDirekt.")

    questions, terms = texts(client.get("/klimapakt/faq/")), texts(client.get("/klimapakt/glossar/"))

    assert '<summary><h3 class="kern-heading-small">Wer?</h3></summary><p>Alle.</p>' in questions
    assert "<dt>Scope 1</dt><dd><p>Direkt.</p></dd>" in terms


def test_office_saves_previews_and_publishes(client, office):
    PageVersionFactory(number=1, live=True)
    address = reverse("pact:page_edit", args=["impressum"])

    preview = client.post(address, TYPED | {"seen": "1"}, follow=True)
    done = client.post(reverse("pact:page_publish", args=["impressum", 2]), follow=True)

    assert preview.redirect_chain == [(reverse("pact:page_version", args=["impressum", 2]), 302)]
    assert "Dies ist ein Entwurf: Nur die Geschäftsstelle sieht ihn." in texts(preview)
    assert [(change.is_new, change.line) for change in preview.context["changes"]] == [
        (False, "## Wer"),
        (False, "Die Geschäftsstelle."),
        (True, "Neu"),
    ]
    assert done.redirect_chain == [("/impressum/", 302)]
    assert "<p>Neu</p>" in texts(done)
    assert "Was sich gegenüber Fassung 1 ändert" in texts(preview)


def test_office_is_told_of_a_colleague_and_loses_nothing(client, office):
    PageVersionFactory(number=2)
    address = reverse("pact:page_edit", args=["impressum"])

    told = client.post(address, TYPED | {"seen": "1"})
    again = client.post(address, TYPED | {"seen": "2"}, follow=True)

    assert "Inzwischen wurde Fassung 2 gespeichert." in texts(told)
    assert "Neu" in texts(told)
    assert again.context["version"].number == 3


@pytest.mark.parametrize("seen", ("", "x", "99999999999999999999"))
def test_a_broken_edition_is_treated_like_an_old_one(client, office, seen):
    response = client.post(reverse("pact:page_edit", args=["impressum"]), TYPED | {"seen": seen})

    assert response.status_code == 200
    assert PageVersion.objects.count() == 0


def test_editing_an_old_version_begins_with_its_text(client, office):
    PageVersionFactory(number=1, live=True, text_de="Der alte Text")
    PageVersionFactory(number=2, text_de="Der neue Text")
    address = reverse("pact:page_edit", args=["impressum"])

    old, new = client.get(address, {"fassung": "1"}), client.get(address)

    assert old.context["form"]["text_de"].value() == "Der alte Text"
    assert new.context["form"]["text_de"].value() == "Der neue Text"
    assert client.get(address, {"fassung": "7"}).status_code == 404


def test_the_live_version_is_compared_with_the_one_before(client, office):
    PageVersionFactory(number=1, text_de="Eins")
    version = PageVersionFactory(number=2, live=True, text_de="Zwei")

    response = client.get(version.get_absolute_url())

    assert response.context["other"].number == 1
    assert "Diese Fassung ist veröffentlicht." in texts(response)


@pytest.mark.parametrize("count", (1, 3))
def test_list_of_pages_says_what_is_missing_in_two_queries(client, office, count, django_assert_num_queries):
    for number in range(count):
        PageVersionFactory(name=[*PAGES][number], live=True)
    PageVersionFactory(name="klimapakt")
    client.get(reverse("pact:page_list"))

    with django_assert_num_queries(6):  # session, person, second factor, pact, and two for the list
        response = client.get(reverse("pact:page_list"))

    rows = {row.name: row for row in response.context["rows"]}
    assert set(rows) == set(PAGES)
    assert rows["klimapakt"].draft is not None
    assert sum(row.wants_attention for row in rows.values()) == len(PAGES) - count


def test_in_tray_tells_of_pages_that_are_missing(client, office):
    for name in [*PAGES][1:]:
        PageVersionFactory(name=name, live=True)

    assert "1 Seite fehlt oder ist zu überarbeiten" in texts(client.get(reverse("pact:office_home")))


@pytest.mark.parametrize(
    ("name", "age", "is_placeholder", "wants"),
    [
        ("impressum", 400, False, False),
        ("impressum", 1, True, True),
        ("barrierefreiheit", 364, False, False),
        ("barrierefreiheit", 366, False, True),
    ],
)
def test_placeholders_and_what_the_law_wants_reviewed_want_attention(name, age, is_placeholder, wants):
    now = timezone.now()
    version = PageVersionFactory.build(
        name=name, is_live=True, published_at=now - dt.timedelta(days=age), is_placeholder=is_placeholder
    )

    assert version.wants_attention(now) is wants


def test_titles_fall_back_to_german():
    version = PageVersionFactory.build(title_en="", text_en="Imprint text")

    with translation.override("en"):
        assert (version.title, version.text, version.is_in_german_instead) == ("Impressum", "Imprint text", False)


def test_changes_are_told_line_by_line():
    assert changes.between("a\n\nb", "a\nc\n") == [(False, "b"), (True, "c")]
