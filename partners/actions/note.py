"""Notes and follow-ups of the office."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from partners.errors import FollowUpDone
from partners.models import Note, Partner, User


@transaction.atomic
def write_note(*, partner: Partner, text: str, due_on: dt.date | None, by: User) -> Note:
    return Note.objects.create(partner=partner, text=text, due_on=due_on, created_by=by)


@transaction.atomic
def finish_follow_up(*, note: Note, by: User) -> Note:
    """Raises FollowUpDone if a colleague was faster."""
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.done_at:
        raise FollowUpDone(note)
    note.done_at, note.done_by = timezone.now(), by
    note.save(update_fields=["done_at", "done_by"])
    return note
