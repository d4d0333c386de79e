from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.admin import Record
from klimapakt.pact.models import ReportExample, ReportText
from partners.models import Partner


@admin.register(ReportText)
class ReportTextAdmin(Record):
    list_display = ("year", "chapter", "has_english", "changed_at")
    list_display_links = ("chapter",)
    list_filter = ("year", "chapter")
    search_fields = ("text_de", "text_en")
    search_help_text = _("Words of the text")
    fields = ("year", "chapter", "text_de", "text_en")

    @admin.display(description=_("English"), boolean=True)
    def has_english(self, text: ReportText) -> bool:
        return bool(text.text_en)


@admin.register(ReportExample)
class ReportExampleAdmin(Record):
    """Only partners of the public directory; the text is the office's, the facts are what the partner has released."""

    list_display = ("year", "position", "partner")
    list_display_links = ("partner",)
    list_filter = ("year",)
    search_fields = ("partner__name",)
    search_help_text = _("Name of the partner")
    list_select_related = ("partner",)

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> forms.ModelChoiceField:
        if db_field.name == "partner":
            options["queryset"] = Partner.objects.climate().listed().in_alphabet()
        return super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[return-value]  # never None
