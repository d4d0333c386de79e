"""What the office types about partners."""

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from klimapakt.lib.forms import DayField, FilterForm
from klimapakt.pact.partner_list import DELIVERIES, ORDERS, Wanted
from partners.forms.tag import TagField
from partners.models import District, Partner

ALL = ("", _("all"))
YES_NO = [ALL, ("yes", _("yes")), ("no", _("no"))]


class PartnerFilterForm(FilterForm):
    q = forms.CharField(label=_("Company or contact"), required=False, max_length=160)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ALL, *Partner.Status.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Partner.Kind.choices])
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[ALL, *Partner.Sector.choices])
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[ALL, *Partner.Size.choices])
    district = forms.ModelChoiceField(District.objects.all(), label=_("District"), required=False, empty_label=_("all"))
    chamber = forms.ModelChoiceField(
        Partner.objects.founding().in_alphabet(), label=_("Chamber"), required=False, empty_label=_("all")
    )
    delivery = forms.ChoiceField(
        label=pgettext_lazy("delivery", "Report"), required=False, choices=[ALL, *DELIVERIES.items()]
    )
    target = forms.ChoiceField(label=_("Has a target"), required=False, choices=YES_NO)
    tag = TagField(label=_("Tag"), required=False)
    login = forms.ChoiceField(label=_("Somebody signs in"), required=False, choices=YES_NO)
    order = forms.ChoiceField(label=_("Sorted by"), required=False, choices=[*ORDERS.items()])

    def wanted(self) -> Wanted:
        """Only what narrows; a value that means nothing does not. Keys in place of records: fit for an address."""
        self.is_valid()
        values = getattr(self, "cleaned_data", {})
        return {name: str(getattr(value, "pk", value)) for name, value in values.items() if value}

    def conditions(self) -> list[tuple[str, str, str]]:
        """Each condition in words, with the filter that is left without it."""
        wanted = self.wanted()
        told = []
        for name in wanted:
            field = self.fields[name]
            if name == "order":
                continue
            value = self.cleaned_data[name]
            is_choice = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
            text = str(dict(field.choices)[value] if is_choice else value)  # type: ignore[attr-defined]  # a choice
            told.append((str(field.label), text, urlencode({key: wanted[key] for key in wanted if key != name})))
        return told


class SavedFilterForm(forms.Form):
    """A name for the filter that the address holds."""

    name = forms.CharField(
        label=_("Name of the filter"), max_length=60, error_messages={"required": _("Give the filter a name.")}
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is to be noted.")},
    )
    due_on = DayField(
        label=_("Follow up on"), required=False, help_text=_("On this day the note appears in the in-tray.")
    )


class ExtendDeliveryForm(forms.Form):
    """How many days more, counted from today or from a due date still to come."""

    days = forms.TypedChoiceField(
        label=_("More time"), coerce=int, choices=[(7, _("1 week")), (14, _("2 weeks")), (28, _("4 weeks"))], initial=14
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Those who lead the partner read it in the mail."),
        error_messages={"required": _("Give a reason: it goes into the mail and the log.")},
    )
