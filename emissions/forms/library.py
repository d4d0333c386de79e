"""What the library of measures can be narrowed by."""

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from emissions.library import COSTS
from emissions.models import Measure
from klimapakt.lib.forms import FilterForm
from partners.models import Partner

ALL = ("", _("All"))


class LibraryForm(FilterForm):
    words = forms.CharField(
        label=_("Search"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    field = forms.ChoiceField(label=_("Field of action"), choices=[ALL, *Measure.Field.choices], required=False)
    cost = forms.ChoiceField(
        label=_("Investment"), choices=[ALL, *((key, cost.label) for key, cost in COSTS.items())], required=False
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[ALL, *Partner.Sector.choices], required=False)
    size = forms.ChoiceField(label=_("Size"), choices=[ALL, *Partner.Size.choices], required=False)

    @property
    def query(self) -> str:
        """What was chosen, as an address keeps it."""
        return urlencode({name: self[name].data for name in self.cleaned_data if self[name].data})
