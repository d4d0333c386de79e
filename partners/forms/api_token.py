"""What people say of a new access key."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS: Final = (("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")))


class ApiTokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is the key for?"),
        max_length=60,
        help_text=_("For example the name of the program that uses it."),
        error_messages={"required": _("Say what the key is for, so that you know it again.")},
    )
    days = forms.TypedChoiceField(label=_("How long is it valid?"), choices=DAYS, coerce=int, initial="90")
