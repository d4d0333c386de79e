"""What this app prints, as PDF/UA."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from events import invitations
from events.models import Event, Registration
from klimapakt.lib import pdf
from partners.models import Pact

GERMAN = "de"  # what hangs and lies on the day


def badges(event: Event, people: Sequence[Registration]) -> bytes:
    """Ten to a page, each with a code that leads the office to its person."""
    pictures = {f"code-{one.pk}": code(invitations.badge_link(one)) for one in people}
    return _draw("badges", GERMAN, lambda: _("Badges"), pictures, event=event, people=people)


def sign_in_list(event: Event, people: Sequence[Registration]) -> bytes:
    return _draw("sign_in_list", GERMAN, lambda: _("Sign-in list"), event=event, people=people)


def certificate(registration: Registration) -> bytes:
    return _draw(
        "certificate",
        registration.language,
        lambda: _("Certificate of attendance"),
        event=registration.event,
        registration=registration,
        items=registration.event.agenda.public().prefetch_related("speakers"),
    )


def code(address: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=4, border=0)
    return picture.getvalue()


def _draw(name: str, language: str, title: Any, pictures: dict[str, bytes] | None = None, **context: Any) -> bytes:
    """Any: what the template shows; the title is asked for in the language of the document."""
    pact = Pact.objects.current()
    with translation.override(language):
        context |= {"pact": pact, "title": title(), "head_left": pact.name, "author": pact.office_name}
    return pdf.render(f"events/pdf/{name}.html", context, language=language, pictures=pictures)
