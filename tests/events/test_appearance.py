"""Speakers: no account, one link, what they confirm, send and allow; and files with the people who may read them."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from events import actions, appearances, invitations
from events.models import Appearance, Material, Speaker
from klimapakt.lib import tokens
from klimapakt.pact.demo.one_page import one_page
from partners import retention
from partners.models import Pact, Recipient
from tests.factories import (
    AgendaItemFactory,
    AppearanceFactory,
    EventFactory,
    InvitationFactory,
    MailingFactory,
    MaterialFactory,
    MembershipFactory,
    RecipientFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return AppearanceFactory(asked=True)


def page(appearance: Appearance) -> str:
    return reverse("events:appearance", args=[tokens.make(appearances.PURPOSE, appearance.pk)])


def slides(name: str = "folien.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, one_page(["Heizen (ohne Gas)"]), "application/pdf")


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_speakers_with_an_address_are_asked_once():
    by, event = UserFactory(office=True), EventFactory(published=True)
    asked = actions.add_speaker(event=event, speaker=SpeakerFactory.build(email="rede@buehne.example"), by=by)
    actions.add_speaker(event=event, speaker=SpeakerFactory.build(), by=by)

    assert [actions.ask_speakers(event=event, by=by) for _time in (1, 2)] == [1, 0]

    mail = Recipient.objects.get()
    asked.refresh_from_db()
    assert (mail.email, mail.letter.purpose, asked.state) == ("rede@buehne.example", "speaker-asked", "asked")
    token = re.search(r"/auftritt/([^/]+)/", mail.letter.text)[1]
    assert appearances.find(token) == asked


def test_same_address_is_the_same_person():
    by, event = UserFactory(office=True), EventFactory()
    first = actions.add_speaker(event=event, speaker=Speaker(name="Robin", email="rede@buehne.example"), by=by)

    again = actions.add_speaker(event=event, speaker=Speaker(name="Robin Neu", email="Rede@buehne.example"), by=by)

    assert (again, Speaker.objects.get().name) == (first, "Robin Neu")


@pytest.mark.parametrize("method", ("get", "head"))
def test_looking_changes_nothing(client, asked, method):
    response = getattr(client, method)(page(asked))

    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at) == ("asked", None)


@pytest.mark.parametrize("state", ("confirmed", "declined"))
def test_speaker_answers_and_the_office_hears_of_it_once(client, asked, state):
    for _time in (1, 2):
        response = client.post(page(asked), {"what": state, "answer-note": "Bis {bald}"}, follow=True)

    assert response.status_code == 200
    asked.refresh_from_db()
    assert (asked.state, asked.note) == (state, "Bis {bald}")
    mail = Recipient.objects.get(letter__purpose="speaker-answered")
    assert mail.email == Pact.objects.current().office_email
    assert "Bis {bald}" in mail.letter.text


def test_speaker_may_think_again(client, asked):
    for state in ("confirmed", "declined", "confirmed"):
        client.post(page(asked), {"what": state})

    asked.refresh_from_db()
    assert asked.state == "confirmed"
    assert Recipient.objects.filter(letter__purpose="speaker-answered").count() == 3


def test_consents_are_given_and_taken_back(client, asked):
    given = {
        "what": "consent",
        "consent-may_be_photographed": "on",
        "consent-may_be_quoted": "on",
        "consent-quote": "Ja",
    }
    client.post(page(asked), given)
    asked.refresh_from_db()
    assert (asked.may_be_photographed, asked.may_be_quoted, asked.quote) == (True, True, "Ja")

    client.post(page(asked), {"what": "consent"})

    asked.refresh_from_db()
    assert (asked.may_be_photographed, asked.may_be_quoted, asked.quote) == (False, False, "")


def test_quote_needs_its_consent(client, asked):
    response = client.post(page(asked), {"what": "consent", "consent-quote": "Ja"})

    assert "Erlauben Sie uns, Sie zu zitieren" in response.content.decode()
    with pytest.raises(IntegrityError, match="quote_only_of_who_may_be_quoted"):
        Appearance.objects.update(quote="Ja")


def test_new_slides_take_the_place_of_the_old_and_are_for_the_office(client, asked, django_capture_on_commit_callbacks):
    client.post(page(asked), {"what": "slides", "slides-file": slides()})
    first = Material.objects.get()
    actions.show_material(material=first, visibility="public", by=UserFactory(office=True))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(asked), {"what": "slides", "slides-file": slides()})

    second = Material.objects.get()
    assert (second.pk, second.visibility, second.appearance) == (first.pk, "office", asked)
    assert not first.file.storage.exists(first.file.name)
    assert second.file.storage.exists(second.file.name)


@pytest.mark.parametrize(("content", "words"), ((b"MZ", "keine Datei"), (b"", "leer")))
def test_what_is_no_pdf_is_refused_in_words(client, asked, content, words):
    response = client.post(page(asked), {"what": "slides", "slides-file": SimpleUploadedFile("f.pdf", content)})

    assert response.status_code == 200
    assert not Material.objects.exists()
    assert "error" in response.content.decode()
    assert response.context["form"].errors, words


def test_link_that_is_forged_cut_off_or_made_for_something_else_opens_nothing(client, asked):
    whole = tokens.make(appearances.PURPOSE, asked.pk)

    for token in (
        whole[:-3],
        "x" + whole,
        tokens.make(invitations.ANSWER, asked.pk),
        tokens.make("appearance", "x1")[:9],
    ):
        assert client.post(reverse("events:appearance", args=[token]), {"what": "confirmed"}).status_code == 410

    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize("end", ("removed", "cancelled", "month over", "never asked"))
def test_link_that_is_over_says_so(client, asked, end):
    address = page(asked)
    if end == "removed":
        actions.remove_speaker(appearance=asked, by=UserFactory(office=True))
    elif end == "cancelled":
        actions.cancel_event(event=asked.event, by=UserFactory(office_lead=True), reason="Sturm")
    elif end == "month over":
        began = timezone.now() - dt.timedelta(days=32)
        EventFactory._meta.model.objects.update(starts_at=began, ends_at=began + dt.timedelta(hours=2))
    else:
        Appearance.objects.update(asked_at=None, state="planned")

    assert client.get(address).status_code == 410
    assert client.post(address, {"what": "confirmed"}).status_code == 410


def test_page_in_english_shows_the_own_items_with_their_time(client, asked):
    AgendaItemFactory(event=asked.event, position=1, minutes=20)
    AgendaItemFactory(event=asked.event, position=2, title_de="Wärme", title_en="Heat").speakers.add(asked.speaker)

    response = client.get("/en" + page(asked))

    (own,) = response.context["own"]
    assert own.starts_at - asked.event.starts_at == dt.timedelta(minutes=20)
    assert "Will you speak?" in response.content.decode()


def test_removed_speaker_is_off_the_agenda_and_the_slides_stay(asked):
    item = AgendaItemFactory(event=asked.event)
    item.speakers.add(asked.speaker)
    kept = MaterialFactory(event=asked.event, appearance=asked)

    actions.remove_speaker(appearance=asked, by=UserFactory(office=True))

    kept.refresh_from_db()
    assert (kept.appearance, item.speakers.count(), Speaker.objects.count()) == (None, 0, 1)


def test_database_holds_one_appearance_for_each_speaker_and_event(asked):
    with pytest.raises(IntegrityError, match="one_appearance_per_speaker_and_event"):
        AppearanceFactory(event=asked.event, speaker=asked.speaker)


def test_database_refuses_an_answer_without_its_time(asked):
    with pytest.raises(IntegrityError, match="answered_appearance_has_its_time"):
        Appearance.objects.update(state="confirmed")


def test_speaker_of_an_event_cannot_be_deleted(asked):
    with pytest.raises(ProtectedError):
        asked.speaker.delete()


def test_addresses_and_words_of_speakers_go_after_their_time_and_names_stay():
    began = timezone.now() - dt.timedelta(days=800)
    old = AppearanceFactory(
        event__starts_at=began, may_be_quoted=True, quote="Ja", note="Bis bald", speaker__email="alt@buehne.example"
    )
    still = AppearanceFactory(event__starts_at=began, speaker__email="bleibt@buehne.example")
    AppearanceFactory(speaker=still.speaker)
    never = SpeakerFactory(email="nie@buehne.example")
    retention.synchronise()

    erased = [retention.apply(retention.RULES[key], timezone.now()) for key in ("speaker-addresses", "speaker-words")]

    assert erased == [1, 1]
    old.refresh_from_db()
    assert (old.quote, old.note, old.speaker.name != "") == ("", "", True)
    assert set(Speaker.objects.exclude(email="").values_list("email", flat=True)) == {still.speaker.email, never.email}


def test_material_reaches_whom_it_is_for(client):
    member, stranger = MembershipFactory(), MembershipFactory()
    event = InvitationFactory(partner=member.partner).event
    files = {name: MaterialFactory(event=event, visibility=name) for name in ("office", "invited", "public")}

    def seen(address) -> set[str]:
        answers = {name: client.get(address(one)) for name, one in files.items()}
        return {name for name, answer in answers.items() if answer.streaming and read(answer)}

    def by_number(one: Material) -> str:
        return reverse("events:material_member", args=[one.pk])

    assert seen(lambda one: one.get_absolute_url()) == {"public"}
    for user, expected in (
        (member.user, {"invited", "public"}),
        (stranger.user, set()),
        (UserFactory(office=True), set(files)),
    ):
        client.force_login(user)
        assert seen(by_number) == expected


def test_material_of_a_draft_is_not_public(client):
    one = MaterialFactory(event=EventFactory(), visibility="public")

    assert client.get(one.get_absolute_url()).status_code == 404


def test_invited_read_material_by_their_link_for_a_year(client):
    member = MembershipFactory()
    event = InvitationFactory(partner=member.partner).event
    recipient = RecipientFactory(
        letter=MailingFactory(event=event, letter__state="done").letter, partner=member.partner, email=member.user.email
    )
    shown, hidden = MaterialFactory(event=event, visibility="invited"), MaterialFactory(event=event)
    address = invitations.links(recipient)["material_link"].partition("localhost:8000")[2]

    listing = client.get(address)
    found, refused = (client.get(f"{address}{one.pk}/") for one in (shown, hidden))

    assert list(listing.context["material"]) == [shown]
    assert (found["Content-Disposition"], refused.status_code) == (
        f'attachment; filename="{event.slug}-{shown.pk}.pdf"',
        404,
    )
    assert read(found) == b"%PDF-1.7"
    began = timezone.now() - dt.timedelta(days=367)
    type(event).objects.update(starts_at=began, ends_at=began + dt.timedelta(hours=1))
    assert client.get(address).status_code == 410
    assert client.get(f"{address}{shown.pk}/").status_code == 404


def test_withdrawn_invitation_ends_the_material_too(client):
    invitation = InvitationFactory(state="withdrawn")
    recipient = RecipientFactory(
        letter=MailingFactory(event=invitation.event, letter__state="done").letter, partner=invitation.partner
    )

    address = invitations.links(recipient)["material_link"].partition("localhost:8000")[2]

    assert client.get(address).status_code == 410


def test_new_slides_stand_in_the_in_tray_until_they_are_released(client, asked, roles):
    client.post(page(asked), {"what": "slides", "slides-file": slides()})
    client.force_login(UserFactory(office=True))
    tray = reverse("pact:office_home")

    waiting = client.get(tray).content.decode()
    Material.objects.update(visibility=Material.Visibility.INVITED)
    released = client.get(tray).content.decode()

    link = reverse("events:event_material", args=[asked.event_id])
    assert (link in waiting, link in released) == (True, False)


def test_who_has_declined_is_marked_in_the_agenda(client, asked, roles):
    Appearance.objects.update(state="declined", answered_at=timezone.now())
    client.force_login(UserFactory(office=True))

    shown = client.get(reverse("events:event_agenda", args=[asked.event_id])).content.decode()

    assert f"{asked.speaker} (hat abgesagt)" in shown
