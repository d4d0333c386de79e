"""The team of a partner: whom to invite, in which role, who succeeds."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import DayField
from partners.forms.account import ChoosePasswordForm
from partners.models import Membership, User

ROLES = (
    (Membership.Role.VIEWER, gettext_lazy("Read: sees balances, targets and measures")),
    (Membership.Role.EDITOR, gettext_lazy("Edit: also records figures and changes company data")),
    (Membership.Role.LEAD, gettext_lazy("Lead: also hands in, answers for the company and keeps the team")),
)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The address at work. It is the login; the invitation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Enter an e-mail address like name@company.de."),
            "max_length": gettext_lazy("This address is too long: at most 254 characters."),
        },
    )

    field_order = ("email", "role")


class HandoverForm(forms.Form):
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Who leads from now on?"),
        queryset=Membership.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose who leads from now on.")},
    )
    steps_back_on = DayField(
        label=gettext_lazy("When do you step back?"),
        help_text=gettext_lazy("Until then both of you lead. Choose today to step back at once."),
    )
    stays_as_viewer = forms.BooleanField(
        label=gettext_lazy("I want to keep the right to read afterwards"),
        required=False,
        help_text=gettext_lazy("Otherwise you lose access on that day."),
    )

    def __init__(
        self, *args: Any, colleagues: QuerySet[Membership], today: dt.date, **options: Any
    ) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.today = today
        successor = self.fields["successor"]
        successor.queryset = colleagues  # type: ignore[attr-defined]  # a field to choose a record
        successor.label_from_instance = lambda one: f"{one.user}, {one.user.email}"  # type: ignore[attr-defined]

    def clean_steps_back_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["steps_back_on"]
        if day < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."))
        if day > self.today + dt.timedelta(days=366):
            raise ValidationError(_("Choose a day within one year."))
        return day


class JoinForm(ChoosePasswordForm):
    """Who is new says their name and chooses a password."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"max_length": gettext_lazy("At most 80 characters.")},
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"max_length": gettext_lazy("At most 80 characters.")},
    )
    by_code = forms.BooleanField(
        label=gettext_lazy("I want no password: send me a code by e-mail each time I sign in"), required=False
    )

    field_order = ("first_name", "last_name", "password", "again", "by_code")

    def __init__(self, *args: object, email: str, **options: object) -> None:
        super().__init__(*args, user=User(email=email), **options)
        for name in ("password", "again"):
            self.fields[name].required = False
            self.fields[name].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField

    def clean_password(self) -> str:
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, object]:
        values = super().clean()
        password = values.get("password")
        if values.get("by_code"):
            self.errors.pop("again", None)
            values["password"] = None
        elif not password:
            self.add_error("password", _("Choose a password, or tick that you want a code each time."))
        else:
            self.user.first_name = str(values.get("first_name", ""))
            self.user.last_name = str(values.get("last_name", ""))
            try:
                validate_password(str(password), self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return values
