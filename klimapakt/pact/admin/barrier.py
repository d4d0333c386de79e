from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.admin import Record, RecordForm
from klimapakt.pact.models import BarrierReport


class BarrierReportForm(RecordForm):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        if values.get("state") == BarrierReport.State.DONE and not values.get("note"):
            self.add_error("note", _("Say what was done."))
        return values


@admin.register(BarrierReport)
class BarrierReportAdmin(Record):
    """What was reported stays as it was; the office says what became of it."""

    form = BarrierReportForm
    list_display = ("number", "created_at", "page", "state")
    list_filter = ("state",)
    search_fields = ("number", "text", "page")
    search_help_text = _("Number, page or words of the report")
    fields = ("number", "created_at", "page", "text", "name", "email", "state", "note")
    readonly_fields = ("number", "created_at", "page", "text", "name", "email")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: BarrierReport | None = None) -> bool:
        return False
