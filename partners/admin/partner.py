from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import actions
from partners.access import MemberRequest
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


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin[Partner]):
    list_display = ("name", "kind", "status", "sector", "size", "district", "joined_on")
    list_filter = ("kind", "status", "sector", "size", "district")
    list_select_related = ("district",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("district",)
    inlines = (SiteInline, MembershipInline, AgreementInline)
    actions = ("make_active",)
    save_on_top = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """The last lead cannot go: a message instead of an error page."""


        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            if "partner_keeps_a_lead" not in str(error):
                raise
            messages.error(request, _("A partner keeps at least one lead: name a new one first. Nothing was saved."))
            return redirect(request.path)

    def save_model(self, request: MemberRequest, obj: Partner, form: object, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        """Every change of status is dated and logged."""
        before = Partner.objects.filter(pk=obj.pk).values_list("status", flat=True).first() or ""
        super().save_model(request, obj, form, change)  # type: ignore[arg-type]  # as given
        if obj.status != before:
            actions.log(
                by=request.user,
                verb="status-changed",
                subject=obj,
                partner=obj,
                state_from=before,
                state_to=obj.status,
                reason=obj.left_reason,
            )

    @admin.action(description=gettext_lazy("Admit to the pact today"))
    def make_active(self, request: MemberRequest, queryset: QuerySet[Partner]) -> None:
        for partner in queryset.exclude(status=Partner.Status.ACTIVE):
            actions.change_status(
                partner=partner, status=Partner.Status.ACTIVE, by=request.user, day=timezone.localdate()
            )
        messages.success(request, _("The chosen partners are active."))
