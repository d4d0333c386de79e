"""Mailings of all kinds: who gets them, in which language, when, and what holds them back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events import actions, clock, emails
from events.errors import MailingNotReady
from events.forms import ScheduleForm
from events.models import Event, Invitation, Mailing
from klimapakt.lib.returned_mail import CalendarAnswer
from partners import actions as partner_actions
from partners import tasks
from partners.errors import LetterNotDraft
from partners.models import Bounce, Letter, Recipient
from tests.factories import (
    EventFactory,
    InvitationFactory,
    LetterFactory,
    MembershipFactory,
    PartnerFactory,
    RecipientFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag {name},\n\nwir laden {company} ein.\n\n{answer_link}"
PLAIN = "Guten Tag {name},\n\nbis bald."
Kind = Mailing.Kind


@pytest.fixture
def office():
    return UserFactory(office_lead=True)


def draft(event, office, *partners, kind=Kind.INVITATION, text=TEXT, **words):
    return actions.save_draft(
        event=event, kind=kind, subject="Betreff", text=text, partners=partners, by=office, **words
    )


def invited(event, **fields):
    """A company with one contact, and its invitation."""
    member = MembershipFactory(lead=True)
    InvitationFactory(event=event, partner=member.partner, **fields)
    return member


def addresses(mailing):
    return [one.email for one in actions.contacts(mailing)]


def test_a_reminder_goes_to_the_silent_alone(office):
    event = EventFactory(published=True)
    silent, came = invited(event), invited(event, state="accepted", answered_at=timezone.now())
    mailing = draft(event, office, silent.partner, came.partner, kind=Kind.REMINDER)

    letter = actions.send_mailing(mailing=mailing, by=office)

    assert [one.email for one in letter.recipients.all()] == [silent.user.email]
    assert letter.purpose == "event-reminder"


def test_the_office_sees_how_many_are_silent_and_whom_no_mail_reached():
    event = EventFactory(published=True)
    reached, lost = invited(event), invited(event)
    arrived = RecipientFactory(partner=reached.partner, state="sent", sent_at=timezone.now())
    mailing = Mailing.objects.create(event=event, letter=arrived.letter)
    RecipientFactory(letter=mailing.letter, partner=lost.partner, state="bounced")

    found = actions.silence(event)

    assert (found.open, found.bounced) == (2, [lost.partner.name])


def test_save_the_date_invites_nobody_yet(office):
    event, member = EventFactory(), MembershipFactory(lead=True)

    actions.send_mailing(mailing=draft(event, office, member.partner, kind=Kind.SAVE_THE_DATE, text=PLAIN), by=office)

    assert not Invitation.objects.exists()
    assert Letter.objects.get().calendar == ""


def test_last_information_goes_to_who_comes_and_without_address_to_the_companys_contact(office):
    event = EventFactory(published=True)
    member = MembershipFactory(lead=True)
    RegistrationFactory(event=event, partner=member.partner, name="Anna", email="anna@firma.example", seat_no=1)
    RegistrationFactory(event=event, partner=member.partner, name="Am Telefon", email="", seat_no=2)
    RegistrationFactory(event=event, partner=None, name="Gast", email="gast@presse.example", seat_no=3)
    RegistrationFactory(event=event, partner=None, email="wartet@x.example", state="waiting", seat_no=None)
    mailing = draft(event, office, member.partner, kind=Kind.LAST_INFORMATION, text=PLAIN)

    assert sorted(addresses(mailing)) == sorted(["anna@firma.example", "gast@presse.example", member.user.email])


def test_thanks_are_sent_once_the_event_is_over(office):
    event = EventFactory(published=True)
    RegistrationFactory(event=event, partner=None, email="gast@presse.example", seat_no=1)
    mailing = draft(event, office, kind=Kind.THANKS, text=PLAIN)
    with pytest.raises(MailingNotReady):
        actions.send_mailing(mailing=mailing, by=office)

    Event.objects.update(
        starts_at=timezone.now() - dt.timedelta(days=1), ends_at=timezone.now() - dt.timedelta(hours=20)
    )
    mailing.event.refresh_from_db()
    letter = actions.send_mailing(mailing=mailing, by=office)

    assert [one.email for one in letter.recipients.all()] == ["gast@presse.example"]


def test_nobody_gets_a_mailing_twice_whoever_has_two_roles(office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    other = MembershipFactory(lead=True, user=member.user)
    mailing = draft(event, office, member.partner, other.partner)

    letter = actions.send_mailing(mailing=mailing, by=office)

    assert len(actions.contacts(mailing)) == letter.recipients.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RecipientFactory(letter=letter, email=member.user.email.upper())


def test_no_mailing_goes_to_an_address_whose_mails_come_back(office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    mailing = draft(event, office, member.partner)
    for number in range(3):
        Bounce.objects.create(email=member.user.email.upper(), source=str(number))

    assert addresses(mailing) == []
    assert actions.audience(mailing).unreached == [member.partner]


def test_each_reads_their_own_language_and_german_where_there_is_no_english(office, sink):
    event = EventFactory(published=True)
    german, english = MembershipFactory(lead=True), MembershipFactory(lead=True, user__language="en")
    words = {"subject_en": "Invitation", "text_en": "Dear {name},\n\n{answer_link}"}
    letter = actions.send_mailing(mailing=draft(event, office, german.partner, english.partner, **words), by=office)

    tasks.send_letter(letter.pk)

    subjects = {one["To"].addresses[0].addr_spec: one["Subject"] for one in sink.messages}
    assert subjects == {german.user.email: "Betreff", english.user.email: "Invitation"}
    text = next(one for one in sink.messages if one["Subject"] == "Invitation").get_body(("plain",)).get_content()
    assert "/en/e/" in text
    assert Recipient(language="en", letter=letter).letter.parts("fr").subject == "Betreff"


def test_a_recipient_without_language_gets_german(sink):
    letter = LetterFactory(state="sending", subject="Hallo", subject_en="Hi", text_en="Hi")
    RecipientFactory(letter=letter, language="")

    tasks.send_letter(letter.pk)

    assert sink.messages[0]["Subject"] == "Hallo"


@pytest.mark.parametrize("kind", Mailing.WRITTEN)
@pytest.mark.parametrize("language", ("de", "en"))
def test_every_kind_has_words_to_begin_with_that_pass_the_checks(kind, language):
    parts = emails.first_draft(EventFactory(theme_de="Wärme"), kind, language)

    assert emails.unknown_placeholders(parts.subject + parts.text) == set()
    assert (emails.LINK in parts.text) == (kind in (Kind.INVITATION, Kind.REMINDER))


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    (
        (Kind.INVITATION, {"text": PLAIN}, "{answer_link}"),
        (Kind.INVITATION, {"subject_en": "Hi", "text_en": PLAIN}, "{answer_link}"),
        (Kind.INVITATION, {"text_en": TEXT}, "Englisch"),
        (Kind.SAVE_THE_DATE, {}, "{answer_link}"),
        (Kind.INVITATION, {"subject_en": "{firma}", "text_en": TEXT}, "{firma}"),
    ),
)
def test_the_check_says_what_is_wrong_with_the_words(office, kind, words, said):
    member = MembershipFactory(lead=True)
    mailing = draft(EventFactory(published=True), office, member.partner, kind=kind, **words)

    (problem,) = actions.problems(mailing, actions.contacts(mailing))

    assert said in problem


def test_a_scheduled_mailing_is_sent_at_its_time_and_once(office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    mailing = draft(event, office, member.partner)
    actions.schedule_mailing(mailing=mailing, at=timezone.now() + dt.timedelta(hours=1), by=office)
    clock.send_scheduled_mailings()
    assert not Recipient.objects.exists()
    with pytest.raises(LetterNotDraft):
        actions.schedule_mailing(mailing=mailing, at=timezone.now(), by=office)

    Letter.objects.update(send_at=timezone.now())
    clock.send_scheduled_mailings()
    clock.send_scheduled_mailings()
    actions.send_scheduled(mailing=mailing)

    assert Recipient.objects.get().email == member.user.email
    assert Letter.objects.get().state == "sending"


def test_who_answers_before_the_time_gets_no_reminder(office):
    event = EventFactory(published=True)
    silent, quick = invited(event), invited(event)
    mailing = draft(event, office, silent.partner, quick.partner, kind=Kind.REMINDER)
    actions.schedule_mailing(mailing=mailing, at=timezone.now(), by=office)
    Invitation.objects.filter(partner=quick.partner).update(state="declined", answered_at=timezone.now())

    clock.send_scheduled_mailings()

    assert Recipient.objects.get().email == silent.user.email


@pytest.mark.parametrize("change", ({"status": "cancelled"}, {"calendar_sequence": 4}), ids=("cancelled", "moved"))
def test_a_changed_event_holds_a_scheduled_mailing_back_and_says_so(client, office, change):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    mailing = draft(event, office, member.partner)
    actions.schedule_mailing(mailing=mailing, at=timezone.now(), by=office)
    Event.objects.update(**change)

    clock.send_scheduled_mailings()

    mailing.refresh_from_db()
    assert mailing.letter.state == "draft"
    assert mailing.held_back
    assert Recipient.objects.get().email == office.email  # who scheduled it is told
    client.force_login(office)
    assert mailing.held_back in client.get(reverse("events:mailing_list", args=[event.pk])).content.decode()


def test_a_mailing_is_scheduled_and_taken_back_on_the_page(client, office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    mailing = draft(event, office, member.partner)
    check, back = (reverse(f"events:{name}", args=[mailing.pk]) for name in ("mailing_check", "mailing_unschedule"))
    client.force_login(office)
    tomorrow = timezone.localtime() + dt.timedelta(days=1)

    page = client.post(check, {"at": f"{tomorrow:%Y-%m-%dT%H:%M}"}, follow=True).content.decode()

    assert "Vorgesehen für" in page
    compose = client.get(reverse("events:mailing_compose", args=[event.pk]))
    assert compose.url == check
    client.post(back)
    client.post(back)
    assert Letter.objects.get().state == "draft"
    client.force_login(UserFactory(office=True))
    assert client.post(check, {"at": "2030-01-01T10:00"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    (
        ("2027-03-28T02:30", "Uhr wird in dieser Stunde umgestellt"),
        ("2027-10-31T02:30", "Uhr wird in dieser Stunde umgestellt"),
        ("2020-01-01T10:00", "liegt schon zurück"),
        ("morgen", "2026-12-31 09:00"),
        ("", "Geben Sie Tag und Uhrzeit an"),
    ),
)
def test_a_time_that_there_is_not_is_explained(typed, said):
    form = ScheduleForm({"at": typed}, now=timezone.now())

    assert said in form.errors["at"][0]


def test_an_unknown_placeholder_is_explained_in_place(client, office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    client.force_login(office)
    data = {"subject": "Hallo", "text": "{vorname} {answer_link}", "partners": [member.partner.pk]}

    form = client.post(reverse("events:mailing_compose", args=[event.pk]), data).context["form"]

    assert "{vorname}" in form.errors["text"][0]
    assert "{company}" in form.errors["text"][0]
    assert not Mailing.objects.exists()


def test_the_audience_is_counted_while_one_chooses(client, office):
    event = EventFactory(published=True)
    first, second = MembershipFactory(lead=True), MembershipFactory(lead=True)
    client.force_login(office)
    compose = reverse("events:mailing_compose", args=[event.pk])
    htmx = {"headers": {"HX-Request": "true"}}

    reach = client.post(compose, {"reach": "yes", "partners": [first.partner.pk, "x"]}, **htmx).content.decode()
    narrowed = client.post(compose, {"filter": "yes", "attended": "yes"}, **htmx)

    assert "1 Person bekommt" in reach
    assert first.partner.name in reach
    assert second.partner.name not in reach
    assert list(narrowed.context["form"].fields["partners"].queryset) == []


@pytest.mark.parametrize(
    ("chosen", "found"),
    (
        ({"attended": "yes"}, ["Muster Alt"]),
        ({"attended": "no"}, ["Muster Neu"]),
        ({"answer": "none"}, ["Muster Neu"]),
        ({"answer": "open"}, ["Muster Alt"]),
        ({"status": "interested"}, ["Muster Will"]),
        ({"tag": "Pilot"}, ["Muster Neu"]),
        ({}, ["Muster Alt", "Muster Neu"]),
    ),
)
def test_the_audience_is_narrowed_by_what_companies_did(client, office, chosen, found):
    event = EventFactory(published=True)
    old = PartnerFactory(name="Muster Alt")
    PartnerFactory(name="Muster Neu", tags=["Pilot"])
    PartnerFactory(name="Muster Will", status="interested", joined_on=None)
    InvitationFactory(event=event, partner=old)
    past = EventFactory(starts_at=timezone.now() - dt.timedelta(days=90))
    RegistrationFactory(event=past, partner=old, seat_no=1)
    client.force_login(office)

    form = client.post(reverse("events:mailing_compose", args=[event.pk]), {"filter": "yes", **chosen}).context["form"]

    assert [one.name for one in form.fields["partners"].queryset] == found


def test_the_preview_looks_through_the_eyes_of_whom_one_chooses(client, office):
    event = EventFactory(published=True)
    german, english = MembershipFactory(lead=True), MembershipFactory(lead=True, user__language="en")
    mailing = draft(
        event, office, german.partner, english.partner, subject_en="Hi", text_en="Dear {name} {answer_link}"
    )
    client.force_login(office)

    page = client.get(reverse("events:mailing_preview", args=[mailing.pk]), {"als": english.user.email})

    assert f"Dear {english.user}" in page.content.decode()


def test_a_kind_that_there_is_not_does_not_exist(client, office):
    client.force_login(office)

    assert client.get(reverse("events:mailing_compose", args=[EventFactory().pk]), {"art": "change"}).status_code == 404


@pytest.fixture
def asked(office):
    """Somebody who was invited by mail, with a calendar."""
    member = MembershipFactory(lead=True)
    letter = actions.send_mailing(mailing=draft(EventFactory(published=True), office, member.partner), by=office)
    Recipient.objects.update(state="sent", sent_at=timezone.now())
    return letter.recipients.get()


def say(recipient, state="accepted", *, sent_by="", **changes):
    values = {
        "uid": f"{recipient.letter.mailing.event.uid}@klimapakt",
        "email": recipient.email,
        "state": state,
        "sequence": 0,
        "said_at": timezone.now(),
    } | changes
    return actions.take_calendar_answer(answer=CalendarAnswer(**values), sent_by=sent_by or recipient.email)


def test_an_answer_by_calendar_counts_and_a_later_one_changes_it(asked):
    assert say(asked).state == "accepted"
    assert asked.letter.mailing.event.registrations.get().email == asked.email

    assert say(asked, "declined", said_at=timezone.now() + dt.timedelta(seconds=5)).state == "declined"


@pytest.mark.parametrize(
    "changes",
    (
        {"email": "fremd@firma.example"},
        {"email": "fremd@firma.example", "sent_by": "fremd@firma.example"},
        {"sent_by": "fremd@firma.example"},
        {"uid": "3f0e0000-0000-4000-8000-000000000000@klimapakt"},
        {"uid": "irgendwas"},
    ),
)
def test_nobody_answers_by_calendar_but_the_invited_address(asked, changes):
    assert say(asked, **changes) is None
    assert Invitation.objects.get().state == "open"


def test_an_answer_to_an_older_version_or_older_than_the_last_one_counts_nothing(asked):
    say(asked)

    assert say(asked, "declined", said_at=timezone.now() - dt.timedelta(minutes=5)) is None
    Event.objects.update(calendar_sequence=1)
    assert say(asked, "declined") is None
    assert Invitation.objects.get().state == "accepted"


def test_an_answer_after_the_deadline_counts_nothing(asked):
    Event.objects.update(answer_until=dt.date(2020, 1, 1))

    assert say(asked) is None


REPLY = """From: {sender}
To: antwort@pakt.example
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
PRODID:-//Test//DE
VERSION:2.0
BEGIN:VEVENT
UID:{uid}@klimapakt
SEQUENCE:0
DTSTAMP:20990101T100000Z
ATTENDEE;PARTSTAT={state}:mailto:{email}
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(("state", "found"), (("ACCEPTED", "accepted"), ("TENTATIVE", "maybe"), ("DELEGATED", "open")))
def test_a_mail_of_a_calendar_program_answers(asked, state, found):
    uid = asked.letter.mailing.event.uid
    text = REPLY.format(sender=f"Anna <{asked.email}>", email=asked.email, uid=uid, state=state)

    partner_actions.take_in(text.replace("\n", "\r\n").encode())

    assert Invitation.objects.get().state == found


def test_with_a_mailbox_calendars_are_asked_to_answer_there(asked, sink, settings):
    settings.MAILBOX_ADDRESS = "antwort@pakt.example"
    Recipient.objects.update(state="waiting")

    tasks.send_letter(asked.letter_id)

    text = sink.messages[0].as_string()
    (part,) = [one for one in sink.messages[0].walk() if one.get_content_type() == "text/calendar"]
    calendar = part.get_content().replace("\r\n ", "").replace("\n ", "")
    assert "METHOD:REQUEST" in calendar
    assert f"RSVP=TRUE:mailto:{asked.email}" in calendar
    assert "mailto:antwort@pakt.example" in calendar
    assert sink.envelopes[0].mail_from == "antwort@pakt.example"
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text


def test_the_calendar_speaks_the_language_of_its_reader(office, sink):
    event = EventFactory(
        published=True, title_de="Netzwerktreffen", title_en="Network meeting", summary_en="About heat"
    )
    people = [MembershipFactory(lead=True, user__language=language) for language in ("de", "en")]
    letter = actions.send_mailing(mailing=draft(event, office, *(one.partner for one in people)), by=office)

    tasks.send_mailing(letter.pk)

    summaries = {
        mail["To"].addresses[0].addr_spec: next(
            part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"
        )
        for mail in sink.messages
    }
    german, english = (summaries[one.user.email] for one in people)
    assert ("SUMMARY:Netzwerktreffen" in german, "SUMMARY:Network meeting" in english) == (True, True)
    assert "DESCRIPTION:About heat" in english


@pytest.mark.parametrize(("act", "method"), (("move", "REQUEST"), ("cancel", "CANCEL")))
def test_who_was_asked_by_calendar_hears_of_a_change_in_the_same_entry(office, sink, settings, act, method):
    settings.MAILBOX_ADDRESS = "antwort@pakt.example"
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    letter = actions.send_mailing(mailing=draft(event, office, member.partner), by=office)
    tasks.send_mailing(letter.pk)
    if act == "cancel":
        actions.cancel_event(event=event, by=office, reason="Sturm")
    else:
        when = {"starts_at": event.starts_at + dt.timedelta(days=7), "ends_at": event.ends_at + dt.timedelta(days=7)}
        where = {"venue": event.venue, "address": event.address, "answer_until": event.answer_until}
        actions.move_event(event=event, **when, **where, reason="Sturm", by=office)

    tasks.send_letter(Letter.objects.latest("pk").pk)

    first, second = (
        next(part for part in mail.walk() if part.get_content_type() == "text/calendar") for mail in sink.messages
    )
    entry = second.get_content().replace("\r\n ", "").replace("\n ", "")
    assert (first["Content-Type"].params["method"], second["Content-Type"].params["method"]) == ("REQUEST", method)
    assert f"METHOD:{method}" in entry
    assert "mailto:antwort@pakt.example" in entry
    assert f"mailto:{member.user.email}" in entry
    assert "SEQUENCE:1" in entry


def test_thanks_go_to_who_was_checked_in_and_without_check_in_to_who_had_a_seat(office):
    past = {"starts_at": timezone.now() - dt.timedelta(days=1), "ends_at": timezone.now() - dt.timedelta(hours=20)}
    event = EventFactory(published=True, **past)
    RegistrationFactory(event=event, partner=None, email="da@presse.example", seat_no=1)
    RegistrationFactory(event=event, partner=None, email="fort@presse.example", seat_no=2)
    mailing = draft(event, office, kind=Kind.THANKS, text=PLAIN)
    Event.objects.update(status="held")

    without_check_in = addresses(mailing)
    event.registrations.filter(email="da@presse.example").update(came_at=timezone.now())

    assert sorted(without_check_in) == ["da@presse.example", "fort@presse.example"]
    assert addresses(mailing) == ["da@presse.example"]


@pytest.mark.parametrize(
    ("status", "days", "kinds"),
    (
        ("draft", 9, [Kind.SAVE_THE_DATE, Kind.INVITATION, Kind.REMINDER, Kind.LAST_INFORMATION]),
        ("published", 9, [Kind.SAVE_THE_DATE, Kind.INVITATION, Kind.REMINDER, Kind.LAST_INFORMATION]),
        ("held", -9, [Kind.THANKS]),
        ("cancelled", 9, []),
    ),
)
def test_what_may_be_written_depends_on_the_state_of_the_event(status, days, kinds):
    now = timezone.now()
    event = EventFactory(status=status, starts_at=now + dt.timedelta(days=days))

    assert Mailing.kinds_for(event, now) == kinds


def test_the_invitations_of_an_event_show_what_was_begun_and_offer_the_rest(client, office):
    event, member = EventFactory(published=True), MembershipFactory(lead=True)
    begun = draft(event, office, member.partner)
    client.force_login(office)

    response = client.get(reverse("events:mailing_list", args=[event.pk]))

    assert response.context["mailings"] == [begun]
    assert [kind for kind, _title in response.context["to_write"]] == ["save_the_date", "reminder", "last_information"]


def test_the_english_text_can_be_read_though_all_readers_read_german(client, office):
    german = MembershipFactory(lead=True).partner
    mailing = draft(EventFactory(published=True), office, german, subject_en="Hi", text_en="Dear {name}")
    client.force_login(office)

    check = client.get(reverse("events:mailing_check", args=[mailing.pk]), {"sprache": "en"})
    preview = client.get(reverse("events:mailing_preview", args=[mailing.pk]), {"sprache": "en"})

    assert (check.context["subject"], check.context["text"][:5]) == ("Hi", "Dear ")
    assert "Dear " in preview.content.decode()


def test_the_dispatch_leads_back_to_its_event(client, office):
    mailing = draft(EventFactory(published=True), office, MembershipFactory(lead=True).partner)
    client.force_login(office)

    page = client.get(reverse("partners:letter_detail", args=[mailing.letter_id])).content.decode()

    assert reverse("events:event_manage", args=[mailing.event_id]) in page
