"""Speakers of an event: put on the agenda, asked, answered; their slides and what they allow."""

from collections.abc import Callable
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from events import appearances, event_emails
from events.actions.material import drop_file
from events.errors import AppearanceOver
from events.models import Appearance, Event, Material, Speaker
from partners import actions as partner_actions
from partners.models import Letter, Pact, User

State = Appearance.State
MOST_TITLE: Final = 80


@transaction.atomic
def add_speaker(*, event: Event, speaker: Speaker, by: User) -> Appearance:
    """With the same address it is the same person, whose data are brought up to date. Nobody is asked yet."""
    known = Speaker.objects.filter(email__iexact=speaker.email).first() if speaker.email else None
    if known:
        speaker.pk = known.pk
        speaker._state.adding = False
    speaker.save()
    appearance, is_new = Appearance.objects.get_or_create(event=event, speaker=speaker)
    if is_new:
        partner_actions.log(by=by, verb="speaker-added", subject=appearance)
    return appearance


@transaction.atomic
def save_agenda(*, event: Event, save: Callable[[], object], by: User) -> None:
    """What a form of agenda items has to store; whoever speaks there is a speaker of the event."""
    save()
    Appearance.objects.bulk_create(
        (Appearance(event=event, speaker=speaker) for speaker in Speaker.objects.of_event(event)),
        ignore_conflicts=True,
    )
    partner_actions.log(by=by, verb="agenda-saved", subject=event)


@transaction.atomic
def ask_speakers(*, event: Event, by: User) -> int:
    """Send their link to all who have an address and were not asked yet; returns how many that are."""
    planned = event.appearances.select_for_update(of=("self",)).in_order()
    asked = list(planned.filter(state=State.PLANNED).exclude(speaker__email=""))
    for appearance in asked:
        ask(appearance, by=by)
    return len(asked)


@transaction.atomic
def ask_again(*, appearance: Appearance, by: User) -> Appearance:
    """The link once more, for who has lost it. Raises AppearanceOver."""
    appearance = lock(appearance)
    ask(appearance, by=by)
    return appearance


def ask(appearance: Appearance, *, by: User) -> None:
    if appearance.state == State.PLANNED:
        appearance.state = State.ASKED
    appearance.asked_at = timezone.now()
    appearance.save(update_fields=["state", "asked_at"])
    parts, speaker = event_emails.speaker_asked(appearance, appearances.link(appearance)), appearance.speaker
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="speaker-asked",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[partner_actions.NewRecipient(email=speaker.email, name=speaker.name, language=speaker.language)],
        by=by,
    )
    partner_actions.log(by=by, verb="speaker-asked", subject=appearance, state_to=appearance.state)


@transaction.atomic
def answer_appearance(*, appearance: Appearance, state: str, note: str = "") -> Appearance:
    """The speaker comes or does not; the office hears of it once. Raises AppearanceOver."""
    appearance = lock(appearance)
    if (appearance.state, appearance.note) == (state, note):
        return appearance
    before, appearance.note = appearance.state, note
    appearance.answer(state)
    appearance.save(update_fields=["state", "answered_at", "note"])
    partner_actions.log(by=None, verb="speaker-answered", subject=appearance, state_from=before, state_to=state)
    parts, pact = event_emails.speaker_answered(appearance), Pact.objects.current()
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="speaker-answered",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[partner_actions.NewRecipient(email=pact.office_email, name=pact.office_name)],
    )
    return appearance


@transaction.atomic
def save_consents(*, appearance: Appearance, may_be_photographed: bool, may_be_quoted: bool, quote: str) -> Appearance:
    """What may be shown and quoted; taken back the same way. Raises AppearanceOver."""
    appearance = lock(appearance)
    appearance.may_be_photographed, appearance.may_be_quoted = may_be_photographed, may_be_quoted
    appearance.quote = quote if may_be_quoted else ""
    appearance.save(update_fields=["may_be_photographed", "may_be_quoted", "quote"])
    partner_actions.log(
        by=None,
        verb="speaker-consent",
        subject=appearance,
        state_to=", ".join(name for name, value in (("photo", may_be_photographed), ("quote", may_be_quoted)) if value),
    )
    return appearance


@transaction.atomic
def hand_in_slides(*, appearance: Appearance, file: ContentFile) -> Material:
    """New slides take the place of the old ones, and only the office sees them until it releases them.

    Raises AppearanceOver.
    """
    appearance = lock(appearance)
    slides = Material.objects.filter(appearance=appearance).first() or Material(
        event=appearance.event, appearance=appearance, **titles(appearance)
    )
    drop_file(slides)
    slides.file, slides.uploaded_at, slides.visibility = file, timezone.now(), Material.Visibility.OFFICE
    slides.save()
    partner_actions.log(by=None, verb="slides-handed-in", subject=appearance)
    return slides


def titles(appearance: Appearance) -> dict[str, str]:
    """What the talk is called, and whose it is."""
    item = appearance.event.agenda.public().filter(speakers=appearance.speaker_id).first()
    name = appearance.speaker.name
    if item is None:
        return {"title_de": name}
    return {
        "title_de": f"{item.title_de[:MOST_TITLE]} ({name})"[:160],
        "title_en": f"{item.title_en[:MOST_TITLE]} ({name})"[:160] if item.title_en else "",
    }


@transaction.atomic
def remove_speaker(*, appearance: Appearance, by: User) -> None:
    """From the event and its agenda; the link ends, slides stay with the office."""
    for item in appearance.event.agenda.filter(speakers=appearance.speaker_id):
        item.speakers.remove(appearance.speaker_id)
    partner_actions.log(by=by, verb="speaker-removed", subject=appearance, state_from=appearance.state)
    appearance.delete()


def lock(appearance: Appearance) -> Appearance:
    appearance = Appearance.objects.select_for_update(of=("self",)).in_order().get(pk=appearance.pk)
    if appearance.is_over(timezone.now()):
        raise AppearanceOver(appearance)
    return appearance
