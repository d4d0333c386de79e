"""How fast a large mailing goes, and what it survives. In a database and a broker of its own.

./portal test benchmarks/mailing.py -p tests.conftest -n 0 -s   (PEOPLE=10000 KILLS=10; -k speed, kills or broker)

1. 10,000 personal invitations with a calendar part through two workers, against a bare smtplib loop over one
   connection that sends the same messages, finished beforehand. Promise: at least 0.8 of that loop.
2. A worker killed (kill -9) ten times on the way: nobody twice, nobody forgotten, at most one in doubt per kill.
3. The broker emptied on the way, with its kicks: the clock's sweep takes the mailing up.
"""

import collections
import os
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from events import emails
from events.actions.mailing import write_links
from events.models import Mailing
from klimapakt.celery import app
from klimapakt.settings import broker_url
from partners import actions, clock, tasks
from partners.models import Letter, Recipient
from tests.factories import EventFactory

PEOPLE = int(os.environ.get("PEOPLE", "10000"))
KILLS = int(os.environ.get("KILLS", "10"))
State = Recipient.State
folder = Path(tempfile.mkdtemp())
pytestmark = pytest.mark.django_db(transaction=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sink:
    def __enter__(self):
        self.port, self.file = free_port(), folder / f"{time.time_ns()}.txt"
        self.process = subprocess.Popen([sys.executable, "benchmarks/sink.py", str(self.port), str(self.file)])
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit("no sink")

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait()

    @property
    def addresses(self):
        return self.file.read_text().split()


def worker(port, rate=0):
    environment = {
        **os.environ,
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{connection.settings_dict['NAME']}")
        .geturl(),
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAILS_PER_SECOND": str(rate),
    }
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "klimapakt", "worker", "-Q", "bulk", "-P", "solo"]
    name = f"benchmark-{time.time_ns()}@%h"
    options = ["-l", "ERROR", "-n", name, "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return subprocess.Popen([*command, *options], env=environment)


def stand_by(workers):
    """Started, which takes a while on a busy machine: whoever answers has imported everything."""
    until = time.monotonic() + 180
    while len(app.control.ping(timeout=1)) < len(workers):
        assert time.monotonic() < until, "the workers do not start"


def end(workers):
    for one in workers:
        one.terminate()
    for one in workers:
        one.wait()


def mailing(count):
    """A letter as `send_mailing` writes it, stopped until the workers stand by."""
    event = EventFactory(published=True)
    written = emails.first_draft(event).text
    letter = Letter.objects.create(
        kind="bulk", purpose="benchmark", subject="Einladung für {company}", draft_text=written,
        calendar=emails.calendar(event), state="stopped", started_at=timezone.now(),
    )  # fmt: skip
    parts = emails.letter(written)
    letter.text, letter.html = parts.text, parts.html
    letter.save()
    Mailing.objects.create(event=event, letter=letter)
    people = (
        actions.letter.NewRecipient(
            email=f"person{n}@firma{n % 997}.example", name=f"Jürgen Müller {n}", values={"company": f"Müller {n} GmbH"}
        )
        for n in range(count)
    )
    actions.letter.add_recipients(letter, people)
    write_links(letter)
    return letter


def start(letter):
    Letter.objects.filter(pk=letter.pk).update(state="sending")
    tasks.send_soon(letter)


def states(letter):
    return collections.Counter(letter.recipients.values_list("state", flat=True))


def wait(letter, seconds=900):
    until = time.monotonic() + seconds
    open_states = (State.WAITING, State.CLAIMED, State.IN_TRANSIT)
    while letter.recipients.filter(state__in=open_states).exists():
        assert time.monotonic() < until, states(letter)
        time.sleep(0.2)


def wait_for_both(letter, seconds=120):
    """Both workers are sending, so that a kill hits one at work."""
    until = time.monotonic() + seconds
    busy = letter.recipients.filter(state__in=(State.CLAIMED, State.IN_TRANSIT)).order_by()
    while busy.values("claimed_by").distinct().count() < 2:
        assert time.monotonic() < until, states(letter)
        time.sleep(0.1)


def forget(letter):
    Mailing.objects.filter(letter=letter).delete()
    letter.delete()
    app.control.purge()


@pytest.fixture(autouse=True)
def _real_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    app.conf.broker_url = broker_url(settings.REDIS_URL)
    app.control.purge()


def bare_loop(letter):
    """The same messages, finished beforehand, over one connection."""
    moulds = {}
    finished = []
    for one in letter.recipients.iterator():
        one.message_id = f"<{letter.pk}.{one.pk}@localhost.example>"
        finished.append((one.email, tasks.compose(letter, one, moulds).content))
    with Sink() as sink, smtplib.SMTP("127.0.0.1", sink.port) as server:
        begun = time.perf_counter()
        for email, content in finished:
            server.sendmail("klimapakt@localhost.example", [email], content)
        return len(finished) / (time.perf_counter() - begun)


def two_workers(letter):
    with Sink() as sink:
        workers = [worker(sink.port) for _number in range(2)]
        stand_by(workers)
        begun = time.perf_counter()
        start(letter)
        wait(letter)
        rate = letter.recipients.count() / (time.perf_counter() - begun)
        end(workers)
    arrived = sink.addresses
    assert len(arrived) == len(set(arrived)) == letter.recipients.count(), len(arrived)
    return rate


def test_speed():
    letter = mailing(PEOPLE)
    before = bare_loop(letter)
    ours = two_workers(letter)
    after = bare_loop(letter)
    loop = (before + after) / 2
    print(f"load average {' '.join(f'{one:.1f}' for one in os.getloadavg())}")
    print(f"{PEOPLE} mails: bare loop {before:.0f}/s before, {after:.0f}/s after; two workers {ours:.0f}/s")
    print(f"ratio {ours / loop:.2f} (promise: 0.80)")
    forget(letter)


def test_kills():
    letter = mailing(PEOPLE // 5)
    with Sink() as sink:
        workers = [worker(sink.port, rate=5) for _number in range(2)]
        stand_by(workers)
        start(letter)
        for kill in range(1, KILLS + 1):
            wait_for_both(letter)
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()
            workers = [workers[1], worker(sink.port, rate=5 if kill < KILLS else 0)]
            clock.sweep_outbox()
        while states(letter).keys() & {State.WAITING, State.CLAIMED, State.IN_TRANSIT}:
            clock.sweep_outbox()
            time.sleep(2)
        end(workers)
    report(f"{KILLS} kills", letter, sink, doubts=KILLS)


def test_emptied_broker():
    letter = mailing(PEOPLE // 5)
    with Sink() as sink:
        workers = [worker(sink.port, rate=200) for _number in range(2)]
        stand_by(workers)
        start(letter)
        time.sleep(2)
        app.control.purge()
        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        clock.sweep_outbox()
        wait(letter)
        end(workers)
    report("broker emptied, one worker killed", letter, sink, doubts=1)


def report(what, letter, sink, *, doubts):
    found, arrived = states(letter), sink.addresses
    assert len(arrived) == len(set(arrived)), "somebody got it twice"
    assert found[State.SENT] + found[State.UNCLEAR] == letter.recipients.count(), found
    assert found[State.UNCLEAR] <= doubts, found
    sent = set(letter.recipients.filter(state=State.SENT).values_list("email", flat=True))
    assert sent <= set(arrived), "somebody was forgotten"
    print(f"{what}: {dict(found)}, {len(arrived)} arrived, nobody twice")
    forget(letter)
