"""Sending, over real SMTP."""

import asyncio
import contextlib
import datetime as dt
import os
import re
import signal
import smtplib
import subprocess
import sys

import kombu.exceptions
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from partners import actions, clock, tasks
from partners.models import Letter, Recipient
from tests.concurrency import at_once
from tests.factories import LetterFactory, RecipientFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Recipient.State


def sending(**fields):
    return LetterFactory(state=Letter.State.SENDING, **fields)


@contextlib.contextmanager
def monkeypatched_login(error):
    """A server that asks for a login and does not like ours."""
    with pytest.MonkeyPatch.context() as patch:

        def refuse(*_args, **_kwargs):
            raise error

        patch.setattr(smtplib.SMTP, "login", refuse)
        yield


def states(letter):
    return list(letter.recipients.order_by("pk").values_list("state", flat=True))


def test_send_letter_reaches_everybody_with_their_own_words(sink):
    letter = sending()
    RecipientFactory(letter=letter, email="a@firma.example", name="Ada", values={"topic": "<Strom>"})
    RecipientFactory(letter=letter, email="b@firma.example", name="Ben", values={"topic": "Gas"})

    tasks.send_letter(letter.pk)

    first, second = sink.messages
    assert sink.addresses == ["a@firma.example", "b@firma.example"]
    assert first["Subject"] == "Guten Tag Ada"
    assert "es geht um <Strom>." in first.get_body(("plain",)).get_content()
    assert "es geht um &lt;Strom&gt;." in first.get_body(("html",)).get_content()
    assert first["Message-ID"] != second["Message-ID"]
    letter.refresh_from_db()
    assert letter.state == Letter.State.DONE
    assert letter.ended_at is not None
    assert states(letter) == [State.SENT, State.SENT]


def test_send_letter_twice_sends_once(sink):
    letter = sending()
    RecipientFactory(letter=letter)

    tasks.send_letter(letter.pk)
    tasks.send_letter(letter.pk)

    assert len(sink.messages) == 1


def test_the_message_id_of_a_recipient_is_always_the_same(sink):
    recipient = RecipientFactory(letter=sending())

    tasks.send_letter(recipient.letter_id)

    recipient.refresh_from_db()
    assert recipient.message_id == f"<{recipient.letter_id}.{recipient.pk}@localhost.example>"
    assert sink.messages[0]["Message-ID"] == recipient.message_id


def test_one_batch_uses_one_connection(sink, monkeypatch):
    opened = []
    original = smtplib.SMTP.connect
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda self, *a, **k: opened.append(1) or original(self, *a, **k))
    letter = sending()
    RecipientFactory.create_batch(5, letter=letter)

    tasks.send_letter(letter.pk)

    assert len(sink.messages) == 5
    assert len(opened) == 1


def test_a_permanent_refusal_ends_the_recipient_and_the_others_get_theirs(sink):
    letter = sending()
    gone = RecipientFactory(letter=letter, email="gone@firma.example")
    RecipientFactory(letter=letter)
    sink.answers["gone@firma.example"] = "550 no such person"

    tasks.send_letter(letter.pk)

    assert states(letter) == [State.FAILED, State.SENT]
    gone.refresh_from_db()
    assert gone.error == "550 no such person"
    assert Letter.objects.get().state == Letter.State.DONE


def test_a_temporary_refusal_waits_longer_each_time_and_gives_up_in_the_end(sink):
    recipient = RecipientFactory(letter=sending(), email="full@firma.example")
    sink.answers["full@firma.example"] = "452 mailbox full"
    waits = []

    for _attempt in range(tasks.MOST_ATTEMPTS):
        Recipient.objects.update(next_attempt_at=timezone.now())
        tasks.send_letter(recipient.letter_id)
        recipient.refresh_from_db()
        waits.append(round((recipient.next_attempt_at - timezone.now()).total_seconds() / 60))

    assert recipient.state == State.FAILED
    assert recipient.attempts == 6
    assert waits[:5] == [1, 4, 9, 16, 25]


def test_a_recipient_after_a_temporary_refusal_keeps_the_letter_open(sink):
    recipient = RecipientFactory(letter=sending(), email="full@firma.example")
    sink.answers["full@firma.example"] = "452 mailbox full"

    tasks.send_letter(recipient.letter_id)

    assert states(recipient.letter) == [State.WAITING]
    assert Letter.objects.get().state == Letter.State.SENDING


def test_without_a_mail_server_everybody_waits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = sending()
    RecipientFactory.create_batch(2, letter=letter)

    tasks.send_letter(letter.pk)

    assert states(letter) == [State.WAITING, State.WAITING]


def test_a_line_that_breaks_while_the_server_takes_the_mail_leaves_doubt_and_no_second_mail(sink, monkeypatch):
    async def hang_up(self, server, _session, _envelope):
        server.transport.close()
        return "250 OK"

    monkeypatch.setattr(type(sink), "handle_DATA", hang_up)
    letter = sending()
    RecipientFactory(letter=letter)

    tasks.send_letter(letter.pk)
    tasks.send_letter(letter.pk)

    assert states(letter) == [State.UNCLEAR]


def test_a_server_that_refuses_the_sender_fails_the_recipient(sink, monkeypatch):
    async def refuse(*_args):
        return "553 sender not allowed"

    monkeypatch.setattr(type(sink), "handle_MAIL", refuse, raising=False)
    recipient = RecipientFactory(letter=sending())

    tasks.send_letter(recipient.letter_id)

    assert states(recipient.letter) == [State.FAILED]


def test_a_missing_value_in_a_mailing_fails_this_recipient_only(sink):
    letter = sending(kind=Letter.Kind.BULK)
    RecipientFactory(letter=letter, values={})
    RecipientFactory(letter=letter)

    tasks.send_letter(letter.pk)

    assert states(letter) == [State.FAILED, State.SENT]


def test_braces_in_a_name_do_not_stop_a_message(sink):
    letter = sending(text="Guten Tag {name}, es geht um {muster} GmbH.")
    RecipientFactory(letter=letter, name="Kim")

    tasks.send_letter(letter.pk)

    assert states(letter) == [State.SENT]
    assert "Guten Tag Kim, es geht um {muster} GmbH." in sink.messages[0].get_body(("plain",)).get_content()


def test_a_letter_stopped_between_two_recipients_stays_stopped(sink, monkeypatch):
    letter = sending()
    RecipientFactory.create_batch(3, letter=letter)
    original = tasks.send_one

    def send_and_stop(*args):
        original(*args)
        Letter.objects.update(state=Letter.State.STOPPED)

    monkeypatch.setattr(tasks, "send_one", send_and_stop)

    tasks.send_letter(letter.pk)

    assert states(letter) == [State.SENT, State.WAITING, State.WAITING]
    assert Letter.objects.get().state == Letter.State.STOPPED


def test_a_letter_for_later_waits(sink):
    recipient = RecipientFactory(letter=sending(send_at=timezone.now() + dt.timedelta(hours=1)))

    tasks.send_letter(recipient.letter_id)

    assert sink.messages == []


def test_a_recipient_that_somebody_else_has_claimed_is_left_alone(sink):
    recipient = RecipientFactory(letter=sending(), state=State.CLAIMED, claimed_by="somebody else")

    batch = tasks.Batch(recipient.letter, [recipient], "me")
    tasks.prepare(batch)

    assert not tasks.mark(batch, recipient)

    recipient.refresh_from_db()
    assert recipient.state == State.CLAIMED


def test_an_unforeseen_error_leaves_one_in_doubt_and_the_rest_waiting(monkeypatch):
    letter = sending()
    RecipientFactory.create_batch(2, letter=letter)

    def explode(*_args):
        raise RuntimeError

    monkeypatch.setattr(tasks, "compose", explode)

    with pytest.raises(RuntimeError):
        tasks.send_letter(letter.pk)

    assert states(letter) == [State.UNCLEAR, State.WAITING]


def test_the_rate_is_kept(sink, settings):
    settings.MAILS_PER_SECOND = 20
    letter = sending()
    RecipientFactory.create_batch(4, letter=letter)
    before = timezone.now()

    tasks.send_letter(letter.pk)

    assert (timezone.now() - before).total_seconds() >= 0.2


def test_bulk_mail_can_be_unsubscribed(sink):
    letter = sending(kind=Letter.Kind.BULK)
    RecipientFactory(letter=letter, values={"topic": "Gas", "unsubscribe_link": "https://pakt.example/ab/1"})

    tasks.send_letter(letter.pk)

    assert sink.messages[0]["List-Unsubscribe"] == "<https://pakt.example/ab/1>"


def test_a_server_that_refuses_us_is_not_the_recipients_fault(sink, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "klimapakt", "wrong"
    letter = sending()
    RecipientFactory.create_batch(2, letter=letter)

    with monkeypatched_login(smtplib.SMTPAuthenticationError(535, b"wrong password")):
        tasks.send_letter(letter.pk)

    assert states(letter) == [State.WAITING, State.WAITING]


def test_a_server_that_is_too_slow_before_it_takes_the_mail_is_tried_again_later(sink, settings, monkeypatch):
    async def dawdle(*_args):
        await asyncio.sleep(1)
        return "250 OK"

    monkeypatch.setattr(type(sink), "handle_RCPT", dawdle)
    settings.EMAIL_TIMEOUT = 0.2
    recipient = RecipientFactory(letter=sending())

    tasks.send_letter(recipient.letter_id)

    assert states(recipient.letter) == [State.WAITING]


def test_what_was_stopped_goes_on_where_it_was(sink):
    letter, lead = sending(), UserFactory(office_lead=True)
    RecipientFactory(letter=letter, state=State.SENT, sent_at=timezone.now())
    waiting = RecipientFactory(letter=letter)
    actions.stop_letter(letter=letter, by=lead)
    tasks.send_letter(letter.pk)
    assert sink.addresses == []

    actions.continue_letter(letter=letter, by=lead)
    tasks.send_letter(letter.pk)

    assert sink.addresses == [waiting.email]
    assert Letter.objects.get().state == Letter.State.DONE


@pytest.mark.django_db(transaction=True)
def test_trying_again_while_a_letter_closes_forgets_nobody():
    """Whoever comes second sees what the first did: a letter with somebody waiting is never done."""
    lead = UserFactory(office_lead=True)
    for _attempt in range(5):
        letter = sending()
        RecipientFactory(letter=letter, state=State.FAILED)

        at_once([lambda: tasks.close(letter.pk), lambda: actions.retry_failed(letter=letter, by=lead)])  # noqa: B023 -- used at once

        letter.refresh_from_db()
        assert (letter.state, states(letter)) == (Letter.State.SENDING, [State.WAITING])


@pytest.mark.django_db(transaction=True)
def test_a_message_does_not_wait_behind_a_mailing(sink, celery_worker, wait_until):
    celery_worker.consumer.cancel_task_queue("bulk")  # as where all workers of mailings are busy
    mailing, message = (
        actions.queue_letter(
            kind=kind, purpose="test", subject="Hallo", text="Hallo", html="",
            recipients=[actions.NewRecipient(email=f"{kind}@firma.example")],
        )
        for kind in (Letter.Kind.BULK, Letter.Kind.TRANSACTIONAL)
    )  # fmt: skip

    wait_until(lambda: states(message) == [State.SENT])

    assert states(mailing) == [State.WAITING]
    celery_worker.consumer.add_task_queue("bulk")
    wait_until(lambda: states(mailing) == [State.SENT])


@pytest.mark.django_db(transaction=True)
def test_a_large_mailing_lets_a_small_one_pass_after_each_batch(sink, celery_worker, wait_until, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 5)
    large, small = sending(kind=Letter.Kind.BULK), sending(kind=Letter.Kind.BULK)
    RecipientFactory.create_batch(20, letter=large)
    RecipientFactory(letter=small, email="test@firma.example")

    celery_worker.consumer.cancel_task_queue("bulk")
    tasks.send_soon(large)
    tasks.send_soon(small)
    celery_worker.consumer.add_task_queue("bulk")

    wait_until(lambda: states(large) == [State.SENT] * 20)
    assert sink.addresses.index("test@firma.example") < 10


@pytest.mark.parametrize("file", ("docker-compose.yml", "klimapakt/lib/services/commands.py"))
def test_mailings_and_messages_have_workers_of_their_own(file):
    queues = [found.split(",") for found in re.findall(r'"-Q", "([a-z,]+)"', (settings.BASE_DIR / file).read_text())]

    assert sorted(name for worker in queues for name in worker) == ["bulk", "default", "documents", "mail"]
    assert not any({"bulk", "mail"} <= set(worker) for worker in queues)


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_letter_is_kept_and_the_sweep_sends_it(sink, monkeypatch):
    def gone(*_args):
        raise kombu.exceptions.OperationalError("no broker")

    monkeypatch.setattr(tasks.send_mailing, "delay", gone)

    letter = actions.queue_letter(
        kind="bulk", purpose="test", subject="Hallo", text="Hallo", html="",
        recipients=[actions.NewRecipient(email="a@firma.example")],
    )  # fmt: skip

    assert states(letter) == [State.WAITING]
    monkeypatch.setattr(tasks.send_mailing, "delay", tasks.send_mailing)
    clock.sweep_outbox()
    assert sink.addresses == ["a@firma.example"]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_was_emptied_loses_time_and_no_mail(sink, celery_worker, wait_until):
    from klimapakt.celery import app

    celery_worker.consumer.cancel_task_queue("bulk")
    letter = actions.queue_letter(
        kind="bulk", purpose="test", subject="Hallo", text="Hallo", html="",
        recipients=[actions.NewRecipient(email="a@firma.example")],
    )  # fmt: skip
    app.control.purge()
    celery_worker.consumer.add_task_queue("bulk")

    clock.sweep_outbox()

    wait_until(lambda: Letter.objects.get(pk=letter.pk).state == Letter.State.DONE)
    assert sink.addresses == ["a@firma.example"]


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_at_most_one_in_doubt_and_nobody_gets_it_twice(sink, settings, wait_until):
    letter = sending()
    RecipientFactory.create_batch(40, letter=letter)
    name = connection.settings_dict["NAME"]
    code = (
        "import os, django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.db import connection\n"
        f"settings.EMAIL_HOST, settings.EMAIL_PORT = '127.0.0.1', {settings.EMAIL_PORT}\n"
        "settings.MAILS_PER_SECOND = 50\n"
        f"connection.settings_dict['NAME'] = {name!r}\n"
        f"from partners import tasks; tasks.send_letter({letter.pk})\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "DJANGO_SETTINGS_MODULE": "klimapakt.settings"}
    )

    wait_until(lambda: len(sink.envelopes) >= 5)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: clock.release_the_dead() or not letter.recipients.filter(state=State.CLAIMED).exists())
    tasks.send_letter(letter.pk)

    counts = {state: states(letter).count(state) for state in set(states(letter))}
    assert counts.get(State.UNCLEAR, 0) <= 1
    assert counts.get(State.SENT, 0) + counts.get(State.UNCLEAR, 0) == 40
    assert len(sink.addresses) == len(set(sink.addresses))
