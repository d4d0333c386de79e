from django.contrib import admin
from django.http import HttpRequest

from klimapakt.lib.admin import Record
from partners.models import Letter, Recipient


class ReadOnly:
    """To be read, never to be changed: the outbox and the log write themselves."""

    def has_add_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly, Record):
    list_display = ("subject", "kind", "purpose", "state", "created_at", "ended_at")
    list_filter = ("kind", "state", "purpose")
    search_fields = ("subject",)
    date_hierarchy = "created_at"
    fields = (
        "subject",
        "kind",
        "purpose",
        "state",
        "reply_to",
        "send_at",
        "created_by",
        "created_at",
        "started_at",
        "ended_at",
    )


@admin.register(Recipient)
class RecipientAdmin(ReadOnly, Record):
    """The values of the placeholders stay hidden: personal links are among them."""

    list_display = ("email", "name", "letter", "state", "attempts", "sent_at")
    list_filter = ("state",)
    list_select_related = ("letter",)
    search_fields = ("email", "name")
    fields = ("letter", "email", "name", "partner", "state", "attempts", "sent_at", "message_id", "error")
