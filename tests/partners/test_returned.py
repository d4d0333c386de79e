"""The mailbox: mails that came back, answers of calendars."""

import datetime as dt
import imaplib

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klimapakt.lib import returned_mail
from partners import actions, clock, retention
from partners.models import Bounce, LogEntry, Recipient
from tests.factories import RecipientFactory, UserFactory

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example
To: antwort@pakt.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{report}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I am sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {email}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such
 person

--B
Content-Type: {kind}

Message-ID: {message_id}
Subject: Einladung

--B--
"""


def report(recipient, *, number=1, action="failed", status="5.1.1", kind="message/rfc822", email=""):
    text = REPORT.format(
        report=f"r{number}",
        email=email or recipient.email,
        action=action,
        status=status,
        message_id=recipient.message_id,
        kind=kind,
    )
    return text.replace("\n", "\r\n").encode()


def sent(email="weg@firma.example"):
    one = RecipientFactory(email=email, state="sent", sent_at=timezone.now())
    one.message_id = f"<{one.letter_id}.{one.pk}@pakt.example>"
    one.save()
    return one


@pytest.mark.parametrize("kind", ("message/rfc822", "text/rfc822-headers"))
def test_a_mail_that_came_back_is_counted_once(kind):
    recipient = sent()

    actions.take_in(report(recipient, kind=kind))
    actions.take_in(report(recipient, kind=kind))
    actions.take_in(report(recipient, kind=kind, number=2))

    recipient.refresh_from_db()
    assert (recipient.state, recipient.error) == ("bounced", "smtp; 550 5.1.1 no such person")
    assert Bounce.objects.get().email == recipient.email


@pytest.mark.parametrize(
    "change",
    ({"action": "delayed"}, {"status": "4.2.2"}, {"email": "jemand.anders@firma.example"}),
    ids=("late", "full for now", "not whom we wrote to"),
)
def test_what_is_no_final_failure_of_a_mail_of_ours_counts_nothing(change):
    recipient = sent()

    actions.take_in(report(recipient, **change))

    assert not Bounce.objects.exists()


def test_a_report_about_a_mail_that_we_never_sent_flags_nobody():
    recipient = sent()
    recipient.message_id = "<erfunden@anderswo.example>"

    actions.take_in(report(recipient))

    assert not Bounce.objects.exists()


@pytest.mark.parametrize("content", (b"", b"\xff\xfe", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x"))
def test_what_cannot_be_read_is_nothing(content):
    actions.take_in(content)

    assert not Bounce.objects.exists()


def test_three_flag_an_address_until_the_office_clears_it(client):
    office = UserFactory(office=True)
    for number in range(3):
        assert list(Bounce.objects.flagged()) == []
        actions.take_in(report(sent("Weg@firma.example"), number=number))
    assert list(Bounce.objects.flagged()) == ["weg@firma.example"]
    client.force_login(office)
    page = client.get(reverse("partners:bounce_list")).content.decode()
    assert "weg@firma.example" in page

    client.post(reverse("partners:bounce_clear"), {"email": "weg@firma.example"}, follow=True)
    client.post(reverse("partners:bounce_clear"), {"email": "nie@firma.example"}, follow=True)

    assert list(Bounce.objects.flagged()) == []
    assert set(Bounce.objects.values_list("cleared_by", flat=True)) == {office.pk}
    assert LogEntry.objects.filter(verb="bounces-cleared").count() == 1


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_of_addresses_is_a_constant_number_of_queries(client, count, django_assert_num_queries):
    client.force_login(UserFactory(office=True))
    for number in range(count):
        actions.take_in(report(sent(f"weg{number}@firma.example"), number=number))
    client.get(reverse("partners:bounce_list"))

    with django_assert_num_queries(7):
        response = client.get(reverse("partners:bounce_list"))

    assert len(response.context["page"].object_list) == count


def test_no_report_is_taken_twice():
    Bounce.objects.create(email="a@firma.example", source="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        Bounce.objects.create(email="a@firma.example", source="x")


class Server:
    """What imaplib would say, of a mailbox with these mails."""

    def __init__(self, mails):
        self.mails, self.seen = mails, []

    def __call__(self, *_address, **_options):
        return self

    def login(self, user, password):
        assert (user, password) == ("pakt@stadt.example", "geheim/1")

    def select(self, folder):
        assert folder == "Antworten"

    def logout(self):
        self.seen.append("logged out")

    def uid(self, command, *arguments):
        if command == "SEARCH":
            return "OK", [" ".join(self.mails).encode()]
        if command == "FETCH":
            return "OK", [(b"1 (BODY[]", self.mails[arguments[0]]), b")"]
        self.seen.append(arguments[0])
        return "OK", []


def test_the_clock_reads_the_mailbox_and_marks_what_is_done(settings, monkeypatch):
    recipient = sent()
    server = Server({"7": report(recipient), "8": b"\xff"})
    monkeypatch.setattr(imaplib, "IMAP4_SSL", server)
    settings.MAILBOX_URL = "imaps://pakt%40stadt.example:geheim%2F1@imap.stadt.example/Antworten"

    clock.read_mailbox()

    assert server.seen == ["7", "8", "logged out"]
    assert Recipient.objects.get().state == "bounced"


def test_without_a_mailbox_nothing_is_read(settings, monkeypatch):
    monkeypatch.setattr(imaplib, "IMAP4_SSL", None)
    settings.MAILBOX_URL = ""

    clock.read_mailbox()


def test_a_sender_that_is_not_who_it_says_is_nobody():
    message = returned_mail.parse(
        b"From: Anna <anna@firma.example>\r\nAuthentication-Results: mx; dmarc=fail header.from=firma.example\r\n\r\n"
    )

    assert returned_mail.sender(message) == ""


def test_the_office_sees_a_mail_as_it_was_without_its_keys(client):
    client.force_login(UserFactory(office=True))
    one = RecipientFactory(
        letter__text="Guten Tag {name}: {answer_link}",
        values={"topic": "Gas", "answer_link": "https://pakt.example/e/key"},
    )

    page = client.get(reverse("partners:recipient_detail", args=[one.pk])).content.decode()
    raw = client.get(reverse("partners:recipient_mail", args=[one.pk]))

    assert f"Guten Tag {one.name}: https://…" in page
    assert "e/key" not in page
    assert one.name in raw.content.decode()
    assert "sandbox" in raw["Content-Security-Policy"]


def test_what_came_back_is_kept_a_year_after_the_last_or_after_the_office_cleared_it():
    now = timezone.now()
    long_ago, lately = now - dt.timedelta(days=400), now - dt.timedelta(days=10)
    quiet = Bounce.objects.create(email="still@firma.example", source="1", at=long_ago)
    cleared = Bounce.objects.create(email="gut@firma.example", source="2", at=long_ago, cleared_at=long_ago)
    Bounce.objects.create(email="oft@firma.example", source="3", at=long_ago)
    Bounce.objects.create(email="Oft@firma.example", source="4", at=lately)
    Bounce.objects.create(email="eben@firma.example", source="5", at=long_ago, cleared_at=lately)
    retention.synchronise()

    due = list(Bounce.objects.forgettable(now - dt.timedelta(days=365)).order_by("source"))
    retention.apply(retention.RULES["bounces"], now)

    assert due == [quiet, cleared]
    assert list(Bounce.objects.order_by("source").values_list("source", flat=True)) == ["3", "4", "5"]


def test_what_came_back_goes_with_a_forgotten_person():
    user = UserFactory()
    Bounce.objects.create(email=user.email.upper(), source="1")
    other = Bounce.objects.create(email="anna@firma.example", source="2")

    actions.erase_person(user=user, reason="asked", by=None)

    assert list(Bounce.objects.all()) == [other]
