"""After an event: what guests want, and what the press gets."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events import actions, emails, invitations, press
from events.models import Event, Inquiry, Registration
from partners.models import LogEntry, Pact, Recipient
from tests.factories import (
    AgendaItemFactory,
    EventFactory,
    InquiryFactory,
    InvitationFactory,
    MailingFactory,
    MaterialFactory,
    MembershipFactory,
    PartnerFactory,
    RegistrationFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Kind = Inquiry.Kind


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def over():
    """An event that took place yesterday."""
    day = timezone.now() - dt.timedelta(days=1)
    return EventFactory(published=True, starts_at=day, ends_at=day + dt.timedelta(hours=3))


@pytest.fixture
def thanked(over):
    """Somebody of an invited company, with the link of the thanks."""
    member = MembershipFactory(lead=True)
    InvitationFactory(event=over, partner=member.partner)
    mailing = MailingFactory(event=over)
    mailing.letter.state = "done"
    mailing.letter.save()
    return Recipient.objects.create(
        letter=mailing.letter, email=member.user.email, name="Kim Muster", user=member.user, partner=member.partner
    )


def material_page(recipient):
    return invitations.links(recipient)["material_link"].removeprefix("http://localhost:8000")


def test_thanks_lead_to_material_and_feedback(over):
    for language in ("de", "en"):
        text = emails.first_draft(over, "thanks", language).text
        assert "{material_link}" in text
        assert "{feedback_link}" in text
        assert emails.unknown_placeholders(text) == set()


def test_a_contact_asks_for_advice_by_the_link_of_the_thanks(client, thanked):
    page = client.post(
        material_page(thanked), {"press": "inquire", "kind": "advice", "text": "Wärmepumpe"}, follow=True
    )

    assert "Die Geschäftsstelle meldet sich bei Ihnen." in page.content.decode()
    one = Inquiry.objects.get()
    assert (one.kind, one.text, one.name, one.email) == (Kind.ADVICE, "Wärmepumpe", "Kim Muster", thanked.email)
    assert (one.partner, one.company, one.event) == (
        thanked.partner,
        thanked.partner.name,
        thanked.letter.mailing.event,
    )


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_asks_for_nothing(client, thanked, method):
    assert getattr(client, method)(material_page(thanked)).status_code == 200
    assert not Inquiry.objects.exists()


def test_an_inquiry_without_kind_keeps_what_was_typed(client, thanked):
    page = client.post(material_page(thanked), {"press": "inquire", "text": "Wärmepumpe"}).content.decode()

    assert "Wählen Sie, was Sie sich wünschen." in page
    assert "Wärmepumpe" in page


def test_before_the_event_nobody_is_asked_what_may_follow(client, thanked):
    Event.objects.update(starts_at=timezone.now() + dt.timedelta(days=1), ends_at=timezone.now() + dt.timedelta(days=2))

    client.post(material_page(thanked), {"press": "inquire", "kind": "advice"})

    assert not Inquiry.objects.exists()


def test_who_came_without_a_company_of_the_pact_asks_on_the_own_page(client, over):
    guest = RegistrationFactory(event=over, came_at=over.starts_at, company="Gast GmbH")
    url = invitations.registration_path(guest)

    client.post(url, {"press": "inquire", "kind": "joining"})

    one = Inquiry.objects.get()
    assert (one.kind, one.name, one.email, one.company, one.partner) == (
        Kind.JOINING,
        guest.name,
        guest.email,
        "Gast GmbH",
        None,
    )


def test_who_did_not_come_is_not_asked(client, over):
    guest = RegistrationFactory(event=over)

    client.post(invitations.registration_path(guest), {"press": "inquire", "kind": "joining"})

    assert not Inquiry.objects.exists()


def test_said_again_the_new_words_stand(over):
    for text in ("eins", "zwei"):
        actions.inquire(event=over, kind=Kind.ADVICE, text=text, name="Kim", email="KIM@gast.example")
    assert [one.text for one in Inquiry.objects.all()] == ["zwei"]


def test_the_office_is_done_once(client, office):
    one = InquiryFactory()

    page = client.post(reverse("events:inquiry_done", args=[one.pk]), follow=True).content.decode()
    again = client.post(reverse("events:inquiry_done", args=[one.pk]), {"list": "1"}, follow=True).content.decode()

    assert "Erledigt: Beratung für unser Unternehmen: Kim Muster." in page
    assert "Niemand wartet auf Sie" in again
    assert LogEntry.objects.filter(verb="inquiry-done").count() == 1


def test_the_in_tray_leads_to_the_list(client, office):
    InquiryFactory(text="Bitte rückrufen")

    assert "1 Gast einer Veranstaltung hat ein Anliegen" in client.get(reverse("pact:office_home")).content.decode()
    assert "Bitte rückrufen" in client.get(reverse("events:inquiry_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_however_long(client, office, django_assert_num_queries, count):
    Pact.objects.current()
    for _number in range(count):
        InquiryFactory()

    with django_assert_num_queries(5):
        client.get(reverse("events:inquiry_list"))


def test_the_database_refuses_the_same_open_inquiry_twice(over):
    InquiryFactory(event=over, email="kim@gast.example")

    with pytest.raises(IntegrityError, match="the_same_inquiry_is_open_once"), transaction.atomic():
        InquiryFactory(event=over, email="Kim@gast.example")


def test_a_forgotten_person_asks_for_nothing():
    user = UserFactory()
    InquiryFactory(email=user.email)
    other = InquiryFactory()

    actions.forget_person(user=user, email=user.email)

    assert list(Inquiry.objects.all()) == [other]


@pytest.fixture
def in_the_news(over):
    """An event with two speakers, one of whom may be quoted, and material for several readers."""
    over.title_de, over.theme_de, over.venue = "4. Netzwerktreffen", "Circular Economy", "Haus der Universität"
    over.people_attended, over.companies_attended = 96, 58
    over.save()
    for name, words, allowed in (("Robin Rede", "Abfall ist Rohstoff.", True), ("Kim Still", "", False)):
        speaker = SpeakerFactory(name=name, title="Dr.", position="Leitung", organisation="Muster AG")
        one = over.appearances.create(speaker=speaker, may_be_quoted=allowed, quote=words)
        AgendaItemFactory(event=over, title_de=f"Vortrag {one.pk}").speakers.add(speaker)
    AgendaItemFactory(event=over, title_de="Absprache intern", is_internal=True)
    for title, visibility in (("Folien", "public"), ("Protokoll", "invited"), ("Budget", "office")):
        MaterialFactory(event=over, title_de=title, visibility=visibility, file=ContentFile(title.encode(), "f.pdf"))
    return over


def test_press_text_says_who_what_when_and_only_what_is_released(in_the_news):
    Pact.objects.update_or_create(pk=1, defaults={"name": "Düsseldorfer Klimapakt", "summary_de": "Ein Bündnis."})
    PartnerFactory()
    PartnerFactory(left=True)

    text = press.pack(in_the_news).text()

    assert text.startswith("4. Netzwerktreffen: Circular Economy\n")
    assert "Haus der Universität" in text
    assert "96 Personen aus 58 Unternehmen" in text
    assert "Dr. Robin Rede, Leitung, Muster AG" in text
    assert "„Abfall ist Rohstoff.“" in text
    assert "Absprache intern" not in text
    assert "Ein Bündnis. Dem Bündnis gehört 1 Unternehmen an" in text


def test_press_text_is_plain_text_whatever_is_typed(in_the_news):
    in_the_news.summary_de = "Müller & Söhne <b>laden</b> ein"

    assert "Müller & Söhne <b>laden</b> ein" in press.pack(in_the_news).text()


def test_press_pack_holds_text_calendar_and_public_material_alone(client, office, in_the_news):
    answer = client.get(reverse("events:press_pack_file", args=[in_the_news.pk]))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    text = contents.pop("pressetext.txt").decode("utf-8-sig")
    calendar = contents.pop(f"{in_the_news.slug}.ics").decode()
    assert "4. Netzwerktreffen" in text
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert list(contents.values()) == [b"Folien"]


def test_press_page_shows_the_text_and_who_may_be_photographed(client, office, in_the_news):
    page = client.get(reverse("events:press_pack", args=[in_the_news.pk])).content.decode()

    assert "Abfall ist Rohstoff." in page
    assert "Kim Still: nicht erlaubt" in page


def test_registration_of_who_came_shows_the_form_once(client, over):
    guest = RegistrationFactory(event=over, came_at=over.starts_at, state=Registration.State.SEATED)

    page = client.get(invitations.registration_path(guest)).content.decode()

    assert page.count("Wie es weitergehen kann") == 1
