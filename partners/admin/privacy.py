from django.contrib import admin
from django.http import HttpRequest

from klimapakt.lib.admin import Record
from partners import retention
from partners.admin.letter import ReadOnly
from partners.models import Consent, Erasure, RetentionRule


@admin.register(RetentionRule)
class RetentionRuleAdmin(Record):
    """How long; what is meant stands in the code. Rules are neither added nor removed."""

    list_display = ("meaning", "days", "is_active")
    readonly_fields = ("meaning",)
    fields = ("meaning", "days", "is_active")

    @admin.display(description=RetentionRule._meta.verbose_name)
    def meaning(self, rule: RetentionRule) -> str:
        return retention.title(rule.key)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: RetentionRule | None = None) -> bool:
        return False


@admin.register(Erasure)
class ErasureAdmin(ReadOnly, Record):
    list_display = ("at", "what", "count", "reason")
    fields = ("at", "what", "count", "reason")
    list_filter = ("kind", "reason")
    date_hierarchy = "at"

    @admin.display(description=Erasure._meta.get_field("kind").verbose_name)
    def what(self, erasure: Erasure) -> str:
        return retention.title(erasure.kind)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, Record):
    list_display = ("at", "user", "kind", "is_given", "way", "text_version")
    list_filter = ("kind", "is_given", "way")
    list_select_related = ("user",)
    search_fields = ("user__last_name", "user__email")
    date_hierarchy = "at"
