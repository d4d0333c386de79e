"""What all records of the administration share: plain fields, German decimals, only the buttons that help."""

from typing import Any

from django import forms
from django.contrib.admin import ShowFacets, helpers, options
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

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
    action_form = ActionForm
    list_per_page = 50
    show_facets = ShowFacets.NEVER
    view_on_site: Any = False  # Any: a record may name its page
