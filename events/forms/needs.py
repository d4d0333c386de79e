"""What somebody needs in order to come."""

from django import forms
from django.utils.translation import gettext_lazy as _

NEEDS_HELP = _("For example vegan food, allergies. All you say about this is deleted seven days after the event.")


class NeedsForm(forms.Form):
    needs_sign_language = forms.BooleanField(label=_("I need sign language."), required=False)
    needs_wheelchair = forms.BooleanField(label=_("I need room for a wheelchair."), required=False)
    needs = forms.CharField(
        label=_("Food, and what else you need"), max_length=300, required=False, help_text=NEEDS_HELP
    )
