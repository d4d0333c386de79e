"""The signed agreement on its way back."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.forms import DayField
from klimapakt.lib.uploads import UploadField


class SignatoryForm(forms.Form):
    signatory = forms.CharField(
        label=_("Who signs for your company?"),
        help_text=_("Name and function, for example: Kim Muster, managing director. It may be somebody else than you."),
        max_length=160,
    )


class SignedForm(forms.Form):
    signatory = forms.CharField(
        label=_("Signed by"), help_text=_("Name and function, as on the sheet."), max_length=160
    )
    signed_on = DayField(label=_("Signed on"), error_messages={"required": _("Enter the day of the signature.")})
    file = UploadField(
        label=_("Signed agreement"),
        help_text=_("PDF, or a photograph as JPG or PNG; at most 20 MB. Only the office and your leads see it."),
        error_messages={"required": _("Choose the file with the signed agreement.")},
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today = today

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        if day < self.today - dt.timedelta(days=366):
            raise ValidationError(_("This day is more than a year ago. Please check it."))
        return day
