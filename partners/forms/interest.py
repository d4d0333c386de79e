"""Joining: seven fields in three forms, and what the office does with them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.forms import FilterForm
from klimapakt.lib.traps import TrapForm
from partners.models import Interest, Partner, User

PLACE = re.compile(r"^(?:D-)?(\d{5})\s+(\S.*)$")
NO_MAIL = _("Enter an address like name@company.de.")


def choices(pairs: list[tuple[str, Any]], empty: Any) -> list[tuple[str, Any]]:  # Any: lazily translated text
    return [("", empty), *pairs]


class CompanyForm(forms.Form):
    """Step 1."""

    company = forms.CharField(
        label=_("Name of the company"),
        help_text=_("As in the register, with its legal form."),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=choices(Partner.Sector.choices, _("Please choose")),
        error_messages={"required": _("Choose the sector that fits best.")},
    )
    size = forms.ChoiceField(
        label=_("How many people work for you?"),
        choices=Partner.Size.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how many people work for you.")},
    )


class FirstForm(CompanyForm, TrapForm):
    """Step 1 for whoever begins: guarded against machines."""

    field_order = ("company", "sector", "size", "website", "started")

    def fields_of_interest(self) -> dict[str, Any]:  # Any: values of the form
        return {name: self.cleaned_data[name] for name in CompanyForm.base_fields}


class PlaceForm(forms.Form):
    """Step 2."""

    street = forms.CharField(
        label=_("Street and number"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    place = forms.CharField(
        label=_("Postcode and town"), max_length=90, error_messages={"required": _("Enter postcode and town.")}
    )

    def clean_place(self) -> tuple[str, str]:
        found = PLACE.match(" ".join(self.cleaned_data["place"].split()))
        if found is None or len(found[2]) > 80:
            raise ValidationError(_("Enter a postcode of five digits and the town, like 40213 Düsseldorf."))
        return found[1], found[2]

    def fields_of_interest(self) -> dict[str, Any]:  # Any: values of the form
        postcode, town = self.cleaned_data["place"]
        return {"street": self.cleaned_data["street"], "postcode": postcode, "town": town}


class ContactForm(forms.Form):
    """Step 3."""

    contact = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address at work"),
        help_text=_("We send you a link to it, to make sure that the message comes from you."),
        error_messages={"invalid": NO_MAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PhoneForm(ContactForm, PlaceForm, CompanyForm):
    """All at once, typed by the office while somebody is on the phone."""

    language = forms.ChoiceField(label=_("Language of the mails"), choices=User.Language)
    has_spoken = forms.BooleanField(
        label=_(
            "I have spoken with this person: the office may use these details, answers to this address, "
            "and may hand them to a chamber if that is the better place."
        ),
        error_messages={"required": _("Without the person's word the office may not keep these details.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["size"].error_messages["required"] = _("Choose how many people work there.")
        self.fields["size"].label = _("How many people work there?")
        self.fields["contact"].label = _("Name of the contact")
        self.fields["email"].label = _("E-mail address at work")
        self.fields["email"].help_text = _("The receipt goes there at once; no link has to be confirmed.")
        for name in ("company", "street", "contact", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def fields_of_interest(self) -> dict[str, Any]:  # Any: values of the form
        names = (*CompanyForm.base_fields, *ContactForm.base_fields)
        return {name: self.cleaned_data[name] for name in names} | super().fields_of_interest()


class SaveForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address at work"),
        error_messages={"invalid": NO_MAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AgreeForm(forms.Form):
    agrees = forms.BooleanField(
        label=_(
            "The office may use these details to answer my message. If a chamber is the better place for it, "
            "the office may hand them to that chamber."
        ),
        error_messages={"required": _("Without your consent the office may not read your message.")},
    )


class WordsForm(forms.Form):
    """A text to the other side."""

    def __init__(
        self, *args: Any, label: Any, missing: Any, help_text: Any = "", most: int = 2000, **options: Any
    ) -> None:
        """Any: as in Django, and lazily translated text."""
        super().__init__(*args, **options)
        self.fields["text"] = forms.CharField(
            label=label,
            help_text=help_text,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": 6}),
            error_messages={"required": missing},
        )


class ForwardForm(forms.Form):
    chamber = forms.ModelChoiceField(
        label=_("Chamber"),
        queryset=Partner.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Choose a chamber.")},
    )
    text = forms.CharField(
        label=_("Note to the chamber"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["chamber"].queryset = Partner.objects.founding().in_alphabet()  # type: ignore[attr-defined]  # a ModelChoiceField


class InterestFilterForm(FilterForm):
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("to be decided")),
            ("all", _("all")),
            *((value, label) for value, label in Interest.State.choices if value not in Interest.UNPROVEN),
        ],
    )
    q = forms.CharField(label=_("Company or number"), required=False, max_length=160)
