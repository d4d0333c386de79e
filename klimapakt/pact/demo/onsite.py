"""An invented workshop with a waiting list and open registration, and an invented meeting that was checked in."""

import datetime as dt

from django.utils import timezone

from events.models import AgendaItem, Event, Feedback, Inquiry, Registration, SpeakerQuestion
from klimapakt.pact.demo.events import moment
from partners.models import Partner, User

SEATS = 12
WORDS = ("Mehr Zeit für Fragen.", "Bitte ein Treffen zu Förderanträgen.", "Gern wieder nachmittags.")


def load(*, partners: list[Partner], office: User, today: dt.date) -> None:
    active = [one for one in partners if one.status == Partner.Status.ACTIVE]
    workshop(active, today)
    practice_meeting(active, office, today)


def workshop(partners: list[Partner], today: dt.date) -> None:
    """Full: who comes now waits."""
    day = today + dt.timedelta(weeks=3)
    event = Event.objects.create(
        slug="beispiel-workshop",
        kind=Event.Kind.WORKSHOP,
        title_de="Workshop Klimabilanz (Beispiel)",
        title_en="Workshop on balances (example)",
        theme_de="Die erste Bilanz in zwei Stunden",
        theme_en="The first balance in two hours",
        starts_at=moment(day, 10),
        ends_at=moment(day, 12),
        answer_until=day - dt.timedelta(days=2),
        venue="Haus Beispiel",
        address="Musterplatz 1, 40200 Düsseldorf",
        capacity=SEATS,
        is_open=True,
        status=Event.Status.PUBLISHED,
    )
    item = AgendaItem.objects.create(
        event=event, title_de="Vom Zählerstand zur Bilanz", title_en="From the meter", minutes=60, question_minutes=30
    )
    SpeakerQuestion.objects.create(item=item, text="Wie zählen Dienstwagen?", company="Muster Handel GmbH")
    Registration.objects.bulk_create(
        person(
            event,
            number,
            partners[number % len(partners)] if number % 3 else None,
            state=Registration.State.SEATED if number < SEATS else Registration.State.WAITING,
            seat_no=number + 1 if number < SEATS else None,
        )
        for number in range(SEATS + 3)
    )


def practice_meeting(partners: list[Partner], office: User, today: dt.date) -> None:
    day = today - dt.timedelta(weeks=3)
    event = Event.objects.create(
        slug="beispiel-erfahrungsaustausch",
        kind=Event.Kind.CONSULTATION,
        title_de="Erfahrungsaustausch (Beispiel)",
        title_en="Exchange of experience (example)",
        starts_at=moment(day, 15),
        ends_at=moment(day, 17),
        answer_until=day - dt.timedelta(days=2),
        venue="Haus Beispiel",
        capacity=30,
        status=Event.Status.HELD,
    )
    Registration.objects.bulk_create(
        person(
            event,
            number,
            partners[number % len(partners)],
            state=Registration.State.SEATED,
            seat_no=number + 1,
            came_at=moment(day, 14, 30 + number) if number % 5 else None,
            checked_in_by=office if number % 5 else None,
        )
        for number in range(24)
    )
    Feedback.objects.bulk_create(
        Feedback(
            event=event,
            overall=4 + number % 2,
            content=3 + number % 3,
            exchange=5 - number % 2,
            organisation=4,
            words=WORDS[number] if number < len(WORDS) else "",
        )
        for number in range(9)
    )
    Inquiry.objects.bulk_create(
        Inquiry(
            event=event,
            partner=partner,
            company=partner.name if partner else "Beispiel Beratung",
            kind=kind,
            text=text,
            name=f"Robin Beispiel {number + 2}",
            email=f"robin{number + 2}@gast.example",
            created_at=moment(day, 17, 30 + number),
        )
        for number, (partner, kind, text) in enumerate(
            (
                (partners[1 % len(partners)], Inquiry.Kind.ADVICE, "Lohnt sich eine Wärmepumpe für unsere Halle?"),
                (partners[2 % len(partners)], Inquiry.Kind.CONTACT, "Wer hat Erfahrung mit Mieterstrom?"),
                (None, Inquiry.Kind.JOINING, ""),
            )
        )
    )


def person(event: Event, number: int, partner: Partner | None, **fields: object) -> Registration:
    return Registration(
        event=event,
        partner=partner,
        company=partner.name if partner else "Beispiel Beratung",
        name=f"Robin Beispiel {number + 1}",
        email=f"robin{number + 1}@gast.example",
        phone=f"0211 000000-{number + 1}",
        needs="" if number % 6 else "Veganes Essen",
        may_be_photographed=bool(number % 2),
        via=Registration.Via.LINK if partner else Registration.Via.PUBLIC,
        created_at=timezone.make_aware(dt.datetime.combine(event.answer_until, dt.time(9)))
        - dt.timedelta(days=20 - number),
        **fields,
    )
