"""A base year that has changed: its new value, and why."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.models import BaseYearRecalculation, Target
from emissions.progress import unit_words
from klimapakt.lib.forms import GermanDecimalField


class RecalculationForm(forms.Form):
    """A new base value, and why."""

    new_value = GermanDecimalField(label=gettext_lazy("New value of the base year"))
    trigger = forms.ChoiceField(
        label=gettext_lazy("What has changed?"),
        choices=BaseYearRecalculation.Trigger.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Growth, shrinking and sites that did not exist in the base year are no reasons to recalculate."
        ),
    )
    reason = forms.CharField(label=gettext_lazy("In your words"), max_length=300)

    def __init__(self, *args: Any, target: Target, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.target = target
        self.fields["new_value"].unit = unit_words(target.unit)  # type: ignore[attr-defined]  # of our own field

    def clean_new_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["new_value"]
        if value <= 0:
            raise ValidationError(_("The value in the base year is above 0."))
        if value == self.target.base_value:
            raise ValidationError(_("This is the value that the target stands on already."))
        return value
