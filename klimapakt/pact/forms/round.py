"""What the office says about a round: its year, its dates, what it asks for."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.models import Round
from klimapakt.lib.forms import DayField

FIRST_YEAR = 1990
PARTS = ("requires_scope3", "requires_measures", "requires_target")


class RoundPartsForm(forms.ModelForm[Round]):
    """What may change once partners are asked: the parts, and that the round is over."""

    class Meta:
        model = Round
        fields = (*PARTS, "is_closed")
        labels = {
            "requires_scope3": _("Scope 3 as well"),
            "requires_measures": _("Measures with their results of the year"),
            "requires_target": _("A target"),
            "is_closed": _("The round is over: nobody is reminded any more"),
        }


class RoundForm(forms.ModelForm[Round]):
    """A new round, or one that has not opened yet."""

    year = forms.IntegerField(
        label=_("Calendar year to report"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Enter the year that partners report."),
            "invalid": _("Enter the year with four digits, like 2025."),
            "min_value": _("Enter the year with four digits, like 2025."),
        },
    )
    opens_on = DayField(
        label=_("Opens on"),
        help_text=_("On this day partners are asked by mail. You can also open the round earlier yourself."),
        error_messages={"required": _("Enter the day on which partners are asked.")},
    )
    due_on = DayField(
        label=_("Due on"),
        help_text=_("Partners whose first report is agreed for a later day have until then."),
        error_messages={"required": _("Enter the day until which partners report.")},
    )

    class Meta:
        model = Round
        fields = ("year", "opens_on", "due_on", *PARTS)
        labels = {name: RoundPartsForm.Meta.labels[name] for name in PARTS}

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today = today

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year >= self.today.year:
            words = {"year": year, "last": self.today.year - 1}
            raise ValidationError(gettext("%(year)s is not over yet; the latest year to report is %(last)s.") % words)
        if Round.objects.filter(year=year).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("There is a round for %(year)s already.") % {"year": year})
        return year

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        opens_on, due_on = self.cleaned_data.get("opens_on"), self.cleaned_data.get("due_on")
        if opens_on and due_on and due_on <= opens_on:
            self.add_error("due_on", gettext("The due date lies after the day on which the round opens."))
        return self.cleaned_data
