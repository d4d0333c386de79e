from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klimapakt.lib.admin import Record, RecordFields, RecordForm
from partners import actions
from partners.access import MemberRequest
from partners.admin.membership import LogsMemberships, MembershipFormSet
from partners.models import Agreement, Membership, Partner, Site


class OneMoreWhileNew(RecordFields, admin.StackedInline[Any, Partner]):  # Any: of whichever record
    """A new partner begins with one empty row, also without JavaScript."""

    def get_extra(self, request: HttpRequest, obj: Partner | None = None, **kwargs: Any) -> int:  # Any: as in Django
        return 0 if obj else 1


class SiteInline(OneMoreWhileNew):
    model = Site
    fields = ("name", ("street", "postcode", "town"), ("is_in_city", "floor_area_m2"), ("closed_on", "closed_reason"))


class MembershipInline(OneMoreWhileNew):
    model = Membership
    formset = MembershipFormSet
    fields = (("user", "role"), "is_event_contact")
    autocomplete_fields = adds_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "partner")


class AgreementInline(RecordFields, admin.StackedInline[Agreement, Partner]):
    model = Agreement
    extra = 0
    fields = (("text_version", "signatory", "signed_on"), ("first_delivery_due_on", "file"))


class PartnerForm(RecordForm):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        joined, left, status = values.get("joined_on"), values.get("left_on"), values.get("status")
        if status == Partner.Status.ACTIVE and joined is None and "joined_on" not in self.errors:
            self.add_error("joined_on", _("Say since when the partner takes part."))
        if status == Partner.Status.LEFT and left is None and "left_on" not in self.errors:
            self.add_error("left_on", _("Say on which day the partner left."))
        if left and status and status != Partner.Status.LEFT:
            self.add_error("left_on", _("A day of leaving goes with the status “left”."))
        if joined and left and left < joined:
            self.add_error("left_on", _("A partner cannot leave before it joined."))
        return values


@admin.register(Partner)
class PartnerAdmin(LogsMemberships, Record):
    form = PartnerForm
    list_display = ("name", "kind", "status", "sector", "size", "district", "joined_on")
    list_filter = ("kind", "status", "sector", "size", "district")
    list_select_related = ("district",)
    search_fields = ("name", "slug", "sites__street", "memberships__user__last_name", "memberships__user__email")
    search_help_text = _("Name, address, or a contact's name or e-mail address")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", ("status", "joined_on"), ("left_on", "left_reason"))}),
        (
            _("Company"),
            {
                "fields": (
                    ("sector", "size"),
                    ("employees", "district"),
                    "programmes",
                    "website",
                    "description",
                    "recalculation_percent",
                    "tags",
                )
            },
        ),
        (_("Visibility"), {"fields": ("is_public", "chamber", "chamber_sees_status")}),
    )
    inlines = (SiteInline, MembershipInline, AgreementInline)
    actions = ("make_active",)
    save_on_top = True

    def has_delete_permission(self, _request: HttpRequest, _obj: Partner | None = None) -> bool:
        """A partner leaves, with a date; its history stays."""
        return False

    def save_model(self, request: MemberRequest, obj: Partner, form: Any, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        """A change of status goes through the action, which dates it, logs it and tells who must react."""
        wanted = obj.status
        obj.status = form.initial["status"] if change else Partner.Status.INTERESTED
        day, reason = (obj.left_on if wanted == Partner.Status.LEFT else obj.joined_on), obj.left_reason
        if wanted != obj.status:
            obj.left_on, obj.left_reason = form.initial.get("left_on"), form.initial.get("left_reason", "")
        super().save_model(request, obj, form, change)
        if not change:
            actions.log(by=request.user, verb="partner-recorded", subject=obj, partner=obj, state_to=obj.status)
        if wanted == obj.status:
            return
        moved = actions.change_status(
            partner=obj, status=wanted, by=request.user, day=day or timezone.localdate(), reason=reason
        )
        obj.status, obj.joined_on, obj.left_on = moved.status, moved.joined_on, moved.left_on

    @admin.action(description=_("Admit to the pact today"), permissions=["change"])
    def make_active(self, request: MemberRequest, queryset: QuerySet[Partner]) -> None:
        candidates = queryset.filter(status__in=(Partner.Status.INTERESTED, Partner.Status.AGREEMENT_SENT))
        admitted = [
            actions.change_status(
                partner=partner, status=Partner.Status.ACTIVE, by=request.user, day=timezone.localdate()
            )
            for partner in candidates
        ]
        text = ngettext("%(count)s partner was admitted.", "%(count)s partners were admitted.", len(admitted))
        messages.success(request, text % {"count": len(admitted)})
