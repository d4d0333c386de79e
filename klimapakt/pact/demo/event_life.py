"""What events show beside their dates: who speaks and has answered, slides, one that is called off, one being planned."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import AgendaItem, Appearance, Event, Material, Speaker
from klimapakt.pact.demo.events import moment
from klimapakt.pact.demo.one_page import one_page

State = Appearance.State
# title, name, organisation, state, quote; all invented
SPEAKERS = (
    ("", "Robin Beispiel", "Muster Wärme GmbH", State.CONFIRMED, "Wir heizen seit zwei Wintern ohne Gas."),
    ("Dr.", "Alex Muster", "Beispiel Quartier eG", State.CONFIRMED, ""),
    ("", "Kim Probe", "Probe Elektro GmbH", State.ASKED, ""),
    ("", "Toni Beispiel", "Muster Bank AG", State.DECLINED, ""),
)
SORRY = "An dem Tag bin ich leider auf einer Messe."
REASON = "Die Referentin ist erkrankt. Wir holen das Thema im nächsten Treffen nach."


def load(*, today: dt.date) -> None:
    speakers_of_the_past()
    speakers_to_come()
    called_off(today)
    planned(today)


def speakers_of_the_past() -> None:
    """Whoever spoke at a meeting that took place had said yes; more is not known of them."""
    spoke = AgendaItem.speakers.through.objects.filter(agendaitem__event__status=Event.Status.HELD)
    pairs = spoke.values_list("agendaitem__event_id", "agendaitem__event__starts_at", "speaker_id").distinct()
    Appearance.objects.bulk_create(
        Appearance(event_id=event, speaker_id=speaker, state=State.CONFIRMED, answered_at=at)
        for event, at, speaker in pairs
    )
    meeting = Event.objects.get(slug="4-netzwerktreffen")
    lines = [f"{item.position}. {item.title_de}" for item in meeting.agenda.all()]
    store(meeting, "Programm", "Agenda", Material.Visibility.PUBLIC, ["4. Netzwerktreffen, 27. Februar 2024", *lines])


def speakers_to_come() -> None:
    event = Event.objects.get(slug="beispiel-netzwerktreffen")
    now = timezone.now()
    talk = event.agenda.get(title_de="Drei Betriebe berichten")
    for days, (title, name, organisation, state, quote) in enumerate(SPEAKERS, start=2):
        mail = f"{name.lower().replace(' ', '.')}@buehne.example"
        speaker = Speaker.objects.create(title=title, name=name, organisation=organisation, email=mail)
        appearance = Appearance.objects.create(
            event=event,
            speaker=speaker,
            state=state,
            asked_at=now - dt.timedelta(days=days + 7),
            answered_at=None if state == State.ASKED else now - dt.timedelta(days=days),
            may_be_photographed=state == State.CONFIRMED,
            may_be_quoted=bool(quote),
            quote=quote,
            note=SORRY if state == State.DECLINED else "",
        )
        if state != State.DECLINED:
            talk.speakers.add(speaker)
        if quote:
            store(
                event,
                f"{talk.title_de} ({name})",
                f"{talk.title_en} ({name})",
                Material.Visibility.OFFICE,
                ["Heizen ohne Gas", organisation],
                appearance,
            )
    lines = ["Anfahrt", event.venue, event.address]
    store(event, "Anfahrt", "How to get there", Material.Visibility.INVITED, lines)
    setup = event.agenda.create(position=1, title_de="Mikrofone verteilen", minutes=5, is_internal=True)
    AgendaItem.objects.filter(pk=setup.pk).update(internal_note="Zwei Handmikrofone, eines für die Fragen")


def called_off(today: dt.date) -> None:
    """A webinar three weeks ahead that does not take place."""
    day = today + dt.timedelta(weeks=3)
    Event.objects.create(
        slug="beispiel-webinar",
        kind=Event.Kind.WEBINAR,
        title_de="Webinar Ökostrom (Beispiel)",
        title_en="Webinar on green power (example)",
        venue="online",
        starts_at=moment(day, 10),
        ends_at=moment(day, 11),
        answer_until=day - dt.timedelta(days=2),
        capacity=100,
        status=Event.Status.CANCELLED,
        cancel_reason=REASON,
        calendar_sequence=1,
    )


def planned(today: dt.date) -> None:
    """A draft whose agenda does not fit yet."""
    day = today + dt.timedelta(weeks=20)
    event = Event.objects.create(
        slug="beispiel-schulung",
        kind=Event.Kind.TRAINING,
        number=1,
        title_de="1. Energie-Schulung (Beispiel)",
        title_en="1st energy training (example)",
        starts_at=moment(day, 9),
        ends_at=moment(day, 12),
        answer_until=day - dt.timedelta(days=14),
        capacity=20,
        seats_per_company=1,
    )
    items = (("Energie messen", 60, 30), ("Energie sparen", 75, 30))
    AgendaItem.objects.bulk_create(
        AgendaItem(event=event, position=position, title_de=title, minutes=minutes, question_minutes=questions)
        for position, (title, minutes, questions) in enumerate(items, start=1)
    )


def store(
    event: Event, title_de: str, title_en: str, visibility: str, lines: list[str], appearance: Appearance | None = None
) -> None:
    Material.objects.create(
        event=event,
        appearance=appearance,
        title_de=title_de,
        title_en=title_en,
        visibility=visibility,
        file=ContentFile(one_page(lines), name="demo.pdf"),
    )
