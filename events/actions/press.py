"""The answer that nearly all give: one press, of somebody for whom nothing is noted yet.

When an invitation goes out, hundreds press at once, and each waits for the lock on the event. So the database takes
this answer in a single step, between whose parts no program has to be woken: locked, seated, noted and stored.
Whatever is not as plain is left to `answer_invitation`, which says the same in all cases (tests compare the two).
"""

from django.conf import settings
from django.db import connection

from events.models import Invitation

PRESSED = (Invitation.State.ACCEPTED, Invitation.State.DECLINED, Invitation.State.MAYBE)


def press_answer(*, recipient_key: int, state: str) -> bool:
    """True: it is stored. False: nothing happened, and the answer has to go the long way."""
    if state not in PRESSED:
        return False
    with connection.cursor() as cursor:
        cursor.execute("CALL events_press(%s, %s, %s)", [recipient_key, state, settings.TIME_ZONE])
        return bool(cursor.fetchone()[0])
