import datetime as dt
import email
from email import policy

import pytest
from django.core.mail import BadHeaderError

from klimapakt.lib import mail

CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\n"
    "BEGIN:VEVENT\nSUMMARY:Netzwerktreffen für alle\nEND:VEVENT\nEND:VCALENDAR\n"
)
PARTS = mail.Parts(subject="Grüße", text="Guten Tag\n", html="<p>Guten Tag</p>")


@pytest.fixture
def letters(tmp_path, settings):
    """Templates of a made-up letter beside the portal's own."""
    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "hello.subject.txt").write_text("\nWillkommen,\n {{ company }}\n")
    (folder / "hello.txt").write_text(
        '{% extends "emails/base.txt" %}{% block content %}Guten Tag {{ company }},\n\n\n\nschön.{% endblock %}'
    )
    (folder / "hello.html").write_text(
        '{% extends "emails/base.html" %}{% block content %}<h1>Guten Tag {{ company }}</h1>'
        '<p><a class="kpk-mail-button" href="{{ url }}">Öffnen</a></p>{% endblock %}'
    )
    own = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**own, "DIRS": [*own["DIRS"], tmp_path]}]
    return "made_up/hello"


OFFICE = {
    "company": "Müller & Söhne <GmbH>",
    "url": "{link}",
    "pact_name": "Klimapakt Beispielstadt",
    "office_name": "Die Geschäftsstelle",
    "office_phone": "0211 1234",
    "office_email": "buero@example.org",
    "why": "Sie erhalten diese E-Mail, weil Sie teilnehmen.",
}


def build(**changes):
    return mail.build(PARTS, **({"to": "a@example.org", "message_id": "<1@example.org>"} | changes))


def wire(message):
    raw = message.message().as_bytes(linesep="\r\n")
    return raw, email.message_from_bytes(raw, policy=policy.default)


def test_render_parts_makes_subject_text_and_html(letters):
    parts = mail.render_parts(letters, OFFICE)

    assert parts.subject == "Willkommen, Müller & Söhne <GmbH>"
    assert parts.text.startswith("Guten Tag Müller & Söhne <GmbH>,\n\nschön.\n\n--\nKlimapakt Beispielstadt\n")
    assert "Haben Sie Fragen? Die Geschäftsstelle hilft Ihnen gern: Telefon 0211 1234, buero@example.org." in parts.text
    assert "Abbestellen" not in parts.text
    assert "Guten Tag Müller &amp; Söhne &lt;GmbH&gt;</h1>" in parts.html
    assert OFFICE["why"] in parts.text
    assert OFFICE["why"] in parts.html
    assert 'lang="de"' in parts.html


def test_render_parts_inlines_styles_and_keeps_placeholders(letters):
    html = mail.render_parts(letters, OFFICE).html

    assert 'style="' in html.partition("<h1")[2].partition(">")[0]
    assert 'href="{link}"' in html
    assert mail.placeholders(html) == {"link"}
    assert "prefers-color-scheme" in html


def test_render_parts_in_another_language_with_unsubscribing(letters):
    parts = mail.render_parts(letters, OFFICE | {"unsubscribe_url": "{leave}", "office_phone": ""}, language="en")

    assert "Any questions? Die Geschäftsstelle is happy to help: buero@example.org." in parts.text
    assert "Unsubscribe from these mails: {leave}" in parts.text
    assert 'href="{leave}"' in parts.html
    assert 'lang="en"' in parts.html


def test_missing_stylesheet_is_named(monkeypatch):
    mail._stylesheet.cache_clear()
    monkeypatch.setattr(mail.finders, "find", lambda _name: None)

    with pytest.raises(FileNotFoundError, match=r"mail\.css"):
        mail.inline("<p>x</p>")


def test_build_is_a_mail_from_a_machine_with_an_office_behind_it():
    sent_at = dt.datetime(2026, 1, 5, 11, 30, tzinfo=dt.UTC)

    _raw, read = wire(build(name="Jörg Müller", reply_to="buero@example.org", sent_at=sent_at, language="de"))

    assert read["To"] == "Jörg Müller <a@example.org>"
    assert read["Subject"] == "Grüße"
    assert read["Message-ID"] == "<1@example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Reply-To"] == "buero@example.org"
    assert read["Date"] == "Mon, 05 Jan 2026 12:30:00 +0100"
    assert read["Content-Language"] == "de"
    assert read["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_build_without_html_is_plain():
    message = mail.build(mail.Parts("Hallo", "Text"), to="a@example.org", message_id="<2@example.org>")

    assert wire(message)[1].get_content_type() == "text/plain"


def test_bulk_mail_can_be_left_with_one_click():
    address = "https://klimapakt.example/abmelden/" + "x" * 90

    raw, read = wire(build(unsubscribe_url=address))

    assert read["List-Unsubscribe"].strip() == f"<{address}>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{address}>".encode() in raw


def test_invitation_carries_its_calendar_twice_with_crlf():
    raw, read = wire(build(calendar=CALENDAR))

    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    inside, attached = list(read.walk())[-2:]
    assert inside["Content-Type"].params["method"] == "REQUEST"
    assert inside["Content-Type"].params["charset"] == "utf-8"
    assert attached.get_filename() == "einladung.ics"
    assert attached.get_content() == CALENDAR.replace("\n", "\r\n").encode()
    assert inside.get_payload(decode=True) == CALENDAR.replace("\n", "\r\n").encode()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nMETHOD:REPLY\n"])
def test_calendar_without_a_known_method_is_refused(text):
    with pytest.raises(ValueError, match="METHOD"):
        build(calendar=text)


def test_further_attachments_and_headers():
    attachment = mail.Attachment("Programm.pdf", b"%PDF-1.7", "application/pdf")

    _raw, read = wire(build(attachments=[attachment], headers={"X-Letter": "7"}, from_email="x@example.org"))

    assert [part.get_filename() for part in read.iter_attachments()] == ["Programm.pdf"]
    assert read["X-Letter"] == "7"
    assert read["From"] == "x@example.org"


def test_lines_cannot_be_smuggled_into_the_head():
    _raw, read = wire(
        mail.build(mail.Parts("a\r\nBcc: b@example.org", "x"), to="a@example.org", message_id="<1@x>", name="A\nBcc: c")
    )

    assert read["Bcc"] is None
    with pytest.raises(BadHeaderError):
        build(to="a@example.org\nBcc: b@example.org").message()


def test_make_message_id_is_the_same_for_the_same_words(settings):
    settings.DEFAULT_FROM_EMAIL = "Klimapakt <post@klimapakt.example>"

    assert mail.make_message_id("letter-7/12 ü") == "<letter-7-12-@klimapakt.example>"


def test_fill_escapes_for_html_only():
    values = {"company": "A & B {other}", "count": 3}

    assert mail.fill("{company}: {count}", values, html=False) == "A & B {other}: 3"
    assert mail.fill("<b>{company}</b>", values, html=True) == "<b>A &amp; B {other}</b>"
    assert mail.fill("p { color: red } {}", values, html=True) == "p { color: red } {}"


def test_fill_refuses_what_it_does_not_know():
    with pytest.raises(mail.UnknownPlaceholder) as caught:
        mail.fill("{compny}", {"company": "x"}, html=False)
    assert mail.fill("{compny} {company}", {"company": "x"}, html=False, is_strict=False) == "{compny} x"
    assert caught.value.name == "compny"


def test_fill_does_not_format():
    with pytest.raises(mail.UnknownPlaceholder):
        mail.fill("{other}", {"company": "x"}, html=False)
    assert mail.fill("{company.__class__} {0} {company!r}", {"company": "x"}, html=False) == (
        "{company.__class__} {0} {company!r}"
    )


def test_placeholders():
    assert mail.placeholders("{a} {b_2} {A} { c } {a}") == {"a", "b_2"}
