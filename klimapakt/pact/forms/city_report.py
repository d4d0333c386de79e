"""What the city chooses for an annual report."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import DayField
from klimapakt.pact.models import ReportText
from partners.models import User


class CityReportForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("Reporting year"), coerce=int)
    cut_off = DayField(
        label=gettext_lazy("Cut-off"),
        help_text=gettext_lazy("What the office has checked by the end of this day counts."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=User.Language.choices)
    greeting = forms.CharField(
        label=gettext_lazy("Words of greeting"),
        help_text=gettext_lazy("Empty: the text module of the year, if there is one."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
    )
    greeting_by = forms.CharField(label=gettext_lazy("Greeting signed by"), max_length=160, required=False)
    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Leave out chapters"),
        choices=[choice for choice in ReportText.Chapter.choices if choice[0] not in ReportText.NEEDED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today = today
        self.fields["year"].choices = [(year, year) for year in range(today.year - 1, 2018, -1)]  # type: ignore[attr-defined]  # a choice field
        self.fields["cut_off"].initial = today

    def clean_cut_off(self) -> dt.date:
        day: dt.date = self.cleaned_data["cut_off"]
        if day > self.today:
            raise ValidationError(_("The cut-off cannot lie in the future."))
        return day


class ReportTextsForm(forms.Form):
    """All text modules of a year on one page, German beside English."""

    def __init__(self, *args: Any, year: int, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        stored = {text.chapter: text for text in ReportText.objects.filter(year=year)}
        for chapter in ReportText.Chapter:
            text = stored.get(chapter)
            for language, label in (("de", gettext_lazy("German")), ("en", gettext_lazy("English"))):
                self.fields[f"{chapter}_{language}"] = forms.CharField(
                    label=format_lazy("{}, {}", chapter.label, label),
                    widget=forms.Textarea(attrs={"rows": 4}),
                    max_length=6000,
                    required=False,
                    initial=getattr(text, f"text_{language}", ""),
                )

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        for chapter in ReportText.Chapter:
            if values.get(f"{chapter}_en") and not values.get(f"{chapter}_de"):
                self.add_error(f"{chapter}_de", _("Write the German text too."))
        return values

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {
            str(chapter): {f"text_{language}": self.cleaned_data[f"{chapter}_{language}"] for language in ("de", "en")}
            for chapter in ReportText.Chapter
        }
