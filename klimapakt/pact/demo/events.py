"""The events that really took place, as far as they are known, and one invented meeting to come."""

import datetime as dt

from django.utils import timezone

from events.models import AgendaItem, Event, Invitation, Registration, Speaker
from klimapakt.pact.demo.people import NEWCOMER, PIONEER
from partners.models import Partner, User

DATE_ASSUMED = "Der Tag ist in der Demo angenommen; bekannt ist nur das Jahr oder der Monat."


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def held(day: dt.date, slug: str, title: str, **fields: object) -> Event:
    return Event(
        slug=slug,
        title_de=title,
        starts_at=moment(day, 16),
        ends_at=moment(day, 19),
        answer_until=day - dt.timedelta(days=7),
        status=Event.Status.HELD,
        capacity=100,
        **fields,
    )


def load(*, today: dt.date) -> None:
    Event.objects.bulk_create(
        [
            held(
                dt.date(2022, 5, 31),
                "auftaktworkshop",
                "Auftaktworkshop",
                title_en="Opening workshop",
                kind=Event.Kind.WORKSHOP,
                summary_de=DATE_ASSUMED,
            ),
            held(
                dt.date(2022, 12, 5),
                "1-netzwerktreffen",
                "1. Netzwerktreffen",
                title_en="1st network meeting",
                number=1,
                venue="TechHub.K67, Teekanne",
            ),
            held(
                dt.date(2023, 6, 15),
                "2-netzwerktreffen",
                "2. Netzwerktreffen",
                title_en="2nd network meeting",
                number=2,
                theme_de="Energieeffizienz",
                theme_en="Energy efficiency",
                summary_de=DATE_ASSUMED,
            ),
            held(
                dt.date(2025, 7, 3),
                "8-netzwerktreffen",
                "8. Netzwerktreffen",
                title_en="8th network meeting",
                number=8,
                theme_de="100 Klimapartner",
                theme_en="100 climate partners",
                venue="Merkur Spiel-Arena",
            ),
        ]
    )
    circular_economy()
    next_meeting(today)


def circular_economy() -> None:
    """The fourth meeting, with its real agenda and speakers."""
    event = held(
        dt.date(2024, 2, 27),
        "4-netzwerktreffen",
        "4. Netzwerktreffen",
        title_en="4th network meeting",
        number=4,
        theme_de="Circular Economy",
        theme_en="Circular economy",
        people_attended=80,
    )
    event.save()
    agenda: tuple[tuple[str, str, str, int, int, list[tuple[str, str, str]]], ...] = (
        (AgendaItem.Kind.OPENING, "Begrüßung", "Opening", 10, 0, [("Dr. Stephan Keller", "", "Oberbürgermeister")]),
        (
            AgendaItem.Kind.TALK,
            "Einführung in das Thema",
            "Introduction to the theme",
            30,
            15,
            [("Andreas Mucke", "Circular Valley", "")],
        ),
        (
            AgendaItem.Kind.TALK,
            "Einblicke von Start-ups",
            "Insights from start-ups",
            45,
            15,
            [
                ("Marc Diefenbach", "rhinopaq", ""),
                ("Peter Muth", "Green Ocean", ""),
                ("Dr. Prateek Mahalwar", "BIOWEG", ""),
            ],
        ),
        (
            AgendaItem.Kind.TALK,
            "Refurbished Electronics",
            "Refurbished electronics",
            20,
            10,
            [("Stas Voytolovsky", "Janado", "")],
        ),
        (AgendaItem.Kind.NETWORKING, "Austausch", "Networking", 35, 0, []),
    )
    for position, (kind, title_de, title_en, minutes, question_minutes, speakers) in enumerate(agenda, start=1):
        item = AgendaItem.objects.create(
            event=event,
            position=position,
            kind=kind,
            title_de=title_de,
            title_en=title_en,
            minutes=minutes,
            question_minutes=question_minutes,
        )
        for name, organisation, role in speakers:
            item.speakers.add(Speaker.objects.create(name=name, organisation=organisation, position=role))


def next_meeting(today: dt.date) -> None:
    """An invented meeting, nine weeks ahead on a Tuesday, so that invitations can be sent."""
    day = today + dt.timedelta(weeks=9)
    day += dt.timedelta(days=(1 - day.weekday()) % 7)
    event = Event.objects.create(
        slug="beispiel-netzwerktreffen",
        kind=Event.Kind.MEETING,
        title_de="Netzwerktreffen (Beispiel)",
        title_en="Network meeting (example)",
        theme_de="Wärme: raus aus dem Gas",
        theme_en="Heat: leaving gas behind",
        summary_de="Ein erfundenes Treffen, an dem sich Einladungen und Antworten ausprobieren lassen.",
        summary_en="An invented meeting, to try out invitations and answers.",
        starts_at=moment(day, 16),
        ends_at=moment(day, 19),
        answer_until=day - dt.timedelta(days=7),
        venue="Haus Beispiel",
        address="Musterplatz 1, 40200 Düsseldorf",
        capacity=80,
        status=Event.Status.PUBLISHED,
    )
    items = (
        (AgendaItem.Kind.OPENING, "Begrüßung", "Opening", 10, 0),
        (AgendaItem.Kind.TALK, "Drei Betriebe berichten", "Three companies report", 45, 20),
        (AgendaItem.Kind.BREAK, "Pause", "Break", 20, 0),
        (AgendaItem.Kind.DISCUSSION, "Fördermittel und Beratung", "Funding and advice", 30, 15),
        (AgendaItem.Kind.NETWORKING, "Austausch", "Networking", 40, 0),
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            event=event,
            position=position,
            kind=kind,
            title_de=title_de,
            title_en=title_en,
            minutes=minutes,
            question_minutes=question_minutes,
        )
        for position, (kind, title_de, title_en, minutes, question_minutes) in enumerate(items, start=1)
    )


def early_answers(*, partners: list[Partner], office: User) -> None:
    """A dozen companies have answered by phone already, before they were invited by mail."""
    event = Event.objects.get(slug="beispiel-netzwerktreffen")
    states = (Invitation.State.ACCEPTED, Invitation.State.ACCEPTED, Invitation.State.DECLINED)
    active = [one for one in partners if one.status == Partner.Status.ACTIVE and one.slug not in (PIONEER, NEWCOMER)]
    invitations = Invitation.objects.bulk_create(
        Invitation(
            event=event,
            partner=partner,
            state=states[number % len(states)],
            answered_at=timezone.now(),
            answered_by=office.email,
        )
        for number, partner in enumerate(active[:12])
    )
    coming = [one for one in invitations if one.state == Invitation.State.ACCEPTED]
    Registration.objects.bulk_create(
        Registration(
            event=event,
            invitation=one,
            partner=one.partner,
            name=f"Kim Muster {seat}",
            company=one.partner.name if one.partner else "",
            state=Registration.State.SEATED,
            seat_no=seat,
            via=Registration.Via.PHONE,
        )
        for seat, one in enumerate(coming, start=1)
    )
