"""Company data, sites, reference values, profile."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import DayField, GermanDecimalField, KeepsEdition
from klimapakt.lib.uploads import JPEG, MEGABYTE, PNG, UploadField
from partners import sectors
from partners.models import Partner, PartnerYear, ProfileVisibility, Site

MOST_PEOPLE = 2_000_000
MOST_M2 = 100_000_000


def divisions() -> list[Any]:  # Any: as Django names choices
    return [("", "–"), *sectors.choices()]


def whole_number(label: Any, unit: Any, most: int, **options: Any) -> GermanDecimalField:  # Any: lazily translated text
    return GermanDecimalField(label=label, unit=unit, required=False, decimal_places=0, max_value=most, **options)


class CompanyForm(KeepsEdition, forms.ModelForm[Partner]):
    division = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        choices=divisions,
        required=False,
        help_text=gettext_lazy("Division of the German classification of economic activities (WZ 2008)."),
    )
    employees = whole_number(gettext_lazy("Employees today"), gettext_lazy("people"), MOST_PEOPLE)

    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={"invalid": gettext_lazy("Enter an address like https://www.company.de.")},
    )

    field_order = ("division",)

    class Meta:
        model = Partner
        fields = (
            "size",
            "employees",
            "district",
            "chamber",
            "chamber_sees_status",
            "programmes",
            "website",
            "description",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
        }
        labels = {
            "programmes": gettext_lazy("Programmes"),
            "chamber_sees_status": gettext_lazy("Our chamber may see our status in the pact"),
        }
        help_texts = {
            "chamber_sees_status": gettext_lazy(
                "It sees whether you take part, not your figures. You can take this back at any time."
            ),
            "programmes": gettext_lazy("For example ÖKOPROFIT, EMAS, SBTi."),
            "description": gettext_lazy(
                "What your company does, and why it takes part. "
                "State facts that can be checked; do not call the company climate neutral."
            ),
        }
        error_messages = {
            "programmes": {"max_length": gettext_lazy("At most 200 characters.")},
            "description": {"max_length": gettext_lazy("At most 1,500 characters.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for name in ("district", "chamber"):
            self.fields[name].empty_label = "–"  # type: ignore[attr-defined]  # a field to choose a record
        self.fields["size"].choices = [("", "–"), *Partner.Size.choices]  # type: ignore[attr-defined]  # a field to choose
        self.fields["chamber_sees_status"].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField
        self.initial["division"] = self.instance.division

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        if values.get("chamber_sees_status") and not values.get("chamber"):
            self.add_error("chamber", _("Choose the chamber that may see your status."))
        return values

    def save(self, commit: bool = True) -> Partner:
        self.instance.division = self.cleaned_data["division"]
        return super().save(commit)


class SiteForm(forms.ModelForm[Site]):
    postcode = forms.RegexField(
        r"^\d{5}$",
        label=gettext_lazy("Postcode"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"invalid": gettext_lazy("Enter a postcode with five digits.")},
    )
    floor_area_m2 = whole_number(gettext_lazy("Floor area"), "m²", MOST_M2)

    class Meta:
        model = Site
        fields = ("name", "street", "postcode", "town", "is_in_city", "floor_area_m2")
        help_texts = {"name": gettext_lazy("As your people call it, for example “Head office” or “Plant 2”.")}
        error_messages = {
            "name": {"max_length": gettext_lazy("At most 120 characters.")},
            "street": {"max_length": gettext_lazy("At most 120 characters.")},
            "town": {"max_length": gettext_lazy("At most 80 characters.")},
        }

    def __init__(self, *args: Any, asks_for_city: bool, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        if not asks_for_city:
            del self.fields["is_in_city"]


class SiteRemoveForm(forms.Form):
    day = DayField(label=gettext_lazy("Given up on"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed if balances refer to the site, for example “Moved to plant 2”."),
        error_messages={"max_length": gettext_lazy("At most 200 characters.")},
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **{"initial": {"day": today}, **options})
        self.today = today

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day


class ReferenceValuesForm(forms.ModelForm[PartnerYear]):
    employees = whole_number(
        gettext_lazy("Employees"),
        gettext_lazy("people"),
        MOST_PEOPLE,
        help_text=gettext_lazy("Full-time equivalents, on average over the year."),
    )
    floor_area_m2 = whole_number(gettext_lazy("Heated floor area"), "m²", MOST_M2)
    turnover_eur = GermanDecimalField(
        label=gettext_lazy("Turnover"),
        unit="EUR",
        required=False,
        decimal_places=2,
        help_text=gettext_lazy("Only for your own key figures. It is never published."),
    )

    class Meta:
        model = PartnerYear
        fields = ("employees", "floor_area_m2", "turnover_eur")


class VisibilityForm(forms.Form):
    """For each field of the profile: for whom it is."""

    is_public = forms.BooleanField(
        label=gettext_lazy("Our company stands in the public directory"),
        required=False,
        help_text=gettext_lazy("If not, the public sees nothing of your profile, whatever you choose below."),
    )

    def __init__(self, *args: Any, partner: Partner, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["is_public"].initial = partner.is_public
        self.fields["is_public"].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField
        audiences = partner.audiences()
        for value, label in ProfileVisibility.Field.choices:
            self.fields[value] = forms.ChoiceField(
                label=label, choices=ProfileVisibility.Audience.choices, initial=audiences[value]
            )

    def audiences(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in ProfileVisibility.Field.values}


class LogoForm(forms.Form):
    logo = UploadField(
        label=gettext_lazy("Logo"),
        kinds=(PNG, JPEG),
        max_bytes=5 * MEGABYTE,
        help_text=gettext_lazy("PNG or JPG, at most 5 MB. It is made smaller if need be."),
        error_messages={"required": gettext_lazy("Choose a picture.")},
    )
