"""Measures and their yearly results as people type them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.models import Measure, MeasureUpdate
from emissions.models.measure import SAVINGS
from klimapakt.lib.forms import DayField, GermanDecimalField, KeepsEdition
from klimapakt.lib.uploads import UploadField


class FormSection(NamedTuple):
    label: str
    fields: list[forms.BoundField]
    is_open: bool


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
    cost_eur = GermanDecimalField(label=gettext_lazy("Investment"), unit="EUR", required=False, decimal_places=2)
    saving_eur_per_year = GermanDecimalField(
        label=gettext_lazy("Saves each year: money"), unit="EUR", required=False, decimal_places=2
    )
    saving_kwh_per_year = GermanDecimalField(label=gettext_lazy("Saves each year: energy"), unit="kWh", required=False)
    saving_water_m3_per_year = GermanDecimalField(
        label=gettext_lazy("Saves each year: water"), unit="m³", required=False
    )
    saving_waste_t_per_year = GermanDecimalField(label=gettext_lazy("Saves each year: waste"), unit="t", required=False)
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
            "dropped_cause",
            "dropped_reason",
            "starts_on",
            "ends_on",
            "planned_t_per_year",
            "cost_eur",
            *SAVINGS,
            "lifetime_years",
            "owner",
            "evidence",
            "is_released",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "status": forms.RadioSelect}
        help_texts = {
            "dropped_cause": gettext_lazy("Only if the measure was dropped."),
            "dropped_reason": gettext_lazy("Needed only for another reason than those of the list."),
            "is_released": gettext_lazy(
                "Everybody then sees title, description, field, class of investment, payback, lifetime and what the "
                "office has checked, with your name if you stand in the directory. Never the person responsible."
            ),
        }

    evidence = UploadField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy(
            "PDF, JPEG or PNG: a bill, a measurement, a photograph. Only you and the office see it."
        ),
    )

    @property
    def sections(self) -> list[FormSection]:
        """The form in the order of the page; what most measures leave empty is folded away until it says something."""
        parts = (
            ("", ("title", "field", "description", "status")),
            (_("If it was dropped"), ("dropped_cause", "dropped_reason")),
            ("", ("starts_on", "ends_on", "planned_t_per_year")),
            (_("Costs, savings, lifetime (optional)"), ("cost_eur", *SAVINGS, "lifetime_years")),
            ("", ("owner", "evidence", "is_released")),
        )
        is_dropped = self["status"].value() == Measure.Status.DROPPED
        return [
            FormSection(
                label,
                [self[name] for name in names],
                any(self[name].value() or self[name].errors for name in names)
                or ("dropped_cause" in names and is_dropped),
            )
            for label, names in parts
        ]

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        self._clean_dropped(values)
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return values

    def _clean_dropped(self, values: dict[str, Any]) -> None:  # Any: as in Django
        try:
            values["dropped_cause"], values["dropped_reason"] = why_dropped(values)
        except ValidationError as missing:
            self.add_error("dropped_reason", missing)


def why_dropped(values: Mapping[str, Any]) -> tuple[str, str]:  # Any: as in Django
    """From the list or in words; words alone are another reason. A measure that was not dropped has none."""
    cause, words = values.get("dropped_cause") or "", values.get("dropped_reason") or ""
    if values.get("status") != Measure.Status.DROPPED:
        return "", ""
    if not words and cause in ("", Measure.Cause.OTHER):
        raise ValidationError(_("Say in a few words why the measure was dropped. It helps others."))
    return cause or Measure.Cause.OTHER, words


class AchievedForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        error_messages={"invalid": gettext_lazy("Enter a year with four digits.")},
    )
    achieved_t = GermanDecimalField(label=gettext_lazy("Achieved reduction"), unit="t CO₂e")
    how = forms.ChoiceField(
        label=gettext_lazy("How do you know?"),
        choices=MeasureUpdate.How.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=MeasureUpdate.How.ESTIMATED,
    )

    def __init__(self, *args: Any, measure: Measure, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.measure, self.today = measure, today
        self.fields["how"].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year >= self.today.year:
            raise ValidationError(_("The year is not over yet."))
        if year < self.measure.starts_on.year:
            raise ValidationError(_("The measure began in %(year)s.") % {"year": self.measure.starts_on.year})
        return year
