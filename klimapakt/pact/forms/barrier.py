"""What somebody tells who cannot use a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.traps import TrapForm


class BarrierForm(TrapForm):
    field_order = ("page", "text", "name", "email")

    page = forms.CharField(label=_("Address of the page"), max_length=300, required=False)
    text = forms.CharField(
        label=_("What does not work?"),
        help_text=_("For example: what you wanted to do, and what you use, such as a screen reader or the keyboard."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    name = forms.CharField(label=_("Your name"), max_length=160, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("If you would like an answer."), required=False
    )
