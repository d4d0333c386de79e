from django.contrib import admin
from django.http import HttpRequest

from partners.models import LogEntry


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin[LogEntry]):
    """To be read, never to be changed."""

    list_display = ("at", "by", "partner", "verb", "state_from", "state_to", "reason")
    list_filter = ("verb",)
    list_select_related = ("by", "partner")
    date_hierarchy = "at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: LogEntry | None = None) -> bool:
        return False
