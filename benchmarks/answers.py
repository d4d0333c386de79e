"""200 people answer at once for 100 seats, through the web server: who sits, who waits, and how many answers a second.

While ./portal run is running: ./portal manage shell < benchmarks/answers.py. Leaves nothing behind.
"""

import asyncio
import datetime as dt
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from events import invitations
from events.models import Event, Invitation, Mailing, Registration
from partners.models import Letter, Recipient

PEOPLE, SEATS, TIMES = 200, 100, 5
KEY = "a" * 32  # cookie and field of one form: what the server compares
FORM = f"csrfmiddlewaretoken={KEY}&answer=accepted".encode()


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
    return event, letter, [urlsplit(invitations.links(one)["answer_link"]).path for one in people]


async def answer(gate, path):
    where = urlsplit(settings.BASE_URL)
    reader, writer = await asyncio.open_connection("127.0.0.1", where.port or 80)
    await gate.wait()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: csrftoken={KEY}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(FORM)}\r\n\r\n"
    )
    writer.write(head.encode() + FORM)
    status = (await reader.readline()).split()[1]
    await reader.read()
    writer.close()
    return status


async def at_once(paths):
    gate = asyncio.Event()
    tasks = [asyncio.create_task(answer(gate, path)) for path in paths]
    await asyncio.sleep(0.5)
    begun = time.perf_counter()
    gate.set()
    return await asyncio.gather(*tasks), time.perf_counter() - begun


def run():
    event, letter, paths = prepare()
    try:
        statuses, seconds = asyncio.run(at_once(paths))
        people = list(Registration.objects.filter(event=event).order_by("created_at", "pk"))
        seats, waiting = people[:SEATS], people[SEATS:]
        is_exact = (
            statuses == [b"302"] * PEOPLE
            and [one.seat_no for one in seats] == list(range(1, SEATS + 1))
            and {one.state for one in seats} == {"seated"}
            and [one.state for one in waiting] == ["waiting"] * (PEOPLE - SEATS)
        )
        print(f"exact: {is_exact}, {PEOPLE / seconds:.0f} answers a second ({seconds:.2f} s)")
        time.sleep(3)  # the mails that confirm are written meanwhile
    finally:
        Registration.objects.filter(event=event).delete()
        Mailing.objects.filter(event=event).delete()
        event.delete()
        letter.delete()
        Letter.objects.filter(recipients__email__endswith="@benchmark.invalid").delete()


for _time in range(TIMES):
    run()
