"""Who is asked to fill in which section of a balance, and by when."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.models import Balance, Scope3Category
from emissions.models.delegation import BESIDE, CONTRACTS, OF_LINES, OF_TOTALS, SITE
from klimapakt.lib.forms import DayField
from partners.models import Membership, Site, TeamInvitation

Choice = tuple[str, Any]  # Any: text, or lazily translated text
NEW = "new"


class DelegationForm(forms.Form):
    section = forms.ChoiceField(
        label=_("Section"),
        error_messages={
            "required": _("Choose a section."),
            "invalid_choice": _("A colleague has this section already. Choose another one, or take it back first."),
        },
    )
    person = forms.ChoiceField(
        label=_("Colleague"),
        error_messages={
            "required": _("Choose who shall fill in the section."),
            "invalid_choice": _("This person cannot fill in anything any more: your team has changed meanwhile."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address of the new colleague"),
        required=False,
        help_text=_("Only for somebody new: the invitation to your team goes there, with the right to edit."),
    )
    due_on = DayField(label=_("To be filled in by"), error_messages={"required": _("Enter a day like 31.12.2026.")})
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("For example where the bills are, or whom to ask."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,  # Any: as in Django
        balance: Balance,
        sites: Sequence[Site],
        taken: Collection[tuple[str, int | None]],
        team: Sequence[Membership],
        invited: Sequence[TeamInvitation],
        can_invite: bool,
        today: dt.date,
        **options: Any,  # Any: as in Django
    ) -> None:
        """`taken`: sections that somebody has already, with their sites."""
        super().__init__(*args, **options)
        self.sites, self.team, self.invited, self.today = sites, team, invited, today
        people: list[Choice] = [("", "–"), *((f"m{one.pk}", str(one.user)) for one in team)]
        people += [(f"i{one.pk}", gettext("%(email)s, invited") % {"email": one.email}) for one in invited]
        if can_invite:
            people.append((NEW, gettext("somebody new, by e-mail address")))
        else:
            del self.fields["email"]
        sections = [("", "–"), *without(groups_of(balance, sites), taken)]
        self.fields["section"].choices = sections  # type: ignore[attr-defined]  # a choice field
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a choice field

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(gettext("This day is over. Choose one that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        said = self.cleaned_data
        if said.get("person") == NEW and not said.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Enter the e-mail address of the new colleague."))
        return said

    def chosen(self) -> dict[str, Any]:  # Any: what the action takes
        """Of a valid form."""
        said = self.cleaned_data
        section, _dash, site = said["section"].partition(f"{SITE}-")
        kind, key = said["person"][:1], said["person"][1:]
        return {
            "section": SITE if site else section,
            "site": next((one for one in self.sites if str(one.pk) == site), None),
            "colleague": next((one.user for one in self.team if kind == "m" and str(one.pk) == key), None),
            "invitation": next((one for one in self.invited if kind == "i" and str(one.pk) == key), None),
            "email": said.get("email", "") if said["person"] == NEW else "",
            "due_on": said["due_on"],
            "note": said["note"],
        }


def groups_of(balance: Balance, sites: Sequence[Site]) -> list[tuple[str, list[Choice]]]:
    """All that can be handed on, as the pages of the balance are ordered."""
    if balance.entry == Balance.Entry.QUICK:
        figures: list[tuple[str, list[Choice]]] = [(gettext("Totals"), [*OF_TOTALS])]
    else:
        carriers = [choice for choice in OF_LINES if choice[0] != SITE]
        figures = [
            (gettext("Consumption"), [*carriers, *CONTRACTS]),
            (gettext("Consumption of a site"), [(f"{SITE}-{one.pk}", one.name) for one in sites]),
        ]
    beside: list[Choice] = [(key, label) for key, label in BESIDE if not key.startswith("scope3")]
    scope3: list[Choice] = [("scope3", gettext("Scope 3 as a whole"))]
    scope3 += [(f"scope3-{one.value}", f"3.{one.value} {one.label}") for one in Scope3Category.Category]
    return [*figures, (gettext("Further figures"), beside), (gettext("Scope 3"), scope3)]


def without(
    groups: Sequence[tuple[str, list[Choice]]], taken: Collection[tuple[str, int | None]]
) -> Iterator[tuple[str, list[Choice]]]:
    gone = {f"{section}-{site}" if site else section for section, site in taken}
    for title, choices in groups:
        if left := [choice for choice in choices if choice[0] not in gone]:
            yield title, left
