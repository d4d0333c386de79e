from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import actions
from partners.access import MemberRequest
from partners.admin.membership import KeepsLead
from partners.models import Agreement, Membership, Partner, Site


class SiteInline(admin.StackedInline[Site, Partner]):
    model = Site
    extra = 0


class MembershipInline(admin.StackedInline[Membership, Partner]):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


class AgreementInline(admin.StackedInline[Agreement, Partner]):
    model = Agreement
    extra = 0


class PartnerForm(forms.ModelForm[Partner]):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        joined, left, status = values.get("joined_on"), values.get("left_on"), values.get("status")
        if status == Partner.Status.ACTIVE and joined is None and "joined_on" not in self.errors:
            self.add_error("joined_on", gettext_lazy("Say since when the partner takes part."))
        if status == Partner.Status.LEFT and left is None and "left_on" not in self.errors:
            self.add_error("left_on", gettext_lazy("Say on which day the partner left."))
        if joined and left and left < joined:
            self.add_error("left_on", gettext_lazy("A partner cannot leave before it joined."))
        return values


@admin.register(Partner)
class PartnerAdmin(KeepsLead, admin.ModelAdmin[Partner]):
    form = PartnerForm
    list_display = ("name", "kind", "status", "sector", "size", "district", "joined_on")
    list_filter = ("kind", "status", "sector", "size", "district")
    list_select_related = ("district",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("district",)
    inlines = (SiteInline, MembershipInline, AgreementInline)
    actions = ("make_active",)
    save_on_top = True
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, _request: HttpRequest, _obj: Partner | None = None) -> bool:
        """A partner leaves, with a date; its history stays."""
        return False

    def save_model(self, request: MemberRequest, obj: Partner, form: object, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        """Every change of status is dated and logged."""
        before = Partner.objects.filter(pk=obj.pk).values_list("status", flat=True).first() or ""
        super().save_model(request, obj, form, change)
        if obj.status != before:
            actions.note_status(partner=obj, before=before, by=request.user, reason=obj.left_reason)

    @admin.action(description=gettext_lazy("Admit to the pact today"))
    def make_active(self, request: MemberRequest, queryset: QuerySet[Partner]) -> None:
        for partner in queryset.exclude(status=Partner.Status.ACTIVE):
            actions.change_status(
                partner=partner, status=Partner.Status.ACTIVE, by=request.user, day=timezone.localdate()
            )
        messages.success(request, _("The chosen partners are active."))
