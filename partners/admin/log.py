from django.contrib import admin

from klimapakt.lib.admin import Record
from partners.admin.letter import ReadOnly
from partners.models import LogEntry


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, Record):
    list_display = ("at", "by", "partner", "verb", "state_from", "state_to", "reason")
    list_filter = ("verb",)
    list_select_related = ("by", "partner")
    date_hierarchy = "at"
