"""Measures and their yearly results as people type them."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.models import Measure
from klimapakt.lib.forms import DayField, GermanDecimalField, KeepsEdition


class MeasureForm(KeepsEdition, forms.ModelForm[Measure]):
    starts_on = DayField(label=gettext_lazy("Begins"))
    ends_on = DayField(label=gettext_lazy("Done by"), required=False)
    planned_t_per_year = GermanDecimalField(
        label=gettext_lazy("Planned reduction"),
        unit="t CO₂e/a",
        required=False,
        help_text=gettext_lazy(
            "What the measure saves each year once it works. Leave it empty if you do not know yet."
        ),
    )
    cost_eur = GermanDecimalField(label=gettext_lazy("Cost"), unit="EUR", required=False, decimal_places=2)
    lifetime_years = GermanDecimalField(
        label=gettext_lazy("Lifetime"), unit=gettext_lazy("years"), required=False, decimal_places=0, max_value=100
    )

    class Meta:
        model = Measure
        fields = (
            "title",
            "field",
            "description",
            "status",
            "dropped_reason",
            "starts_on",
            "ends_on",
            "planned_t_per_year",
            "cost_eur",
            "lifetime_years",
            "owner",
            "is_released",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "status": forms.RadioSelect}
        help_texts = {"dropped_reason": gettext_lazy("Only if the measure was dropped.")}

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        if values.get("status") == Measure.Status.DROPPED and not values.get("dropped_reason"):
            self.add_error("dropped_reason", _("Say in a few words why the measure was dropped. It helps others."))
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return values


class AchievedForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        error_messages={"invalid": gettext_lazy("Enter a year with four digits.")},
    )
    achieved_t = GermanDecimalField(label=gettext_lazy("Achieved reduction"), unit="t CO₂e")

    def __init__(self, *args: Any, measure: Measure, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.measure, self.today = measure, today

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year >= self.today.year:
            raise ValidationError(_("The year is not over yet."))
        if year < self.measure.starts_on.year:
            raise ValidationError(_("The measure began in %(year)s.") % {"year": self.measure.starts_on.year})
        return year
