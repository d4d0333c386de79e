"""Leaving the pact."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import DayField


class LeavingForm(forms.Form):
    leaves_on = DayField(
        label=gettext_lazy("When does your company leave?"),
        help_text=gettext_lazy("On this day the access of all people of your team ends."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("A few words. They help the office to make the pact better."),
        error_messages={"max_length": gettext_lazy("At most 200 characters.")},
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today = today

    def clean_leaves_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["leaves_on"]
        if day < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."))
        if day > self.today + dt.timedelta(days=2 * 366):
            raise ValidationError(_("Choose a day within two years."))
        return day
