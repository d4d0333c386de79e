"""What the office says of an edition: its file, its name and day; why it is withdrawn."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions import factor_file
from emissions.models import FactorSet
from klimapakt.lib import sheet_import
from klimapakt.lib.forms import DayField
from klimapakt.lib.uploads import UploadRefused


class FactorUploadForm(forms.Form):
    """Says at once what is wrong with the file as a whole; its rows are looked through on the next page."""

    file = forms.FileField(
        label=_("File of factors"),
        help_text=_("CSV with the columns of the shipped file, at most 10 MB and 20,000 rows. Decimals with a point."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )
    edition = forms.CharField(
        label=_("Name of the edition"),
        max_length=40,
        help_text=_("For example 2026-11. Balances show it, and it never changes."),
        error_messages={"required": _("Give the edition a name.")},
    )
    published_on = DayField(
        label=_("Published on"), help_text=_("New balances use the edition with the latest day that is not withdrawn.")
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today, self.content = today, b""

    def clean_file(self) -> Any:  # Any: what the browser sent
        file = self.cleaned_data["file"]
        try:
            self.content = sheet_import.check(file)
            factor_file.read(self.content)
        except UploadRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        return file

    def clean_edition(self) -> str:
        edition: str = self.cleaned_data["edition"]
        if FactorSet.objects.filter(edition=edition).exists():
            raise ValidationError(
                gettext("There is an edition %(edition)s already. An edition never changes: choose another name.")
                % {"edition": edition}
            )
        return edition

    def clean_published_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["published_on"]
        if day > self.today:
            raise ValidationError(gettext("This day is still to come."))
        return day


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the edition withdrawn?"),
        help_text=_("Partners whose open balances count with it read this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "kern-form-input__input"}),
        error_messages={"required": _("Please give a reason: the partners read it.")},
    )
