from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.admin import Record
from partners.models import Note


@admin.register(Note)
class NoteAdmin(Record):
    """To find and to correct; notes are written, and follow-ups done, on the page of the partner."""

    list_display = ("partner", "__str__", "due_on", "done_at")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "due_on")
    list_select_related = ("partner",)
    search_fields = ("partner__name", "text")
    search_help_text = _("Partner, or a word of the note")
    fields = ("partner", "text", "due_on", "created_by", "created_at", "done_by", "done_at")

    def get_readonly_fields(self, _request: HttpRequest, note: Note | None = None) -> tuple[str, ...]:
        fixed = ("partner", "created_by", "created_at", "done_by", "done_at")
        return (*fixed, "due_on") if note and note.done_at else fixed
