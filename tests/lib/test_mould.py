"""One mail to many: each is what building it anew would give."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest

from klimapakt.lib import ical_lines, mail
from klimapakt.lib.mould import Mould, address

CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nORGANIZER;CN=Amt:mailto:amt@stadt.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEADERS = {
    "To": address("Jürgen Müller", "j@firma.example"),
    "Subject": "Grüße an Müller & Söhne",
    "Message-ID": "<1.2@pakt.example>",
    "Date": "Tue, 27 Feb 2024 16:00:00 +0100",
    "List-Unsubscribe": "<https://pakt.example/ab/1>",
}


def pattern(text, html="", calendar=""):
    return mail.build(
        mail.Parts(subject="{company}", text=text, html=html),
        to="nobody@pakt.example",
        message_id="<x@pakt.example>",
        unsubscribe_url="https://pakt.example/",
        calendar=calendar,
    )


def cast(text, values, *, html="", calendar="", is_strict=True):
    content = Mould(pattern(text, html, calendar), is_strict=is_strict).cast(values, HEADERS)
    return content, message_from_bytes(content, policy=policy.default)


def plain(message, kind="plain"):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "value",
    (
        "Ada",
        "",
        "Müller & Söhne = 3 % …",
        "x" * 300,
        ".\n.\nzwei Zeilen ",
        "{company}",
        "https://pakt.example/e/" + "a" * 90,
    ),
)
def test_each_mail_says_what_filling_in_the_text_says(value):
    text = "Guten Tag {name}, \n\nwir  grüßen {name} – und das ist eine lange Zeile, die umbrochen wird: {name}\n.\n"
    html = "<p>Guten Tag {name}</p>\n"

    _content, message = cast(text, {"name": value}, html=html)

    assert plain(message) == mail.fill(text, {"name": value}, html=False)
    assert plain(message, "html") == mail.fill(html, {"name": value}, html=True)


def test_headers_are_the_persons_own_and_lines_fit_the_wire():
    content, message = cast("Hallo {name}\n", {"name": "y" * 200})

    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Jürgen Müller", "j@firma.example")
    assert message["Subject"] == HEADERS["Subject"]
    assert message["List-Unsubscribe"] == HEADERS["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_subject_cannot_add_headers():
    content = Mould(pattern("Hallo\n")).cast({}, {**HEADERS, "Subject": "Hallo\r\nBcc: alle@firma.example"})

    assert message_from_bytes(content, policy=policy.default)["Bcc"] is None


@pytest.mark.parametrize("text", ("Ä" * 200, "Straßenbau, Müller & Söhne" * 5, "🌱 Klima", 'Müller, "Jo" (Amt)'))
def test_what_is_not_ascii_is_read_as_it_was_written(text):
    headers = {**HEADERS, "Subject": text, "To": address(text, "j@firma.example")}

    content = Mould(pattern("Hallo\n")).cast({}, headers)

    message = message_from_bytes(content)  # the newer policy keeps the spaces between the words of a name
    read = [str(make_header(decode_header(message[name]))) for name in ("Subject", "To")]
    assert read == [text, f"{text} <j@firma.example>"]
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))


def test_a_name_in_ascii_is_quoted_where_it_must_be():
    assert address('Miller, "Jo"', "j@firma.example") == '"Miller, \\"Jo\\"" <j@firma.example>'
    assert address("", "j@firma.example") == "j@firma.example"


def test_what_has_no_value_is_refused_or_stays():
    with pytest.raises(mail.UnknownPlaceholder):
        cast("{wer}\n", {})

    assert cast("{wer}\n", {}, is_strict=False)[1].get_content().strip() == "{wer}"


def test_a_calendar_that_asks_names_each_attendee():
    calendar = ical_lines.asking(CALENDAR, "antwort@pakt.example")
    values = {ical_lines.ATTENDEE: ical_lines.attendee("j@firma.example", 'Jürgen "J" Müller mit sehr langem Namen')}

    _content, message = cast("Hallo\n", values, calendar=calendar)

    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    text = part.get_content()
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    unfolded = text.replace("\r\n ", "").replace("\n ", "")
    assert "mailto:antwort@pakt.example" in unfolded
    assert "RSVP=TRUE:mailto:j@firma.example" in unfolded
    (file,) = [part for part in message.walk() if part.get_content_type() == "application/ics"]
    assert b"RSVP=TRUE" in file.get_content()
