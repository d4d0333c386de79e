"""Pages for what went wrong."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from klimapakt.lib import health
from klimapakt.pact import views
from tests.factories import UserFactory


@pytest.fixture
def asking():
    """A request without session, user or database."""
    return RequestFactory()


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/", "de", "Das hat nicht geklappt"),
        ("/en/", "en", "This did not work"),
    ],
)
def test_server_error_needs_no_database(asking, path, language, words):
    response = views.server_error(asking.get(path))

    assert response.status_code == 500
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert f'<h1 class="kern-heading-large">{words}</h1>' in page
    assert f'href="{path}"' in page


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "Das Portal ist gerade nicht erreichbar"),
        ({"accept-language": "en"}, "The portal cannot be reached at the moment"),
    ],
)
def test_lost_database_is_told_in_the_language_of_the_browser(asking, headers, words):
    response = health.offline(asking.get("/verwaltung/", headers=headers))

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert words in response.content.decode()


def test_database_that_goes_away_in_a_view_is_told_too(asking):
    guard = health.DatabaseGuardMiddleware(lambda _request: None)

    assert guard.process_exception(asking.get("/"), OperationalError("gone")).status_code == 503
    assert guard.process_exception(asking.get("/"), ValueError("else")) is None


def test_database_that_goes_away_outside_of_a_view_is_told_too(asking):
    try:
        raise OperationalError("gone")
    except OperationalError:
        response = views.server_error(asking.post("/konto/login/"))

    assert response.status_code == 503


@pytest.mark.django_db
def test_unknown_page_speaks_the_language_of_its_address(client):
    german, english = client.get("/gibt-es-nicht/"), client.get("/en/gibt-es-nicht/")

    assert (german.status_code, english.status_code) == (404, 404)
    assert "Diese Seite gibt es nicht" in german.content.decode()
    assert "This page does not exist" in english.content.decode()
    assert '<html lang="en">' in english.content.decode()


@pytest.mark.django_db
def test_form_that_expired_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/konto/login/", {"login": "kim@firma.example"})

    assert response.status_code == 403
    assert "Das Formular ist abgelaufen" in response.content.decode()


@pytest.mark.django_db
def test_too_much_at_once_is_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client.force_login(UserFactory())

    response = client.post(reverse("partners:account"), {"first_name": "x" * 200})

    assert response.status_code == 413
    assert "Das ist zu viel auf einmal" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "arguments", "status"),
    [
        (views.bad_request, [SuspiciousOperation()], 400),
        (views.bad_request, [RequestDataTooBig()], 413),
        (views.forbidden, [], 403),
        (views.csrf_failure, [], 403),
        (views.not_found, [], 404),
    ],
)
def test_error_pages_are_whole_pages(asking, view, arguments, status):
    response = view(asking.get("/"), *arguments)

    assert response.status_code == status
    assert response.content.decode().count("<h1") == 1


@pytest.mark.django_db
def test_too_many_attempts_are_told_in_the_portals_look(client):
    for _attempt in range(31):
        response = client.post(reverse("account_login"), {"login": "kim@firma.example", "password": "falsch"})

    assert response.status_code == 429
    assert "Zu viele Versuche" in response.content.decode()
