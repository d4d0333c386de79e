"""What the directory can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.forms import FilterForm
from klimapakt.pact import directory
from partners import profile
from partners.models import District, Partner

ALL = ("", _("All"))


class DirectoryForm(FilterForm):
    words = forms.CharField(
        label=_("Name"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[ALL, *Partner.Sector.choices], required=False)
    size = forms.ChoiceField(label=_("Size"), choices=[ALL, *Partner.Size.choices], required=False)
    district = forms.ModelChoiceField(
        District.objects.in_order(), label=_("District"), empty_label=ALL[1], required=False
    )
    chamber = forms.ModelChoiceField(
        Partner.objects.founding().in_alphabet(), label=_("Chamber"), empty_label=ALL[1], required=False
    )
    has = forms.ChoiceField(
        label=_("What is there"),
        choices=[ALL, ("target", _("Target set")), ("balance", _("Balance checked"))],
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        """Without the filters for which nobody has released a value."""
        super().__init__(*args, **options)
        shown = {field: Count("pk", filter=profile.shows(field)) for field in directory.FILTERED}
        for field, count in Partner.objects.listed().aggregate(**shown).items():
            if not count:
                del self.fields[field]

    @property
    def query(self) -> str:
        """What was chosen, as an address keeps it."""
        return urlencode({name: self[name].data for name in self.cleaned_data if self[name].data})
