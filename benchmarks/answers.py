"""200 people answer at once for 100 seats, through the web server: who sits, who waits, and how many answers a second.

While ./portal run is running: ./portal manage shell < benchmarks/answers.py. Leaves nothing behind; what an
interrupted run left is cleared away first. All connections stand and all requests are written before the clock
starts; it stops with the last answer. Prints the load too: on a machine that is busy elsewhere the figure says little.
"""

import datetime as dt
import os
import selectors
import socket
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from events import invitations
from events.models import Event, Invitation, Mailing, Registration
from partners.models import Letter, Recipient

PEOPLE, SEATS, TIMES = 200, 100, int(os.environ.get("TIMES", "5"))
KEY = "a" * 32  # cookie and field of one form: what the server compares
FORM = f"csrfmiddlewaretoken={KEY}&answer=accepted"


def prepare():
    now = timezone.now()
    event = Event.objects.create(
        slug=f"benchmark-{now.timestamp()}", title_de="Benchmark", starts_at=now + dt.timedelta(days=30),
        ends_at=now + dt.timedelta(days=30, hours=2), answer_until=(now + dt.timedelta(days=20)).date(), capacity=SEATS,
        status=Event.Status.PUBLISHED, is_public=False,
    )  # fmt: skip
    letter = Letter.objects.create(kind=Letter.Kind.BULK, purpose="benchmark", state=Letter.State.DONE)
    Mailing.objects.create(event=event, letter=letter)
    emails = [f"person{number}@benchmark.invalid" for number in range(PEOPLE)]
    Invitation.objects.bulk_create(Invitation(event=event, email=email, name=email) for email in emails)
    people = Recipient.objects.bulk_create(
        Recipient(letter=letter, email=email, name=email, state=Recipient.State.SENT, sent_at=now) for email in emails
    )
    return event, [urlsplit(invitations.links(one)["answer_link"]).path for one in people]


def clear():
    """Everything with the mark of a benchmark, of this run or of one that was interrupted."""
    for event in Event.objects.filter(slug__startswith="benchmark-", title_de="Benchmark"):
        Registration.objects.filter(event=event).delete()
        Mailing.objects.filter(event=event).delete()
        event.delete()
    Letter.objects.filter(recipients__email__endswith="@benchmark.invalid").delete()


def request(path):
    return (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(settings.BASE_URL).netloc}\r\nCookie: csrftoken={KEY}\r\n"
        f"Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(FORM)}\r\n\r\n"
        f"{FORM}"
    ).encode()


def at_once(paths):
    """The status of each answer, and the seconds until the last one was there."""
    port, requests = urlsplit(settings.BASE_URL).port or 80, [request(path) for path in paths]
    lines = [socket.create_connection(("127.0.0.1", port)) for _path in paths]
    answers, selector = dict.fromkeys(lines, b""), selectors.DefaultSelector()
    for line in lines:
        selector.register(line, selectors.EVENT_READ)
    time.sleep(0.5)
    begun = time.perf_counter()
    for line, written in zip(lines, requests, strict=True):
        line.sendall(written)
    while selector.get_map():
        for found, _event in selector.select():
            line = found.fileobj
            if part := line.recv(65536):
                answers[line] += part
            else:
                selector.unregister(line)
                line.close()
    return [text.split(maxsplit=2)[1] for text in answers.values()], time.perf_counter() - begun


def run():
    clear()
    try:
        event, paths = prepare()
        statuses, seconds = at_once(paths)
        people = list(Registration.objects.filter(event=event).order_by("created_at", "pk"))
        seats, waiting = people[:SEATS], people[SEATS:]
        is_exact = (
            statuses == [b"302"] * PEOPLE
            and [one.seat_no for one in seats] == list(range(1, SEATS + 1))
            and {one.state for one in seats} == {"seated"}
            and [one.state for one in waiting] == ["waiting"] * (PEOPLE - SEATS)
        )
        load = os.getloadavg()[0]
        print(f"exact: {is_exact}, {PEOPLE / seconds:.0f} answers a second ({seconds:.2f} s, load {load:.1f})")
        time.sleep(3)  # the mails that confirm are written meanwhile
    finally:
        clear()


statuses, seconds = at_once(["/healthz"] * PEOPLE)
print(f"{PEOPLE / seconds:.0f} empty pages a second, for comparison: what this machine does at the moment")
for _time in range(TIMES):
    run()
