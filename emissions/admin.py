"""Records of the office: rounds, due dates, and what partners stated, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions import actions
from emissions.models import (
    Balance,
    Consumption,
    Delivery,
    Factor,
    FactorSet,
    Measure,
    MeasureUpdate,
    ResidualMix,
    Round,
    ScopeTotal,
    Target,
)
from klimapakt.lib.admin import Record, RecordFields


class ReadOnly:
    """Shows, and leaves changes to the pages that know the rules."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:  # Any: inlines get their parent
        return False

    def has_change_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False


class SeenWithParent(ReadOnly):
    def has_view_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return True


@admin.register(Round)
class RoundAdmin(Record):
    list_display = ("year", "opens_on", "due_on", "is_closed")
    fields = ("year", "opens_on", "due_on", "requires_scope3", "requires_measures", "requires_target", "is_closed")

    def save_model(self, request: HttpRequest, obj: Round, form: ModelForm, change: bool) -> None:
        """A new one opens at once, or by the clock on its day."""
        super().save_model(request, obj, form, change)
        if not change and obj.opens_on <= timezone.localdate():
            made = actions.open_round(round=obj, by=request.user)  # type: ignore[arg-type]  # stubs are narrower here
            self.message_user(request, _("%(count)s partners were asked for their delivery.") % {"count": len(made)})


@admin.register(Delivery)
class DeliveryAdmin(Record):
    list_display = ("partner", "round", "state", "due_on", "handed_in_at", "approved_at")
    list_filter = ("round", "state")
    list_select_related = ("partner", "round")
    search_fields = ("partner__name",)
    fields = ("partner", "round", "due_on", "state", "handed_in_at", "approved_at", "returned_reason")
    readonly_fields = ("partner", "round", "state", "handed_in_at", "approved_at", "returned_reason")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """The due date, and only while the partner works on it."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_with_partner)

    def save_model(self, request: HttpRequest, obj: Delivery, form: ModelForm, change: bool) -> None:
        if "due_on" in form.changed_data:
            actions.extend_delivery(delivery=obj, due_on=form.cleaned_data["due_on"], by=request.user)  # type: ignore[arg-type]  # stubs are narrower here


class ConsumptionInline(SeenWithParent, RecordFields, admin.StackedInline):
    model = Consumption
    extra = 0
    fields = (("site", "factor", "own_factor", "amount"), ("kg_co2e_per_unit", "kg", "quality"), "absence_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consumption]:
        return super().get_queryset(request).select_related("factor", "own_factor", "site")


class ScopeTotalInline(SeenWithParent, RecordFields, admin.StackedInline):
    model = ScopeTotal
    extra = 0
    fields = (("scope", "kg", "city_share"),)


@admin.register(Balance)
class BalanceAdmin(ReadOnly, Record):
    list_display = ("partner", "year", "version", "entry", "submitted_at", "approved_at", "superseded_at")
    list_filter = ("year", "entry", ("approved_at", admin.EmptyFieldListFilter))
    list_select_related = ("partner",)
    search_fields = ("partner__name",)
    inlines = (ScopeTotalInline, ConsumptionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Balance]:
        """Drafts belong to the partner alone."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)


@admin.register(Target)
class TargetAdmin(ReadOnly, Record):
    list_display = ("partner", "base_year", "target_year", "scopes", "version", "superseded_at")
    list_filter = ("target_year", "scopes")
    list_select_related = ("partner",)
    search_fields = ("partner__name",)


class MeasureUpdateInline(RecordFields, admin.StackedInline):
    """The partner's achieved tonnes to read; the office's checked tonnes to write."""

    model = MeasureUpdate
    extra = 0
    fields = (("year", "achieved_t", "checked_t"), ("checked_at", "checked_by"))
    readonly_fields = ("year", "achieved_t", "checked_at", "checked_by")

    def has_add_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, _record: Model | None = None) -> bool:
        return request.user.has_perm("emissions.view_measure")

    def has_change_permission(self, request: HttpRequest, _record: Model | None = None) -> bool:
        return request.user.has_perm("emissions.view_measure")


@admin.register(Measure)
class MeasureAdmin(Record):
    list_display = ("title", "partner", "field", "status", "planned_t_per_year", "is_released")
    list_filter = ("field", "status")
    list_select_related = ("partner",)
    search_fields = ("title", "partner__name")
    inlines = (MeasureUpdateInline,)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _record: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, _record: Model | None = None) -> bool:
        """The checked tonnes are written here; everything else is shown."""
        return request.user.has_perm("emissions.view_measure")

    def get_readonly_fields(self, _request: HttpRequest, _record: Model | None = None) -> list[str]:
        return [field.name for field in Measure._meta.fields]

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:  # Any: as in Django
        for update in formset.save(commit=False):
            actions.sign_checked(update, by=request.user)  # type: ignore[arg-type]  # stubs are narrower here
            update.save()


@admin.register(FactorSet)
class FactorSetAdmin(ReadOnly, Record):
    list_display = ("edition", "published_on", "is_withdrawn", "withdrawal_reason", "sha256")


@admin.register(Factor)
class FactorAdmin(ReadOnly, Record):
    list_display = ("name_de", "key", "valid_year", "kg_co2e_per_unit", "unit", "scope", "use")
    list_filter = ("factor_set", "use", "scope", "region")
    search_fields = ("key", "name_de", "source")


@admin.register(ResidualMix)
class ResidualMixAdmin(Record):
    """The office enters it from its source; drafts count with it when they are saved or handed in."""

    list_display = ("year", "kg_per_kwh", "source")
    fields = ("year", "kg_per_kwh", "source", "source_url")
