"""What the city chooses for an annual report."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import DayField, FilterForm
from klimapakt.pact.members import STAGES, Member
from partners.models import Partner, User


class CityReportForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("Reporting year"), coerce=int)
    cut_off = DayField(
        label=gettext_lazy("Cut-off"),
        help_text=gettext_lazy("What the office has checked by the end of this day counts."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=User.Language.choices)
    greeting = forms.CharField(
        label=gettext_lazy("Words of greeting"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
    )
    greeting_by = forms.CharField(label=gettext_lazy("Greeting signed by"), max_length=160, required=False)

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


class MemberFilter(FilterForm):
    """Narrows the members of a founding partner; what nobody offers narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=160)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Delivery"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        states = [choice for choice in Partner.Status.choices if choice[0] != Partner.Status.LEFT]
        self.fields["status"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]  # a choice field
        self.fields["stage"].choices = [("", _("all")), *STAGES.items()]  # type: ignore[attr-defined]  # a choice field

    def narrowed(self, rows: list[Member]) -> list[Member]:
        values = self.cleaned_data if self.is_valid() else {}
        name, status, stage = (values.get(key, "") for key in ("q", "status", "stage"))
        return [
            row
            for row in rows
            if name.casefold() in row.name.casefold() and status in ("", row.status) and stage in ("", row.stage)
        ]
