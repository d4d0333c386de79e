"""Who comes: as many rows as the company has seats, the first for whoever answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.entries import Person
from events.forms.needs import NEEDS_HELP
from events.models.needs import NEEDS


class PeopleForm(forms.Form):
    def __init__(self, *args: Any, seats: int, people: list[Person], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.seats = seats
        for number in range(seats):
            known = people[number] if number < len(people) else Person("")
            self._add_row(number, known)
        self.fields["note"] = forms.CharField(
            label=_("Message to the office"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    def _add_row(self, number: int, known: Person) -> None:
        who = {"number": number + 1}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Person %(number)s: name") % who, max_length=200, initial=known.name, required=number == 0
        )
        self.fields[f"email_{number}"] = forms.EmailField(
            label=_("Person %(number)s: e-mail address") % who,
            initial=known.email,
            max_length=254,
            required=False,
            error_messages={"invalid": _("Enter an address like name@company.de.")},
        )
        self.fields[f"needs_sign_language_{number}"] = forms.BooleanField(
            label=_("Person %(number)s needs sign language.") % who, initial=known.needs_sign_language, required=False
        )
        self.fields[f"needs_wheelchair_{number}"] = forms.BooleanField(
            label=_("Person %(number)s needs room for a wheelchair.") % who,
            initial=known.needs_wheelchair,
            required=False,
        )
        self.fields[f"needs_{number}"] = forms.CharField(
            label=_("Person %(number)s: food, and what else is needed") % who,
            help_text=NEEDS_HELP,
            max_length=300,
            initial=known.needs,
            required=False,
        )
        self.fields[f"photo_{number}"] = forms.BooleanField(
            label=_("Person %(number)s may be photographed.") % who, initial=known.may_be_photographed, required=False
        )

        if number:
            self.fields[f"companion_{number}"] = forms.BooleanField(
                label=_("Person %(number)s comes as a companion.") % who, initial=known.is_companion, required=False
            )

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for number in range(self.seats):
            email = (values.get(f"email_{number}") or "").lower()
            if email and email in seen:
                self.add_error(f"email_{number}", ValidationError(_("This address stands there twice.")))
            seen.add(email)
            if email and not values.get(f"name_{number}"):
                self.add_error(f"name_{number}", ValidationError(_("The name to this address is missing.")))
        return values

    def people(self) -> list[Person]:
        values = self.cleaned_data
        return [
            Person(
                name=values[f"name_{number}"],
                email=values[f"email_{number}"],
                **{name: values[f"{name}_{number}"] for name in NEEDS},
                may_be_photographed=values[f"photo_{number}"],
                is_companion=bool(values.get(f"companion_{number}")),
            )
            for number in range(self.seats)
            if values[f"name_{number}"]
        ]
