"""What all records of the administration share: plain fields, German decimals, only the buttons that help."""

from typing import Any

from django import forms
from django.contrib.admin import ShowFacets, helpers, options
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from klimapakt.lib import changes
from klimapakt.lib.forms import GermanDecimalField


class RecordForm(forms.ModelForm[Any]):  # Any: of whichever record
    """Django's own look of fields, which static/css/admin.css colours; the portal's classes would mix with it."""

    default_renderer = TemplatesSetting


class ActionForm(helpers.ActionForm):
    default_renderer = TemplatesSetting


class Moment(AdminSplitDateTime):
    """Day and time, without seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets[1].format = "%H:%M"


class RecordFields(options.BaseModelAdmin[Any]):  # Any: of whichever record
    """For records and for what is edited with them."""

    form: Any = RecordForm  # Any: the stubs of inlines and of records differ
    formfield_overrides = {
        models.DecimalField: {"form_class": GermanDecimalField},
        models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": Moment},
        models.URLField: {"assume_scheme": "https"},
    }
    adds_related: tuple[str, ...] = ()  # fields beside which a new record may be made at once

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **options: Any
    ) -> forms.Field | None:  # Any: as in Django
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            wrapper = field.widget
            wrapper.can_change_related = wrapper.can_delete_related = wrapper.can_view_related = False
            wrapper.can_add_related = wrapper.can_add_related and db_field.name in self.adds_related
        return field


class Record(RecordFields, options.ModelAdmin[Any]):  # Any: of whichever record
    """The history is kept by triggers; Django's own log would miss changes in bulk, and would keep names."""

    action_form = ActionForm
    list_per_page = 50
    show_facets = ShowFacets.NEVER
    view_on_site: Any = False  # Any: a record may name its page
    history_of: tuple[type[models.Model], ...] = ()  # what its history tells besides the record and its inlines

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:  # Any: as in Django
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_view_or_change_permission(request, record):
            raise Http404
        children = [*self.history_of, *(inline.model for inline in self.get_inline_instances(request, record))]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.opts,
            "object": record,
            "changes": changes.of(record, children, request.GET.get("seite", 1)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def log_nothing(self, *_args: Any) -> None:
        """Any: as in Django."""

    log_addition = log_change = log_deletions = log_nothing  # type: ignore[assignment]  # they return what they logged
