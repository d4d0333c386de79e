"""The press pack of an event: who, what, when, speakers spelled right, what they may be quoted with, and figures."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from events import emails
from events.agenda import Slot, slots
from events.models import Appearance, Event, Material
from partners.models import Pact, Partner


@dataclass(frozen=True)
class PressPack:
    """What the press may have. Nothing in it is internal, and no word of a person who did not allow it."""

    event: Event
    pact: Pact
    partners: int
    slots: Sequence[Slot]
    speakers: Sequence[Appearance]
    material: Sequence[Material]

    @property
    def quotes(self) -> list[Appearance]:
        return [one for one in self.speakers if one.may_be_quoted and one.quote]

    def text(self) -> str:
        """In the language of the page, without markup: what one pastes into a release."""
        context = {"pack": self, "event": self.event, "pact": self.pact, "today": timezone.localdate()}
        link = settings.BASE_URL + self.event.get_absolute_url() if self.event.is_public else ""
        return render_to_string("events/press.txt", {**context, "link": link}).strip() + "\n"


def pack(event: Event) -> PressPack:
    appearances = event.appearances.exclude(state=Appearance.State.DECLINED).in_order()
    return PressPack(
        event=event,
        pact=Pact.objects.current(),
        partners=Partner.objects.active().climate().count(),
        slots=slots(event, event.agenda.public().prefetch_related("speakers")),
        speakers=list(appearances),
        material=list(event.material.public().select_related("event")),
    )


def packed(pack: PressPack, text_name: str) -> bytes:
    """As one file: the text, the calendar entry, and the public material as it was uploaded."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{text_name}.txt", "\ufeff" + pack.text().replace("\n", "\r\n"))  # opens right in any editor
        file.writestr(f"{pack.event.slug}.ics", emails.calendar(pack.event))
        for one in pack.material:
            with one.file.open("rb") as stored:
                file.writestr(one.file_name, stored.read())
    return content.getvalue()
