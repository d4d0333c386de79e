"""The mailbox of the demo: every part of a mail can be read, and no part can do anything."""

import runpy
from email.message import EmailMessage

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not django_settings.MAILBOX_DIR, reason="EMAIL_URL is given: there is no mailbox"),
]
HTML = "<p style='color: red'>Guten Tag</p><script>alert(1)</script>"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def box(settings, tmp_path):
    settings.MAILBOX_DIR = str(tmp_path)
    return tmp_path


def put(box, key, **headers):
    mail = EmailMessage()
    for name, value in ({"Subject": "Einladung für Sie", "To": "lead@firma.example"} | headers).items():
        mail[name] = value
    mail.set_content("Guten Tag <Name>, antworten Sie: https://a.example/e/x/")
    mail.add_alternative(HTML, subtype="html")
    mail.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
    mail.add_attachment(CALENDAR.encode(), maintype="text", subtype="calendar", filename='einla"dung für.ics')
    (box / f"{key}.eml").write_bytes(bytes(mail))


@pytest.mark.parametrize("count", (1, 3))
def test_mails_are_listed_newest_first_with_one_query_count(client, box, count, django_assert_num_queries):
    for number in range(count):
        put(box, f"{number}", Subject=f"Mail {number}")
    client.get("/postfach/")

    with django_assert_num_queries(1):  # the pact's name in the page's head
        response = client.get("/postfach/")

    assert [mail.subject for mail in response.context["mails"]] == [f"Mail {n}" for n in reversed(range(count))]


def test_an_empty_mailbox_says_so(client, box):
    assert "Noch keine E-Mail" in client.get("/postfach/").content.decode()


def test_a_mail_shows_text_html_calendar_and_headers(client, box):
    put(box, "1-2-3", **{"List-Unsubscribe": "<https://a.example/abmelden/x/>"})

    response = client.get("/postfach/1-2-3/")

    types = [part["type"] for part in response.context["parts"]]
    page = response.content.decode()
    assert types == ["text/plain", "text/html", "text/calendar", "text/calendar"]
    assert "Guten Tag &lt;Name&gt;" in page
    assert '<a href="https://a.example/e/x/" rel="nofollow">' in page
    assert "METHOD:REQUEST" in page
    assert '<iframe class="kpk-mail" src="/postfach/1-2-3/1/"' in page
    assert "List-Unsubscribe" in page
    assert "&lt;https://a.example/abmelden/x/&gt;" in page
    assert "alert(1)" not in page


def test_the_html_of_a_mail_stands_in_a_frame_that_can_do_nothing(client, box):
    put(box, "1")

    response = client.get("/postfach/1/1/")

    assert "alert(1)" in response.content.decode()
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "default-src 'none'",
        "frame-ancestors 'self'",
        "img-src data:",
        "sandbox",
        "style-src 'unsafe-inline'",
    ]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_every_other_part_is_a_download(client, box):
    put(box, "1")

    response = client.get("/postfach/1/3/")

    assert response.content.decode() == CALENDAR
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''einla%22dung%20f%C3%BCr.ics"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ("/postfach/2/", "/postfach/2/0/", "/postfach/1/9/", "/postfach/..%2F1/"))
def test_what_is_not_there_is_not_found(client, box, address):
    put(box, "1")

    assert client.get(address).status_code == 404


def test_without_a_mailbox_it_has_no_address(settings):
    settings.MAILBOX_DIR = ""

    patterns = runpy.run_path(str(django_settings.BASE_DIR / "klimapakt" / "urls.py"))["urlpatterns"]

    assert [pattern for pattern in patterns if "postfach" in str(pattern.pattern)] == []


@pytest.mark.parametrize(
    ("demo", "address", "is_refused"),
    (
        ("0", "https://klimapakt.example", True),
        ("0", "http://klimapakt.example", True),
        ("0", "http://localhost:8000", False),
        ("1", "http://klimapakt.example", False),
    ),
)
def test_outside_a_demo_the_portal_refuses_to_show_everybodys_mails(monkeypatch, demo, address, is_refused):
    for name, value in {"DEMO": demo, "STAFF_SECOND_FACTOR": "1", "BASE_URL": address, "MAILBOX_DIR": "/tmp/x"}.items():
        monkeypatch.setenv(name, value)

    refusal = ""
    try:
        runpy.run_path(str(django_settings.BASE_DIR / "klimapakt" / "settings.py"))
    except ImproperlyConfigured as problem:
        refusal = str(problem)

    assert ("MAILBOX_DIR" in refusal) == is_refused
