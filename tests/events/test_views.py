import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from events import actions, invitations, tasks
from events.models import Invitation, Registration
from partners.models import Letter, Recipient
from tests.factories import (
    AgendaItemFactory,
    EventFactory,
    InvitationFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag {name},\n\nwir laden {company} ein.\n\n{answer_link}"


@pytest.fixture
def office(client):
    user = UserFactory(office_lead=True)
    client.force_login(user)
    return user


@pytest.fixture
def sent():
    """An invitation on its way to one person of one company."""
    member = MembershipFactory(lead=True)
    event = EventFactory(published=True, capacity=2)
    by = UserFactory(office_lead=True)
    mailing = actions.save_draft(event=event, subject="Einladung", text=TEXT, partners=[member.partner], by=by)
    return actions.send_mailing(mailing=mailing, by=by).recipients.get()


def address(recipient, name="answer"):
    links = invitations.links(recipient)
    return links[f"{name}_link"].partition("localhost:8000")[2]


@pytest.mark.parametrize("count", (1, 3))
def test_list_is_a_constant_number_of_queries(client, count, django_assert_num_queries):
    EventFactory.create_batch(count, published=True)
    EventFactory()
    client.get(reverse("events:event_list"))

    with django_assert_num_queries(3):
        response = client.get(reverse("events:event_list"))

    assert len(response.context["upcoming"]) == count


@pytest.mark.parametrize("count", (1, 3))
def test_office_list_is_a_constant_number_of_queries(client, office, count, django_assert_num_queries):
    EventFactory.create_batch(count)
    client.get(reverse("events:event_manage_list"))

    with django_assert_num_queries(7):
        response = client.get(reverse("events:event_manage_list"))

    assert len(response.context["events"]) == count


def test_public_pages_set_no_cookie_and_hide_what_is_internal(client):
    event = EventFactory(published=True)
    AgendaItemFactory(event=event, title_de="Vortrag", minutes=30, question_minutes=15, position=1)
    AgendaItemFactory(event=event, title_de="Aufbau", is_internal=True, position=2)
    AgendaItemFactory(event=event, title_de="Pause", position=3)

    response = client.get(event.get_absolute_url())

    assert not response.cookies
    assert "Aufbau" not in response.content.decode()
    first, second = response.context["slots"]
    assert second.starts_at - first.starts_at == dt.timedelta(minutes=45)


def test_a_draft_does_not_exist_for_the_public(client):
    assert client.get(EventFactory().get_absolute_url()).status_code == 404


def test_calendar_file_can_be_read(client):
    event = EventFactory(published=True)

    response = client.get(reverse("events:event_calendar", args=[event.year, event.slug]))

    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert entry["uid"] == f"{event.uid}@klimapakt"


@pytest.mark.parametrize("method", ("get", "head"))
def test_looking_at_an_answer_changes_nothing(client, sent, method):
    response = getattr(client, method)(address(sent))

    assert response.status_code == 200
    assert response["Referrer-Policy"] == "same-origin"
    assert Invitation.objects.get().state == "open"


def test_one_press_accepts_and_the_confirmation_is_queued(client, sent, django_capture_on_commit_callbacks):
    response = client.post(address(sent), {"answer": "accepted"}, follow=True)

    assert "Sie kommen" in response.content.decode()
    assert Registration.objects.get().email == sent.email
    for _twice in range(2):
        tasks.confirm_answers()
    assert Recipient.objects.filter(letter__purpose="answer-confirmed").count() == 1


def test_details_are_kept_when_an_entry_is_wrong(client, sent):
    client.post(address(sent), {"answer": "accepted"})

    response = client.post(address(sent), {"people": "yes", "name_0": "Anna", "email_0": "keine", "name_1": "Bernd"})

    assert response.context["form"]["email_0"].value() == "keine"
    assert "Bernd" in response.content.decode()


def test_a_substitute_takes_the_place(client, sent):
    client.post(address(sent), {"answer": "accepted"})

    client.post(address(sent), {"people": "yes", "name_0": "Anna", "email_0": "anna@firma.example", "needs_0": "vegan"})

    seated = Registration.objects.seated().get()
    assert (seated.name, seated.needs) == ("Anna", "vegan")


def test_needs_are_ticked_or_written_and_stay_ticked(client, sent):
    client.post(address(sent), {"answer": "accepted"})
    needs = {"needs_sign_language_0": "on", "needs_wheelchair_0": "on", "needs_0": "keine Nüsse"}

    client.post(address(sent), {"people": "yes", "name_0": "Anna", "email_0": "anna@firma.example", **needs})
    form = client.get(address(sent)).context["form"]

    assert Registration.objects.seated().get().needs_in_words == "Gebärdensprache, Rollstuhl, keine Nüsse"
    assert form["needs_wheelchair_0"].value() is form["needs_sign_language_0"].value() is True


def test_after_the_deadline_the_phone_is_named(client, sent):
    event = sent.letter.mailing.event
    event.answer_until = dt.date(2020, 1, 1)
    event.save()

    page = client.post(address(sent), {"answer": "accepted"}, follow=True).content.decode()

    assert "Die Zeit für Antworten ist vorbei." in page
    assert Invitation.objects.get().state == "open"


def test_a_cut_link_is_explained(client, sent):
    response = client.get(address(sent)[:-9] + "/")

    assert response.status_code == 410
    assert "abgeschnitten" in response.content.decode()


def test_the_link_ends_a_day_after_the_event(client, sent):
    event = sent.letter.mailing.event
    event.starts_at -= dt.timedelta(days=40)
    event.ends_at -= dt.timedelta(days=40)
    event.save()

    assert client.get(address(sent)).status_code == 410


def test_mail_programs_unsubscribe_without_a_token_of_ours(sent, client):
    client.handler.enforce_csrf_checks = True

    response = client.post(address(sent, "unsubscribe"), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert not sent.user.memberships.filter(is_event_contact=True).exists()


def test_composer_keeps_what_was_typed(client, office):
    event = EventFactory(published=True)
    PartnerFactory()

    response = client.post(reverse("events:mailing_compose", args=[event.pk]), {"subject": "Hallo", "text": ""})

    assert response.context["form"]["subject"].value() == "Hallo"
    assert "Wählen Sie mindestens einen Partner." in response.content.decode()


def test_composer_filters_whom_to_offer_and_keeps_the_text(client, office):
    event = EventFactory(published=True)
    maker, trader = PartnerFactory(sector="C"), PartnerFactory(sector="G")
    data = {"filter": "yes", "sector": "C", "subject": "Hallo", "text": "Noch nicht fertig", "partners": [trader.pk]}

    form = client.post(reverse("events:mailing_compose", args=[event.pk]), data).context["form"]

    assert list(form.fields["partners"].queryset) == [maker]
    assert (form["subject"].value(), form["text"].value()) == ("Hallo", "Noch nicht fertig")


def test_composer_does_not_choose_who_is_invited_already(client, office):
    event = EventFactory(published=True)
    new, invited = PartnerFactory(name="Muster Neu"), PartnerFactory(name="Muster Schon")
    InvitationFactory(event=event, partner=invited)

    form = client.get(reverse("events:mailing_compose", args=[event.pk])).context["form"]

    assert list(form.initial["partners"]) == [new]
    assert [str(label) for _key, label in form.fields["partners"].choices] == [
        "Muster Neu",
        "Muster Schon (schon eingeladen)",
    ]


def test_composer_leads_to_the_check_and_the_lead_sends_once(client, office):
    event = EventFactory(published=True)
    member = MembershipFactory(lead=True)
    data = {"subject": "Hallo", "text": TEXT, "partners": [member.partner.pk]}
    response = client.post(reverse("events:mailing_compose", args=[event.pk]), data, follow=True)
    mailing = response.context["mailing"]
    assert "1 Person aus 1 Unternehmen" in response.content.decode()
    preview = client.get(reverse("events:mailing_preview", args=[mailing.pk]))
    assert "sandbox" in preview["Content-Security-Policy"]
    assert str(member.user) in preview.content.decode()

    send = reverse("events:mailing_send", args=[mailing.pk])
    client.post(send)
    client.post(send)

    assert Letter.objects.filter(purpose="event-invitation").count() == 1
    assert Recipient.objects.filter(letter=mailing.letter).count() == 1


def test_the_team_cannot_send(client, office):
    mailing = actions.save_draft(
        event=EventFactory(published=True), subject="x", text=TEXT, partners=[PartnerFactory()], by=office
    )
    client.force_login(UserFactory(office=True))

    assert client.post(reverse("events:mailing_send", args=[mailing.pk])).status_code == 404


def test_an_answer_on_the_phone(client, office, sent):
    invitation = Invitation.objects.get()
    manage = reverse("events:event_manage", args=[invitation.event_id])

    client.post(manage, {"invitation": invitation.pk, "state": "accepted", "name": "Anna", "email": ""})

    assert Registration.objects.get().via == "phone"
    assert (
        "Geben Sie den Namen"
        in client.post(manage, {"invitation": invitation.pk, "state": "accepted"}).content.decode()
    )


def test_publishing_from_the_work_screen(client, office):
    event = EventFactory()

    client.post(reverse("events:event_publish", args=[event.pk]))
    client.post(reverse("events:event_publish", args=[event.pk]))

    event.refresh_from_db()
    assert event.status == "published"


def test_calendar_of_an_answer(client, sent):
    token = address(sent).split("/e/")[1].rstrip("/")

    assert client.get(reverse("events:answer_calendar", args=[token]))["Content-Type"].startswith("text/calendar")
