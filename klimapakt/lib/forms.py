"""How forms look and what fields understand. One renderer serves every form, allauth's too."""

import datetime as dt
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.choices import flatten_choices
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimapakt.lib import numbers

CHOICE_INPUTS = ("radio", "checkbox")
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 12, 31)


class PortalBoundField(BoundField):
    """A field in the portal's look: KERN's classes on its control, its unit beside it, its own words for "required"."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.required and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = gettext("Please fill in: %(field)s.") % {"field": self.label}

    @property
    def kind(self) -> str:
        """Which of the small templates draws it: input, select, check, group, hidden, file."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            return "group"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.Select):
            return "select"
        return "input"

    @property
    def unit(self) -> str:
        return getattr(self.field, "unit", "")

    @property
    def is_marked_optional(self) -> bool:
        """A field that may be empty says so, unless another one decides whether it may."""
        return not self.field.required and getattr(self.field, "is_marked_optional", True)

    @property
    def errors_by_name(self) -> list[str]:
        """For the summary, far from the field: what any number may be told there says whose number it is."""
        general = GermanDecimalField.default_error_messages.keys()
        return [
            f"{self.label}: {text}" if error.code in general and isinstance(self.field, GermanDecimalField) else text
            for error in self.errors.as_data()
            for text in error.messages
        ]

    @property
    def anchor(self) -> str:
        """Where a link of the error summary leads: in a group, to its first choice."""
        return f"{self.auto_id}_0" if self.kind == "group" else str(self.id_for_label)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:  # Any: as in Django
        attrs = dict(super().build_widget_attrs(attrs, widget))
        attrs.pop("required", None)  # forms are novalidate; the server answers in whole sentences
        attrs["placeholder"] = False  # allauth repeats its labels there; it vanishes as one types
        names = {
            "select": "kern-form-input__select",
            "check": "kern-form-check__checkbox",
            "input": "kern-form-input__input",
        }
        if self.kind in names:
            known = (widget or self.field.widget).attrs.get("class", "")
            attrs["class"] = " ".join(filter(None, (known, names[self.kind])))
        elif self.kind == "group":
            attrs["class"] = f"kern-form-check__{self.field.widget.input_type}"
        return attrs


class PortalRenderer(TemplatesSetting):
    form_template_name = "forms/fields.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
    bound_field_class = PortalBoundField


class GermanDecimalField(forms.Field):
    """A number as people write it here: "1.234,5", "1 500", "1,5 kWh". Comes back as `Decimal`, exact."""

    default_error_messages = {
        "invalid": _("“%(value)s” is not a number. Write it like 1.234,5."),
        "min_value": _("Enter at least %(limit)s."),
        "max_value": _("Enter at most %(limit)s."),
        "decimal_places": _("Enter at most %(limit)s digits after the decimal comma."),
    }

    def __init__(
        self,
        *,
        unit: Any = "",  # Any: text, or lazily translated text
        min_value: Decimal | int | None = 0,
        max_value: Decimal | int | None = Decimal(10) ** 12,
        decimal_places: int = 6,
        max_digits: int | None = None,
        **options: Any,  # Any: as in Django
    ) -> None:
        del max_digits  # what Django hands on for model fields; `max_value` bounds ours
        self.unit, self.min_value, self.max_value, self.decimal_places = unit, min_value, max_value, decimal_places
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:  # Any: what the browser sent
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return numbers.parse(str(value), unit=str(self.unit))
        except ValueError:
            raise self._error("invalid", value=str(value)[:40]) from None

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise self._error("min_value", limit=numbers.number(Decimal(self.min_value)))
        if self.max_value is not None and value > self.max_value:
            raise self._error("max_value", limit=numbers.number(Decimal(self.max_value)))
        if numbers.rounded(value, self.decimal_places) != value:
            raise self._error("decimal_places", limit=self.decimal_places)

    def prepare_value(self, value: Any) -> Any:  # Any: typed text stays as typed
        return numbers.number(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:  # Any: as in Django
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _error(self, code: str, **values: object) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=values)


class FilterForm(forms.Form):
    """Narrows a list: no field has to be filled in, so none says that it is optional."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField


class KeepsEdition(forms.BaseForm):
    """A form that knows which edition of its record the page showed, so that nobody overwrites a colleague unawares."""

    def __init__(self, *args: Any, edition: str = "", **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["seen"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=edition)

    @property
    def says_something_new(self) -> bool:
        """Whether it differs from what is stored: the second of two clicks does not."""
        return bool(self.news)

    @property
    def news(self) -> list[str]:
        """Fields whose values differ from what is stored."""
        return [name for name in self.changed_data if name != "seen"]

    def overtaken(self, edition: str, message: Any, stored: Model | None = None) -> None:  # Any: maybe lazy text
        """Keeps what was typed and says what happened; sending it once more takes it.

        With the record as it is stored now, its values stand beside those that differ.
        """
        self.add_error(None, message)
        for name in self.news if stored else ():
            value = shown(self.fields[name], getattr(stored, stored._meta.get_field(name).attname))  # type: ignore[union-attr]  # a column
            words = {"field": self.fields[name].label, "value": value}
            self.add_error(name, gettext("%(field)s, stored at the moment: “%(value)s”.") % words)
        self.data = MultiValueDict(
            {**dict(cast(MultiValueDict[str, Any], self.data).lists()), self.add_prefix("seen"): [edition]}
        )


def shown(field: forms.Field, value: Any) -> str:  # Any: of whichever field
    """A stored value in the words of the form."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, ""):
        return gettext("not stated")
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(dict(flatten_choices(getattr(field, "choices", ()))).get(value, field.prepare_value(value)))


class DayField(forms.DateField):
    """A day in the browser's own calendar; also understands 31.12.2026."""

    def __init__(self, **options: Any) -> None:  # Any: as in Django
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"])
        super().__init__(**options)
        self.error_messages["invalid"] = _("Enter a day like 31.12.2026.")

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise ValidationError(gettext("Enter a day between 1990 and 2100."), code="out_of_range")


class MomentField(forms.DateTimeField):
    """A day and a time on the clocks of this place; says so when the clock skips or repeats that hour."""

    def __init__(self, **options: Any) -> None:  # Any: as in Django
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%y %H:%M"])
        super().__init__(**options)
        self.error_messages["invalid"] = _("Enter a day and a time like 31.12.2026 16:00.")

    def to_python(self, value: Any) -> dt.datetime | None:  # Any: what the browser sent
        try:
            typed = forms.DateTimeField.to_python(self, value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                gettext(
                    "In this night the clock changes: this hour does not exist, or comes twice. Choose another time."
                ),
                code="clock_change",
            ) from None
        if typed and not FIRST_DAY <= typed.date() <= LAST_DAY:
            raise ValidationError(gettext("Enter a day between 1990 and 2100."), code="out_of_range")
        return typed
