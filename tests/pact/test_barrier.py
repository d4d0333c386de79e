"""Barriers: reported by anybody, told to the office, never lost and never taken twice."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from klimapakt.lib import tokens
from klimapakt.pact import actions
from klimapakt.pact.models import BarrierReport
from partners.models import Letter, Pact, Recipient
from tests.factories import BarrierReportFactory, UserFactory
from tests.mails import read

pytestmark = pytest.mark.django_db
URL = "/barriere-melden/"
WORDS = {"page": "/partner/", "text": "Der Knopf {hat} keinen <Namen>.", "name": "Kim", "email": "kim@firma.example"}


@pytest.fixture(autouse=True)
def patience(settings):
    settings.LEAST_SECONDS_IN_FORM = 0


def typed(**changed: str) -> dict[str, str]:
    return WORDS | {"started": tokens.make("form-started", 0), "website": ""} | changed


def started() -> str:
    page = Client().get(URL).content.decode()
    return re.search(r'name="started" value="([^"]+)"', page)[1]


def test_report_gets_a_number_and_both_sides_a_mail():
    report = actions.report_barrier(**WORDS, language="en")

    mails = {recipient.email: read(recipient) for recipient in Recipient.objects.all()}
    office, sender = mails[Pact.objects.current().office_email], mails["kim@firma.example"]
    assert report.number.endswith("-0001")
    assert office.subject == f"Barriere gemeldet: {report.number}"
    assert sender.subject == f"Your report {report.number} has arrived"
    assert all("Der Knopf {hat} keinen <Namen>." in mail.body for mail in (office, sender))
    assert "Der Knopf {hat} keinen &lt;Namen&gt;." in office.html
    assert f"/verwaltung/pact/barrierreport/{report.pk}/change/" in office.body


def test_who_leaves_no_address_gets_no_mail():
    actions.report_barrier(**(WORDS | {"email": ""}), language="de")

    assert Letter.objects.count() == 1


def test_sent_twice_counts_once():
    first = actions.report_barrier(**WORDS, language="de")

    second = actions.report_barrier(**WORDS, language="de")

    assert second == first
    assert Letter.objects.count() == 2


def test_numbers_go_on():
    for number in range(3):
        actions.report_barrier(**(WORDS | {"text": f"Barriere {number}"}), language="de")

    assert sorted(BarrierReport.objects.values_list("number", flat=True)) == [
        f"B-{BarrierReport.objects.first().created_at.year}-{number:04}" for number in (1, 2, 3)
    ]


def test_form_knows_the_page_one_came_from(client):
    assert 'value="/partner/?a=1&amp;b=2"' in client.get(URL, {"seite": "/partner/?a=1&b=2"}).content.decode()


def test_report_by_form_without_cookies():
    client = Client(enforce_csrf_checks=True)

    response = client.post(URL, typed(started=started()), follow=True)

    report = BarrierReport.objects.get()
    assert response.redirect_chain == [(f"/barriere-melden/danke/?nummer={report.number}", 302)]
    assert report.number in response.content.decode()
    assert (report.page, report.text, report.name, report.email) == tuple(WORDS.values())
    assert dict(client.cookies) == {}


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"text": ""}, "Bitte füllen Sie aus: Was funktioniert nicht?"),
        ({"email": "kim"}, "E-Mail-Adresse"),
        ({"website": "https://spam.example"}, "Ein Feld, das leer bleiben muss"),
        ({"started": "gefälscht"}, "Die Seite war zu lange geöffnet"),
        ({"text": "x" * 4001}, "4000"),
        ({"name": "x" * 300}, "160"),
        ({"page": "\x00"}, "Null"),
    ],
)
def test_bad_input_is_answered_in_words(client, changed, answer):
    response = client.post(URL, typed(started=started()) | changed)

    assert response.status_code == 200
    assert answer in response.content.decode()
    assert BarrierReport.objects.count() == 0


def test_machines_are_too_fast(client, settings):
    settings.LEAST_SECONDS_IN_FORM = 60

    response = client.post(URL, typed(started=started()))

    assert "Das ging sehr schnell" in response.content.decode()
    assert BarrierReport.objects.count() == 0


def test_after_ten_reports_an_hour_the_network_waits(client):
    token = started()
    for number in range(10):
        client.post(URL, typed(started=token, text=f"Barriere {number}"))

    response = client.post(URL, typed(started=token, text="Noch eine"))

    assert response.status_code == 429
    assert "Noch eine" in response.content.decode()
    assert BarrierReport.objects.count() == 10


@pytest.mark.parametrize("number", ("<b>", "B-2026-1", "", "B-2026-0001'"))
def test_thanks_shows_no_invented_number(client, number):
    page = client.get("/barriere-melden/danke/", {"nummer": number}).content.decode()

    assert "Ihre Nummer:" not in page


def test_done_needs_a_word_of_what_was_done():
    with pytest.raises(IntegrityError, match="done_barrier_says_what_was_done"):
        BarrierReportFactory(state="done")


def test_office_finds_the_report_in_its_tray_and_closes_it(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    report = BarrierReportFactory()
    client.force_login(UserFactory(office=True))

    tray = client.get(reverse("pact:office_home")).content.decode()
    refused = client.post(report.get_absolute_url(), {"state": "done", "note": ""})
    done = client.post(report.get_absolute_url(), {"state": "done", "note": "Der Knopf hat jetzt einen Namen."})

    assert "1 gemeldete Barriere" in tray
    assert "Sagen Sie, was getan wurde." in refused.content.decode()
    assert done.status_code == 302
    assert list(BarrierReport.objects.open()) == []
