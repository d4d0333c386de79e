import datetime as dt

import pytest
from django.urls import reverse

from events import actions
from events.models import AgendaItem, Event, Invitation
from partners.actions import change_status
from partners.models import LogEntry
from tests.factories import (
    AgendaItemFactory,
    EventFactory,
    InvitationFactory,
    MembershipFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag {name},\n\n{answer_link}"


@pytest.fixture
def office(client):
    person = UserFactory(office=True)
    client.force_login(person)
    return person


def event_form(*items: dict, **values: object) -> dict:
    fields = {
        "kind": "meeting",
        "title_de": "5. Netzwerktreffen",
        "slug": "5-netzwerktreffen",
        "starts_at_0": "02.03.2027",
        "starts_at_1": "16:00",
        "ends_at_0": "02.03.2027",
        "ends_at_1": "19:00",
        "capacity": "80",
        "seats_per_company": "2",
        "answer_until": "20.02.2027",
        "offer_hours": "48",
        "agenda-TOTAL_FORMS": len(items),
        "agenda-INITIAL_FORMS": 0,
    }
    for number, item in enumerate(items):
        row = {"position": 1, "kind": "talk", "minutes": 15, "question_minutes": 0, **item}
        fields |= {f"agenda-{number}-{name}": value for name, value in row.items()}
    return fields | values


def test_event_with_agenda_and_speaker(client, office):
    speaker = SpeakerFactory()

    response = client.post(
        reverse("admin:events_event_add"),
        event_form({"title_de": "Eröffnung", "speakers": [speaker.pk]}, {"title_de": "Vortrag"}, {"title_de": ""}),
    )

    assert response.status_code == 302
    event = Event.objects.get()
    assert (event.status, event.starts_at) == ("draft", dt.datetime(2027, 3, 2, 15, tzinfo=dt.UTC))
    assert [(item.title_de, list(item.speakers.all())) for item in event.agenda.all()] == [
        ("Eröffnung", [speaker]),
        ("Vortrag", []),
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ends_at_1": "15:00"}, "Die Veranstaltung muss nach ihrem Beginn enden."),
        ({"answer_until": "03.03.2027"}, "Antworten sind vor der Veranstaltung oder an ihrem Tag fällig."),
        ({"capacity": "0"}, "Geben Sie mindestens 1 ein."),
        ({"starts_at_1": "25 Uhr"}, "Bitte eine gültige Uhrzeit eingeben."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, office, values, message):
    response = client.post(reverse("admin:events_event_add"), event_form({"title_de": "Eröffnung"}, **values))

    assert response.status_code == 200
    page = response.content.decode()
    assert message in page
    assert 'value="Eröffnung"' in page
    assert not Event.objects.exists()


def test_new_item_stands_at_the_end(client, office):
    item = AgendaItemFactory(position=7)

    page = client.get(reverse("admin:events_event_change", args=[item.event_id])).content.decode()

    assert 'name="agenda-1-position" value="8"' in page
    assert AgendaItem.objects.count() == 1


def test_seats_that_are_taken_cannot_be_taken_away(client, office):
    invitation = InvitationFactory()
    event = invitation.event
    for number in (1, 2):
        event.registrations.create(name=f"Kim {number}", state="seated", seat_no=number)

    response = client.post(
        reverse("admin:events_event_change", args=[event.pk]), event_form(capacity="1", slug=event.slug)
    )

    assert "Platz 2 ist schon vergeben" in response.content.decode()
    event.refresh_from_db()
    assert event.capacity == 80


def test_public_page_is_linked_once_it_exists(client, office):
    draft, public = EventFactory(), EventFactory(published=True)

    pages = [
        client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode() for event in (draft, public)
    ]

    assert draft.get_absolute_url() not in pages[0]
    assert public.get_absolute_url() in pages[1]


def choose(client, action: str, *events: Event, **values: str) -> str:
    form = {"action": action, "_selected_action": [event.pk for event in events], **values}
    return client.post(reverse("admin:events_event_changelist"), form, follow=True).content.decode()


def test_events_are_published_from_the_list(client, office):
    draft, held = EventFactory(title_de="Entwurf"), EventFactory(title_de="Alt", status="held")

    page = choose(client, "publish", draft, held)

    assert "Entwurf ist veröffentlicht." in page
    assert "Alt war kein Entwurf mehr." in page
    assert dict(Event.objects.values_list("title_de", "status")) == {"Entwurf": "published", "Alt": "held"}


def test_events_are_cancelled_with_a_reason(client, office):
    event, held = EventFactory(title_de="Treffen", published=True), EventFactory(title_de="Alt", status="held")

    assert "Geben Sie den Grund an." in choose(client, "cancel", event)
    event.refresh_from_db()
    assert event.status == "published"
    page = choose(client, "cancel", event, held, reason="Sturm")

    assert "Treffen ist abgesagt." in page
    assert "Alt lässt sich nicht mehr absagen." in page
    event.refresh_from_db()
    assert event.status == "cancelled"
    entry = LogEntry.objects.get(verb="event-moved")
    assert (entry.by, entry.state_to, entry.reason) == (office, "cancelled", "Sturm")


def test_event_with_invitations_sent_is_kept_and_says_why(client):
    lead = UserFactory(office_lead=True)
    client.force_login(lead)
    member = MembershipFactory(lead=True)
    event = EventFactory(published=True)
    mailing = actions.save_draft(event=event, subject="Einladung", text=TEXT, partners=[member.partner], by=lead)
    actions.send_mailing(mailing=mailing, by=lead)

    page = client.get(reverse("admin:events_event_delete", args=[event.pk])).content.decode()

    assert "Einladung:" in page
    assert 'type="submit" value=' not in page.partition("<main")[2]


def test_link_of_a_partner_that_left_is_over_until_it_is_invited_anew(client):
    by = UserFactory(office_lead=True)
    member = MembershipFactory(lead=True)
    event = EventFactory(published=True)

    def send():
        mailing = actions.save_draft(event=event, subject="Einladung", text=TEXT, partners=[member.partner], by=by)
        return actions.send_mailing(mailing=mailing, by=by).recipients.get().values["answer_link"]

    link = send().partition("localhost:8000")[2]
    change_status(partner=member.partner, status="left", by=by, day=dt.date(2026, 1, 1), reason="Umzug")
    assert client.get(link).status_code == 410
    assert client.post(link, {"answer": "accepted"}).status_code == 410
    assert Invitation.objects.get().state == "withdrawn"

    change_status(partner=member.partner, status="active", by=by, day=dt.date(2026, 2, 1))
    assert client.get(link).status_code == 410
    send()
    assert client.get(link).status_code == 200
    assert Invitation.objects.get().state == "open"
