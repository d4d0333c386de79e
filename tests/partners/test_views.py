"""Pages of jobs and mailings."""

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Letter, Recipient
from tests.factories import JobFactory, LetterFactory, RecipientFactory, UserFactory

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def office(client):
    user = UserFactory(office_lead=True)
    client.force_login(user)
    return user


def test_a_job_polls_while_it_runs_and_refreshes_without_javascript(client, office):
    job = JobFactory(started_by=office, state="running", stage="Mitten darin", percent=40)

    page = client.get(job.get_absolute_url()).content.decode()
    fragment = client.get(job.get_absolute_url(), headers=LIVE).content.decode()

    assert '<noscript><meta http-equiv="refresh"' in page
    assert "every 2s" in fragment
    assert "<html" not in fragment
    assert 'value="40"' in fragment
    assert 'role="status">Mitten darin' in page


@pytest.mark.parametrize(("percent", "said", "is_news"), ((40, "25", False), (50, "25", True), (40, "", True)))
def test_each_quarter_of_the_way_is_said_once(client, office, percent, said, is_news):
    job = JobFactory(started_by=office, state="running", stage="Mitten darin", percent=percent)

    fragment = client.get(f"{job.get_absolute_url()}?gesagt={said}", headers=LIVE).content.decode()

    assert ('hx-swap-oob="innerHTML:#progress-said">Mitten darin' in fragment) is is_news
    assert f"?gesagt={percent // 25 * 25}" in fragment


@pytest.mark.parametrize(("state", "words"), (("done", "Zum Ergebnis"), ("failed", "Das ging schief")))
def test_the_last_fragment_ends_the_polling(client, office, state, words):
    job = JobFactory(
        started_by=office, state=state, ended_at=timezone.now(), result_url="/x/", percent=100, error="Das ging schief"
    )

    for headers in ({}, LIVE):
        page = client.get(job.get_absolute_url(), headers=headers).content.decode()
        assert "every 2s" not in page
        assert 'http-equiv="refresh"' not in page
        assert words in page


def test_a_job_of_somebody_else_does_not_exist(client, office):
    assert client.get(JobFactory().get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_letters_are_a_constant_number_of_queries(client, office, count, django_assert_num_queries):
    for letter in LetterFactory.create_batch(count, state=Letter.State.DONE):
        RecipientFactory.create_batch(count, letter=letter)
    client.get(reverse("partners:letter_list"))

    with django_assert_num_queries(6):
        response = client.get(reverse("partners:letter_list"))
    with django_assert_num_queries(7):
        client.get(reverse("partners:letter_detail", args=[letter.pk]))

    assert len(response.context["page"].object_list) == count


def test_stop_continue_and_retry_from_the_page(client, office):
    letter = LetterFactory(state=Letter.State.SENDING)
    RecipientFactory(letter=letter, state=Recipient.State.FAILED)

    for name, state in (("stop", "stopped"), ("stop", "stopped"), ("continue", "sending"), ("continue", "sending")):
        client.post(reverse(f"partners:letter_{name}", args=[letter.pk]), follow=True)
        letter.refresh_from_db()
        assert letter.state == state
    client.post(reverse("partners:letter_retry", args=[letter.pk]))

    assert letter.recipients.get().state == Recipient.State.WAITING
