"""What the list of factors can be narrowed by."""

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.forms import FilterForm

SCOPES = (("", _("All")), ("1", _("Scope 1")), ("2", _("Scope 2")), ("3", _("Scope 3")))


class FactorForm(FilterForm):
    words = forms.CharField(
        label=_("Name or key"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    year = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("Year"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a year with four digits.")},
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=SCOPES, required=False)

    @property
    def query(self) -> str:
        """What was chosen, as an address keeps it."""
        return urlencode({name: self[name].data for name in self.cleaned_data if self[name].data})
