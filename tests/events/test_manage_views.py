"""The office's pages for an event, and what everybody sees of it."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.models import Event, SpeakerQuestion
from tests.events.test_appearance import slides
from tests.events.test_event_life import written_to
from tests.factories import (
    AgendaItemFactory,
    AppearanceFactory,
    EventFactory,
    MaterialFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year + 1


@pytest.fixture
def office(client):
    user = UserFactory(office_lead=True)
    client.force_login(user)
    return user


def at(name: str, *arguments: object) -> str:
    return reverse(f"events:{name}", args=arguments)


def form(**values: object) -> dict[str, object]:
    return {
        "kind": "meeting",
        "number": "9",
        "title_de": "9. Netzwerktreffen",
        "starts_at": f"{YEAR}-03-02T16:00",
        "ends_at": f"{YEAR}-03-02T19:00",
        "answer_until": f"{YEAR}-02-20",
        "capacity": "80",
        "seats_per_company": "2",
        "offer_hours": "48",
        "is_public": "on",
        **values,
    }


def test_plan_leads_to_the_agenda(client, office):
    EventFactory(kind="meeting", number=8)
    assert client.get(at("event_plan")).context["form"]["number"].value() == 9

    response = client.post(at("event_plan"), form())

    event = Event.objects.get(number=9)
    assert response.url == at("event_agenda", event.pk)
    assert (event.slug, timezone.localtime(event.starts_at).hour) == ("9-netzwerktreffen", 16)


@pytest.mark.parametrize(
    ("values", "message"),
    (
        ({"ends_at": f"{YEAR}-03-02T15:00"}, "Die Veranstaltung muss nach ihrem Beginn enden."),
        ({"answer_until": f"{YEAR}-03-03"}, "Antworten sind vor der Veranstaltung oder an ihrem Tag fällig."),
        ({"starts_at": "morgen"}, "Geben Sie Tag und Uhrzeit an"),
        ({"starts_at": "2026-03-29T02:30"}, "In dieser Nacht wird die Uhr umgestellt"),
        ({"starts_at": "2026-10-25T02:30"}, "In dieser Nacht wird die Uhr umgestellt"),
        ({"starts_at": "1026-10-25T02:30"}, "zwischen 1990 und 2100"),
        ({"number": "8"}, "Es gibt schon eine Veranstaltung dieser Art mit der Nummer 8."),
        ({"number": "99999"}, "30000"),
    ),
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, office, values, message):
    EventFactory(kind="meeting", number=8)

    page = client.post(at("event_plan"), form(**values)).content.decode()

    assert message in page
    assert 'value="9. Netzwerktreffen"' in page
    assert Event.objects.count() == 1


def test_published_event_is_changed_without_its_date(client, office):
    event = EventFactory(published=True)
    page = client.get(at("event_change", event.pk))
    assert "starts_at" not in page.context["form"].fields

    client.post(
        at("event_change", event.pk), form(title_de="Neuer Titel", answer_until=timezone.localdate()), follow=True
    )

    before, event = event.starts_at, Event.objects.get()
    assert (event.title_de, event.starts_at) == ("Neuer Titel", before)


def test_clone_proposes_number_title_weekday_and_time(client, office):
    event = EventFactory(number=4, title_de="4. Netzwerktreffen", title_en="4th network meeting", status="held")

    proposed = client.get(at("event_clone", event.pk)).context["form"].initial
    response = client.post(
        at("event_clone", event.pk),
        {**proposed, "starts_at": proposed["starts_at"].isoformat(timespec="minutes")},
        follow=True,
    )

    begun = timezone.localtime(event.starts_at)
    assert (proposed["number"], proposed["title_de"]) == (5, "5. Netzwerktreffen")
    assert proposed["title_en"] == "5th network meeting"
    assert (proposed["starts_at"].weekday(), proposed["starts_at"].hour) == (begun.weekday(), begun.hour)
    assert "Der Entwurf ist angelegt" in response.content.decode()
    assert Event.objects.get(number=5).status == "draft"


@pytest.mark.parametrize(
    ("number", "title"), ((2, "3rd meeting"), (10, "11th meeting"), (20, "21st meeting"), (21, "22nd meeting"))
)
def test_english_number_ends_as_it_should(client, office, number, title):
    event = EventFactory(number=number, title_en=f"{number}th meeting")

    assert client.get(at("event_clone", event.pk)).context["form"].initial["title_en"] == title


def agenda_of(event: Event, *rows: dict[str, object]) -> dict[str, object]:
    data = {"agenda-TOTAL_FORMS": len(rows), "agenda-INITIAL_FORMS": event.agenda.count()}
    for number, row in enumerate(rows):
        values = {"position": number + 1, "kind": "talk", "minutes": 15, "question_minutes": 0, **row}
        data |= {f"agenda-{number}-{name}": value for name, value in values.items()}
    return data


def test_agenda_is_saved_with_speakers_and_says_what_is_left(client, office):
    appearance = AppearanceFactory()
    event = appearance.event

    response = client.post(
        at("event_agenda", event.pk),
        agenda_of(
            event,
            {"title_de": "Vortrag", "minutes": 60, "question_minutes": 30, "speakers": [appearance.speaker_id]},
            {"title_de": "Aufbau", "is_internal": "on", "minutes": 500},
            {"title_de": "Ausklang", "minutes": 30},
        ),
        follow=True,
    )

    fit = response.context["fit"]
    assert (fit.available, fit.planned, fit.left, fit.over) == (180, 120, 60, 0)
    assert "120 von 180 Minuten sind geplant, 60 Minuten sind frei." in response.content.decode()
    starts = [(slot.item.title_de, slot.starts_at - event.starts_at) for slot in response.context["slots"]]
    assert starts == [
        ("Vortrag", dt.timedelta()),
        ("Aufbau", dt.timedelta(minutes=90)),
        ("Ausklang", dt.timedelta(minutes=90)),
    ]
    assert list(event.agenda.first().speakers.all()) == [appearance.speaker]


@pytest.mark.parametrize(("minutes", "words"), ((185, "Das Programm ist 5 Minuten zu lang."), (180, "auf die Minute")))
def test_agenda_is_held_against_the_end(client, office, minutes, words):
    item = AgendaItemFactory(minutes=minutes)

    assert words in client.get(at("event_agenda", item.event_id)).content.decode()


def test_agenda_knows_no_speakers_of_other_events(client, office):
    event, stranger = AppearanceFactory().event, SpeakerFactory()

    response = client.post(at("event_agenda", event.pk), agenda_of(event, {"title_de": "V", "speakers": [stranger.pk]}))

    assert response.context["form"].errors.keys() == {"speakers"}
    assert not event.agenda.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_questions_stand_under_their_point_of_the_agenda(client, office, count, django_assert_num_queries):
    event = EventFactory()
    for item in AgendaItemFactory.create_batch(count, event=event):
        SpeakerQuestion.objects.create(item=item, text=f"Was kostet {item.title_de}?", company="Muster GmbH")
        SpeakerQuestion.objects.create(item=item, text="Und wann?")
    client.get(at("event_agenda", event.pk))

    with django_assert_num_queries(11):
        page = client.get(at("event_agenda", event.pk)).content.decode()

    assert page.count("(2 Fragen)") == count
    for item in event.agenda.all():
        assert f"Was kostet {item.title_de}?" in page
    assert page.count("Muster GmbH") == count


def test_item_is_removed(client, office):
    item = AgendaItemFactory()

    client.post(
        at("event_agenda", item.event_id),
        agenda_of(item.event, {"id": item.pk, "title_de": item.title_de, "DELETE": "on"}),
    )

    assert not item.event.agenda.exists()


MOVED = {
    "starts_at": f"{YEAR}-05-04T16:00", "ends_at": f"{YEAR}-05-04T19:00", "venue": "Rheinsaal", "address": "",
    "answer_until": f"{YEAR}-05-01", "reason": "Mehr Platz", "seen": "0",
}  # fmt: skip


def test_moving_shows_first_who_gets_a_mail(client, office):
    event = EventFactory(published=True)
    written_to(event, "anna@firma.example", name="Anna Muster")

    check = client.post(at("event_move", event.pk), MOVED)
    event.refresh_from_db()
    assert "Anna Muster" in check.content.decode()
    assert "Verlegen und 1 Person benachrichtigen" in check.content.decode()
    assert event.calendar_sequence == 0
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', check.content.decode()))
    done = client.post(at("event_move", event.pk), {**hidden, "reason": "Mehr Platz", "confirm": "yes"}, follow=True)

    event.refresh_from_db()
    assert (event.venue, event.calendar_sequence) == ("Rheinsaal", 1)
    assert "Die Veranstaltung ist verlegt. 1 Person erhält eine E-Mail." in done.content.decode()
    again = client.post(at("event_move", event.pk), {**MOVED, "confirm": "yes"})
    assert "Nichts wurde geändert" in again.content.decode()


def test_nothing_moves_into_the_past(client, office):
    event = EventFactory(published=True)

    page = client.post(at("event_move", event.pk), {**MOVED, "starts_at": "2024-02-27T16:00"}).content.decode()

    assert "Der neue Termin ist schon vorbei." in page


def test_team_learns_that_the_lead_sends(client):
    client.force_login(UserFactory(office=True))
    event = EventFactory(published=True)
    written_to(event, "anna@firma.example")

    page = client.post(at("event_cancel", event.pk), {"reason": "Sturm"}).content.decode()

    assert "Leitung der Geschäftsstelle" in page
    event.refresh_from_db()
    assert event.status == "published"


def test_team_sees_no_button_that_would_be_refused(client):
    client.force_login(UserFactory(office=True))
    event = EventFactory(published=True)
    before = [
        client.get(at("event_cancel", event.pk)).content.decode(),
        client.post(at("event_move", event.pk), MOVED).content.decode(),
    ]
    written_to(event, "anna@firma.example")

    after = [
        client.get(at("event_cancel", event.pk)).content.decode(),
        client.post(at("event_move", event.pk), MOVED).content.decode(),
    ]

    assert ["Diese Veranstaltung absagen" in before[0], 'name="confirm"' in before[1]] == [True, True]
    assert ["Diese Veranstaltung absagen" in after[0], 'name="confirm"' in after[1]] == [False, False]
    assert all("Bitte wenden Sie sich an sie." in page for page in after)


def test_cancelling_needs_a_reason_which_everybody_reads(client, office):
    event = EventFactory(published=True)
    assert "Geben Sie einen Grund an" in client.post(at("event_cancel", event.pk), {"reason": " "}).content.decode()

    client.post(at("event_cancel", event.pk), {"reason": "Sturm"})

    page = client.get(event.get_absolute_url()).content.decode()
    assert "Sturm" in page
    assert "EventCancelled" in page


@pytest.mark.parametrize("name", ("event_move", "event_cancel", "event_hold"))
def test_what_is_over_is_said(client, office, name):
    event = EventFactory(status="cancelled" if name == "event_cancel" else "draft")

    page = client.get(at(name, event.pk), follow=True).content.decode()

    assert "nicht mehr oder noch nicht möglich" in page


def test_holding_moves_to_the_archive(client, office):
    event = EventFactory(
        published=True, starts_at=timezone.now() - dt.timedelta(hours=2), answer_until=timezone.localdate()
    )
    assert client.post(at("event_hold", event.pk), {"people": "x"}).status_code == 200

    client.post(at("event_hold", event.pk), {"people": "80", "companies": ""})

    event.refresh_from_db()
    assert (event.status, event.people_attended) == ("held", 80)


def test_what_has_not_begun_is_not_held(client, office):
    page = client.post(at("event_hold", EventFactory(published=True).pk)).content.decode()

    assert page.count("noch nicht begonnen") == 0
    page = client.post(at("event_hold", Event.objects.get().pk), {"people": "3"}).content.decode()
    assert "Die Veranstaltung hat noch nicht begonnen." in page


def test_publishing_twice_is_said(client, office):
    event = EventFactory()
    pages = [client.post(at("event_publish", event.pk), follow=True).content.decode() for _time in (1, 2)]

    assert "Die Veranstaltung ist veröffentlicht." in pages[0]
    assert "gerade" in pages[1]


def test_preview_shows_a_draft_as_everybody_will_see_it_and_what_the_office_sees(client, office):
    event = EventFactory()
    AgendaItemFactory(event=event, title_de="Aufbau", is_internal=True, internal_note="Zwei Mikrofone")

    response = client.get(at("event_preview", event.pk))

    assert response.context["slots"] == []
    assert "Zwei Mikrofone" in response.content.decode()


def test_speakers_are_added_asked_and_removed(client, office):
    event = EventFactory(published=True)
    client.post(at("event_speakers", event.pk), {"name": "Robin", "email": "rede@buehne.example", "language": "de"})
    (appearance,) = event.appearances.all()

    asked = client.post(at("event_speakers_ask", event.pk), follow=True).content.decode()
    again = client.post(at("appearance_ask", appearance.pk), follow=True).content.decode()
    gone = client.post(at("appearance_remove", appearance.pk), follow=True).content.decode()

    assert "1 Referent:in erhält eine E-Mail." in asked
    assert "Der Link ist unterwegs." in again
    assert "Robin steht nicht mehr auf dem Programm." in gone


def test_nobody_is_asked_for_an_event_that_is_cancelled(client, office):
    appearance = AppearanceFactory(event__status="cancelled")

    client.post(at("event_speakers_ask", appearance.event_id))
    client.post(at("appearance_ask", appearance.pk))

    appearance.refresh_from_db()
    assert appearance.state == "planned"


def test_material_is_stored_shown_and_removed(client, office):
    event = EventFactory(published=True)
    data = {"material-title_de": "Protokoll", "material-file": slides(), "material-visibility": "invited"}
    client.post(at("event_material", event.pk), data)
    (one,) = event.material.all()
    assert one.uploaded_by == office

    client.post(at("material_change", one.pk), {"visibility": "public"})
    assert one.get_absolute_url() in client.get(event.get_absolute_url()).content.decode()
    client.post(at("material_change", one.pk), {"visibility": "alle"})
    client.post(at("material_change", one.pk), {"remove": "yes"})

    assert not event.material.exists()


@pytest.mark.parametrize("name", ("event_agenda", "event_speakers", "event_material", "event_preview"))
def test_page_costs_the_same_whatever_its_length(client, office, name, django_assert_max_num_queries):
    counts = []
    for count in (1, 3):
        event = EventFactory(published=True)
        for _number in range(count):
            appearance = AppearanceFactory(event=event)
            AgendaItemFactory(event=event).speakers.add(appearance.speaker)
            MaterialFactory(event=event, appearance=appearance, visibility="public")
        client.get(at(name, event.pk))
        with django_assert_max_num_queries(11) as queries:
            client.get(at(name, event.pk))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_archive_has_a_page_for_each_year(client):
    old = EventFactory(status="held", starts_at=timezone.now() - dt.timedelta(days=800))
    EventFactory(published=True)
    EventFactory(starts_at=timezone.now() - dt.timedelta(days=400))

    assert client.get(at("event_list")).context["years"] == [old.year]
    assert client.get(at("event_year", old.year)).context["events"] == [old]
    assert client.get(at("event_year", 1999)).status_code == 404


@pytest.mark.parametrize("name", ("event_list", "event_year", "event_detail", "event_feed", "event_feed_kind"))
def test_public_pages_set_no_cookie_and_are_not_sent_twice(client, name):
    event = EventFactory(published=True)
    arguments = {
        "event_year": [event.year], "event_detail": [event.year, event.slug], "event_feed_kind": ["meeting"],
    }  # fmt: skip

    first = client.get(at(name, *arguments.get(name, [])))
    second = client.get(at(name, *arguments.get(name, [])), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")


@pytest.mark.parametrize("count", (1, 3))
def test_feed_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    EventFactory.create_batch(count, published=True)
    EventFactory(published=True, is_public=False)
    EventFactory()
    client.get(at("event_feed"))

    with django_assert_num_queries(2):
        response = client.get(at("event_feed"))

    assert len(Calendar.from_ical(response.content).walk("VEVENT")) == count


def test_feed_of_a_kind_names_what_is_cancelled(client):
    webinar = EventFactory(kind="webinar", status="cancelled", calendar_sequence=1)
    EventFactory(published=True)

    file = Calendar.from_ical(client.get(at("event_feed_kind", "webinar")).content)

    (entry,) = file.walk("VEVENT")
    assert (str(file["method"]), str(entry["status"]), entry["sequence"]) == ("PUBLISH", "CANCELLED", 1)
    assert str(entry["uid"]) == f"{webinar.uid}@klimapakt"
    assert str(file["refresh-interval"].to_ical().decode()) == "PT12H"
    assert client.get(at("event_feed_kind", "party")).status_code == 404
    assert Calendar.from_ical(client.get(at("event_feed_kind", "training")).content).walk("VEVENT") == []


def data_of(page: str) -> dict[str, object]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_search_engines_read_the_event(client):
    event = EventFactory(published=True, title_de="</script><b>Treffen & Co", address="Markt 1", summary_de="Kurz")
    AgendaItemFactory(event=event).speakers.add(SpeakerFactory(name="Robin", title="Dr."))
    AgendaItemFactory(event=event, is_internal=True).speakers.add(SpeakerFactory(name="Geheim"))

    data = data_of(client.get(event.get_absolute_url()).content.decode())

    assert (data["@type"], data["name"]) == ("Event", "</script><b>Treffen & Co")
    assert dt.datetime.fromisoformat(data["startDate"]) == event.starts_at
    assert data["location"] == {"@type": "Place", "name": "Rathaus", "address": "Markt 1"}
    assert data["performer"] == [{"@type": "Person", "name": "Dr. Robin"}]
    assert data["eventStatus"] == "https://schema.org/EventScheduled"


def test_webinar_takes_place_online(client):
    event = EventFactory(published=True, kind="webinar", venue="")

    data = data_of(client.get(event.get_absolute_url()).content.decode())

    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"]["@type"] == "VirtualLocation"


def test_other_calendars_are_linked_with_the_time_in_utc(client):
    event = EventFactory(published=True, starts_at=dt.datetime(YEAR, 7, 1, 14, tzinfo=dt.UTC))

    context = client.get(event.get_absolute_url()).context

    assert f"dates={YEAR}0701T140000Z%2F{YEAR}0701T170000Z" in context["google"]
    assert f"startdt={YEAR}-07-01T14%3A00%3A00Z" in context["outlook"]
    assert "webcal://" in client.get(at("event_list")).content.decode()
