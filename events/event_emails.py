"""What is written when an event moves or is cancelled, and to those who speak at it.

What people typed goes out as a placeholder's value, so that braces in it mean nothing.
"""

from django.utils import timezone

from events.models import Appearance, Event
from klimapakt.lib.mail import Parts
from partners import emails

REASON, LINK = "{reason}", "{link}"


def event_changed(event: Event, old: Event, language: str) -> Parts:
    values = {"event": event, "old": old, "reason": REASON, "link": LINK}
    return emails.parts("events/emails/event_changed", language=language, **values)


def event_cancelled(event: Event, language: str) -> Parts:
    return emails.parts("events/emails/event_cancelled", language=language, event=event, reason=REASON)


def speaker_asked(appearance: Appearance, link: str) -> Parts:
    return emails.parts(
        "events/emails/speaker_asked",
        language=appearance.speaker.language,
        appearance=appearance,
        event=appearance.event,
        items=appearance.speaker.agenda_items.public().filter(event=appearance.event),
        day=timezone.localtime(appearance.open_until).date(),
        link=link,
    )


def speaker_answered(appearance: Appearance) -> Parts:
    return emails.parts("events/emails/speaker_answered", appearance=appearance, event=appearance.event)
