"""What people type about themselves."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.models import User


class ChoosePasswordForm(forms.Form):
    """A password twice, held to the rules of the house."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence is easier to remember than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: object, user: User, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", ValidationError(_("The two passwords differ."), code="differ"))
        return values


class AccountForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("title", "first_name", "last_name", "phone", "language")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel"}),
        }


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey signs in by itself unless somebody wants it as a second factor only."""

    field_order = ("name", "passwordless")

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("Tells your passkeys apart, for example “Laptop”.")
        self.fields["passwordless"].label = _("Also sign in with it without a password")
        self.fields["passwordless"].help_text = _("Your device asks for its PIN, a finger or a face.")
        self.fields["passwordless"].initial = True


class ResetSecondFactorForm(forms.Form):
    """The office says how it made sure who is asking."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: lost the phone; known by voice, called back on 24 November. Goes into the log."),
        max_length=500,
    )
