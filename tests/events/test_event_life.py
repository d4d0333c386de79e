"""From the plan to the archive: what the office does with an event, and who hears of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from events import actions, appearances, invitations
from events.errors import EventChanged, EventNotDraft, EventNotOver, NumberTaken, OnlyLeadSends, SeatsTaken
from events.models import AgendaItem, Event, Mailing
from partners.models import Letter, LogEntry, Recipient
from tests.factories import (
    AgendaItemFactory,
    AppearanceFactory,
    EventFactory,
    InvitationFactory,
    LetterFactory,
    MailingFactory,
    PartnerFactory,
    RecipientFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + dt.timedelta(days=60)


@pytest.fixture
def lead():
    return UserFactory(office_lead=True)


@pytest.fixture
def event():
    return EventFactory(published=True)


def fields(**values: object) -> dict[str, object]:
    return {
        "kind": "meeting",
        "number": None,
        "title_de": "Netzwerktreffen über Wärme",
        "starts_at": SOON,
        "ends_at": SOON + dt.timedelta(hours=3),
        "answer_until": SOON.date() - dt.timedelta(days=7),
        "capacity": 80,
        **values,
    }


def written_to(event: Event, email: str, state: str = "sent", **values: object) -> Recipient:
    """Somebody who got, or did not get, an invitation."""
    letter = values.pop("letter", None) or MailingFactory(event=event, letter__state="done").letter
    sent_at = timezone.now() if state == "sent" else None
    return RecipientFactory(letter=letter, email=email, state=state, sent_at=sent_at, **values)


def move(event: Event, by: object, **values: object) -> Event:
    new = {"starts_at": SOON, "ends_at": SOON + dt.timedelta(hours=2), "venue": "Rheinsaal", "address": ""}
    until = SOON.date() - dt.timedelta(days=3)
    return actions.move_event(
        event=event, by=by, reason="Der Saal ist größer", **{"answer_until": until, **new, **values}
    )


def mailed(event: Event, kind: str) -> list[str]:
    mails = Recipient.objects.filter(letter__mailing__event=event, letter__mailing__kind=kind)
    return sorted(mails.values_list("email", flat=True))


def test_plan_makes_a_draft_with_an_address_of_its_own(lead):
    first, second = (actions.plan_event(fields=fields(number=number), by=lead) for number in (1, 2))

    assert (first.status, first.slug, second.slug) == (
        "draft",
        "netzwerktreffen-ueber-waerme",
        "netzwerktreffen-ueber-waerme-2",
    )
    assert LogEntry.objects.filter(verb="event-planned", by=lead).count() == 2


@pytest.mark.parametrize("kind", ("meeting", "workshop"))
def test_series_proposes_its_next_number(kind):
    EventFactory(kind="meeting", number=8)
    EventFactory(kind="meeting", number=4)

    assert Event.objects.next_number(kind) == {"meeting": 9, "workshop": 1}[kind]


def test_number_of_a_series_is_given_once(lead):
    EventFactory(kind="meeting", number=4)
    EventFactory(kind="workshop", number=5)

    with pytest.raises(NumberTaken):
        actions.plan_event(fields=fields(number=4), by=lead)
    with pytest.raises(IntegrityError, match="one_number_per_series"), transaction.atomic():
        EventFactory(kind="meeting", number=4)
    assert actions.plan_event(fields=fields(number=5), by=lead).number == 5


def test_clone_takes_agenda_venue_and_texts_and_nothing_about_people(lead):
    old = EventFactory(
        status="held", number=4, summary_de="Kurz", theme_de="Wärme", seats_per_company=3, people_attended=80
    )
    item = AgendaItemFactory(event=old, position=1, minutes=30, question_minutes=15, internal_note="Mikro")
    item.speakers.add(AppearanceFactory(event=old).speaker)
    InvitationFactory(event=old)

    copy = actions.clone_event(event=old, title_de="5. Netzwerktreffen", title_en="", number=5, starts_at=SOON, by=lead)

    assert (copy.status, copy.number, copy.venue, copy.summary_de) == ("draft", 5, old.venue, "Kurz")
    assert (copy.theme_de, copy.seats_per_company, copy.people_attended) == ("Wärme", 3, None)
    assert copy.ends_at - copy.starts_at == old.ends_at - old.starts_at
    assert copy.answer_until < timezone.localdate(SOON)
    assert copy.uid != old.uid
    (made,) = copy.agenda.all()
    assert (made.title_de, made.minutes, made.question_minutes, made.internal_note) == (item.title_de, 30, 15, "Mikro")
    assert not made.speakers.exists()
    assert not (copy.appearances.exists() or copy.invitations.exists() or copy.material.exists())


def test_data_of_a_draft_change_and_those_of_a_published_event_but_for_date_and_place(lead):
    draft, public = EventFactory(), EventFactory(published=True)

    for event in (draft, public):
        actions.change_event(event=event, fields=fields(venue="Anderswo", capacity=90), by=lead)

    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.venue, draft.starts_at) == ("Anderswo", SOON)
    assert (public.venue, public.title_de, public.capacity) == ("Rathaus", "Netzwerktreffen über Wärme", 90)
    assert public.starts_at != SOON


def test_data_do_not_take_seats_away(event, lead):
    for number in (1, 2):
        event.registrations.create(name=f"Kim {number}", state="seated", seat_no=number)

    with pytest.raises(SeatsTaken):
        actions.change_event(event=event, fields=fields(capacity=1), by=lead)


def test_move_tells_whoever_was_told_before_and_nobody_twice(event, lead):
    partner = PartnerFactory()
    InvitationFactory(event=event, partner=partner)
    written_to(event, "Anna@firma.example", partner=partner, language="en")
    written_to(event, "anna@firma.example", partner=partner, language="en")
    written_to(event, "unklar@firma.example", state="unclear")
    for state in ("waiting", "failed", "cancelled"):
        written_to(event, f"{state}@firma.example", state=state)
    written_to(EventFactory(published=True), "fremd@firma.example")
    test = MailingFactory(event=event, kind="test", letter__state="done").letter
    written_to(event, "probe@stadt.example", letter=test)
    event.registrations.create(name="Telefon", email="telefon@firma.example", state="waiting", language="en")
    event.registrations.create(name="Abgesagt", email="abgesagt@firma.example", state="cancelled")
    speaker = AppearanceFactory(event=event, asked=True).speaker
    AppearanceFactory(event=event)
    AppearanceFactory(event=event, state="declined", asked_at=timezone.now(), answered_at=timezone.now())

    move(event, lead)

    assert mailed(event, "change") == sorted(
        ["anna@firma.example", "unklar@firma.example", "telefon@firma.example", speaker.email]
    )
    english = Recipient.objects.get(letter__mailing__kind="change", email__iexact="anna@firma.example")
    assert english.letter.subject.startswith("New date or place")
    assert english.values["link"] == invitations.links(english)["answer_link"]
    assert english.values["reason"] == "Der Saal ist größer"
    spoken = Recipient.objects.get(letter__mailing__kind="change", email=speaker.email)
    assert "/auftritt/" in spoken.values["link"]
    called = Recipient.objects.get(email="telefon@firma.example")
    assert called.language == "en"
    assert "/anmeldung/" in called.values["link"]


@pytest.mark.parametrize("gone", ("person", "company"))
def test_who_has_left_hears_nothing(event, lead, gone):
    user = UserFactory(is_active=gone != "person")
    partner = PartnerFactory(**({"status": "left", "left_on": timezone.localdate()} if gone == "company" else {}))
    written_to(event, user.email, user=user, partner=partner)

    move(event, lead)

    assert mailed(event, "change") == []


def test_move_gives_the_entry_a_new_version_with_the_same_name(event, lead):
    written_to(event, "anna@firma.example")
    before = event.calendar_changed_at

    event = move(event, lead)

    letter = Letter.objects.get(mailing__kind="change")
    file = Calendar.from_ical(letter.calendar)
    (entry,) = file.walk("VEVENT")
    assert (str(file["method"]), str(entry["uid"]), entry["sequence"]) == ("PUBLISH", f"{event.uid}@klimapakt", 1)
    assert entry.decoded("dtstart") == SOON
    assert entry.decoded("dtstamp") >= before.replace(microsecond=0)
    assert entry["location"] == "Rheinsaal"
    assert LogEntry.objects.get(verb="event-rescheduled").reason == "Der Saal ist größer"


def test_second_of_two_clicks_moves_nothing_and_tells_nobody(event, lead):
    written_to(event, "anna@firma.example")
    move(event, lead, seen=0)

    with pytest.raises(EventChanged):
        move(event, lead, seen=0, venue="Noch woanders")
    with pytest.raises(EventChanged):
        move(event, lead)

    assert mailed(event, "change") == ["anna@firma.example"]
    event.refresh_from_db()
    assert (event.venue, event.calendar_sequence) == ("Rheinsaal", 1)


def test_what_was_on_its_way_with_the_old_date_is_stopped(event, lead):
    letter = MailingFactory(event=event, letter__state="sending").letter
    written_to(event, "hat@firma.example", letter=letter)
    written_to(event, "wartet@firma.example", state="waiting", letter=letter)
    done = MailingFactory(event=event, letter__state="sending").letter

    move(event, lead)

    letter.refresh_from_db()
    done.refresh_from_db()
    assert (letter.state, done.state) == ("stopped", "sending")
    assert mailed(event, "change") == ["hat@firma.example"]


def test_change_is_told_to_those_who_learnt_of_an_earlier_change(event, lead):
    written_to(event, "anna@firma.example")
    move(event, lead)
    Recipient.objects.filter(state="waiting").update(state="sent", sent_at=timezone.now())

    move(event, lead, venue="Doch im Rathaus")

    assert mailed(event, "change") == ["anna@firma.example"] * 2
    event.refresh_from_db()
    assert event.calendar_sequence == 2


@pytest.mark.parametrize("act", ("move", "cancel"))
def test_mails_to_many_are_sent_by_the_lead_alone(event, act):
    team = UserFactory(office=True)
    written_to(event, "anna@firma.example")

    with pytest.raises(OnlyLeadSends), transaction.atomic():
        move(event, team) if act == "move" else actions.cancel_event(event=event, by=team, reason="Sturm")

    event.refresh_from_db()
    assert (event.status, event.calendar_sequence) == ("published", 0)


@pytest.mark.parametrize("status", ("draft", "held", "cancelled"))
def test_only_what_is_published_moves(lead, status):
    with pytest.raises(EventNotDraft):
        move(EventFactory(status=status), lead)


def test_cancelling_takes_the_entry_from_the_calendars(event, lead):
    written_to(event, "anna@firma.example")

    event = actions.cancel_event(event=event, by=lead, reason="Sturm {name}")

    assert mailed(event, "cancellation") == ["anna@firma.example"]
    letter = Letter.objects.get(mailing__kind="cancellation")
    file = Calendar.from_ical(letter.calendar)
    (entry,) = file.walk("VEVENT")
    assert (str(file["method"]), str(entry["status"]), entry["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert entry["organizer"].startswith("mailto:")
    assert str(entry["uid"]) == f"{event.uid}@klimapakt"
    assert letter.kind == "transactional"
    assert event.cancel_reason == letter.recipients.get().values["reason"] == "Sturm {name}"
    with pytest.raises(EventNotDraft):
        actions.cancel_event(event=event, by=lead, reason="Sturm")
    assert Mailing.objects.filter(kind="cancellation").count() == 1


def test_draft_is_cancelled_without_a_mail(lead):
    event = EventFactory()

    actions.cancel_event(event=event, by=lead, reason="Kein Bedarf")

    assert not Letter.objects.exists()


def test_event_that_is_not_public_leads_to_the_list(event, lead):
    Event.objects.update(is_public=False)
    written_to(event, "anna@firma.example")

    move(event, lead)

    assert Recipient.objects.get(letter__mailing__kind="change").values["link"].endswith("/veranstaltungen/")


def test_guest_gets_the_own_link(event, lead):
    InvitationFactory(event=event, partner=None, email="Gast@presse.example")
    recipient = written_to(event, "gast@presse.example")

    move(event, lead)

    again = Recipient.objects.get(letter__mailing__kind="change")
    assert (
        again.values["link"] == invitations.links(again)["answer_link"] != invitations.links(recipient)["answer_link"]
    )


def test_event_is_held_once_it_has_begun(lead):
    begun = EventFactory(
        published=True,
        starts_at=timezone.now() - dt.timedelta(hours=1),
        answer_until=timezone.localdate() - dt.timedelta(days=3),
    )
    with pytest.raises(EventNotOver):
        actions.hold_event(event=EventFactory(published=True), people=80, companies=None, by=lead)

    event = actions.hold_event(event=begun, people=80, companies=60, by=lead)

    assert (event.status, event.people_attended, event.companies_attended) == ("held", 80, 60)
    with pytest.raises(EventNotDraft):
        actions.hold_event(event=begun, people=1, companies=1, by=lead)


def test_database_refuses_a_reason_without_a_cancellation():
    with pytest.raises(IntegrityError, match="only_cancelled_events_say_why"):
        EventFactory(cancel_reason="Sturm")


def test_saved_agenda_makes_whoever_speaks_a_speaker_of_the_event(event, lead):
    speaker = SpeakerFactory()

    for _time in (1, 2):
        actions.save_agenda(event=event, save=lambda: AgendaItemFactory(event=event).speakers.add(speaker), by=lead)

    assert [one.speaker for one in event.appearances.all()] == [speaker]
    assert AgendaItem.objects.count() == 2


def test_letters_of_others_are_left_alone(event, lead):
    other = LetterFactory(state="sending")
    RecipientFactory(letter=other)

    move(event, lead)

    other.refresh_from_db()
    assert other.state == "sending"
    assert appearances.PURPOSE != invitations.ANSWER
