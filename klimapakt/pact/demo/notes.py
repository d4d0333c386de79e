"""What the office has noted: something to do today, later, and done; the companies are invented, and so are the notes."""

import datetime as dt
from typing import Final

from django.utils import timezone

from partners.models import Note, Partner, User

# words, days since they were written, days until the follow-up (None: just a note), done
NOTES: Final = (
    ("Am Telefon: Der Umzug ins neue Werk ist im Mai. Danach nach dem Standort fragen.", 12, 0, False),
    ("Möchte beim nächsten Treffen über die eigene Wärmepumpe berichten.", 20, 9, False),
    ("Die Zuständigkeit wechselt zum Quartalsende; die Nachfolge ist noch offen.", 33, -4, False),
    ("Hat den Energieausweis nachgereicht, liegt in der Akte.", 40, None, False),
    ("Rückruf wegen der Frage zur Fernwärme ist erledigt.", 15, -10, True),
)


def load(*, partners: list[Partner], office: User, today: dt.date) -> None:
    active = [partner for partner in partners if partner.status == Partner.Status.ACTIVE]
    now = timezone.now()
    Note.objects.bulk_create(
        Note(
            partner=partner,
            text=words,
            created_at=now - dt.timedelta(days=written),
            created_by=office,
            due_on=None if due is None else today + dt.timedelta(days=due),
            done_at=now - dt.timedelta(days=written - 5) if is_done else None,
            done_by=office if is_done else None,
        )
        for partner, (words, written, due, is_done) in zip(active, NOTES, strict=False)
    )
