import io
import json
import logging

import pytest
import structlog
from django.conf import settings as django_settings
from django.urls import reverse

from klimapakt.lib import logs, tokens
from tests.factories import MailingFactory, RecipientFactory, UserFactory


@pytest.fixture
def lines():
    """What would stand in the log, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    options = django_settings.LOGGING["formatters"]["json"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=options["processors"], foreign_pre_chain=options["foreign_pre_chain"]
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)  # a worker in a thread of the test raised it
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
def test_requests_are_lines_of_json_with_one_id_each(client, lines):
    client.get("/")
    client.get("/veranstaltungen/")

    finished = [line for line in lines() if line["event"] == "request_finished"]
    assert [(line["request"], line["code"], line["level"]) for line in finished] == [
        ("GET /", 200, "info"),
        ("GET /veranstaltungen/", 200, "info"),
    ]
    assert len({line["request_id"] for line in finished}) == 2


@pytest.mark.django_db
def test_keys_addresses_and_names_of_people_stay_out(client, lines):
    recipient = RecipientFactory(letter=MailingFactory(letter__state="sending").letter, email="mara@firma.example")
    token = tokens.make("answer", recipient.pk)
    person = UserFactory(email="office@stadt.example", first_name="Oskar", office_lead=True)
    client.get(reverse("events:answer", args=[token]))
    client.get(reverse("events:answer", args=[token[:-1]]))
    client.get(reverse("account_reset_password_from_key", args=["1", "cvn8-0123456789abcdef"]))
    client.get(f"/falsch/{token}/")
    client.post("/konto/login/", {"login": person.email, "password": "falsch"})
    client.force_login(person)
    client.get("/verwaltung/partners/user/?q=Muster-Mara")
    client.get(f"/verwaltung/nichts/?next=/e/{token}/&email=mara@firma.example")

    text = json.dumps(lines(), ensure_ascii=False)
    assert "/e/<str:token>/" in text
    for secret in (token, token[:-1], "cvn8-", "mara@", "office@", "Muster-Mara", "Oskar", "Mozilla"):
        assert secret not in text


def test_exceptions_are_told_without_what_stood_in_the_row(lines):
    try:
        raise ValueError("Key exists\nDETAIL:  Key (lower(email))=(mara@firma.example) already exists.")
    except ValueError:
        structlog.get_logger("test").exception("failed", people=["kim@firma.example"], count=3, nested={"a": None})

    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "DETAIL: …" in line["exception"]
    assert "firma.example" not in json.dumps(line)
    assert (line["people"], line["count"], line["nested"]) == (["…@…"], 3, {"a": None})


def test_reset_keys_and_queries_are_masked():
    assert logs.masked("GET /konto/password/reset/key/1-abc/ x") == "GET /konto/password/reset/key/…/ x"
    assert logs.masked("Not Found: /suche/?q=Mara&x=1") == "Not Found: /suche/?…"


@pytest.mark.django_db(transaction=True)
def test_tasks_name_their_task_and_the_request_that_asked(celery_worker, lines, wait_until):
    from partners.clock import sweep_outbox

    with structlog.contextvars.bound_contextvars(request_id="the-request"):
        task = sweep_outbox.delay()
    wait_until(lambda: any(line["event"] == "task_succeeded" for line in lines()))

    started = next(line for line in lines() if line["event"] == "task_started")
    assert (started["task_id"], started["request_id"], started["task"]) == (
        task.id,
        "the-request",
        "partners.clock.sweep_outbox",
    )
