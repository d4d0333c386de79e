"""A factor of a partner's own, as people type it."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.carriers import BY_KEY, OWN_KEYS
from emissions.factors import FIRST_YEAR
from emissions.models import Balance, Factor, Scope3Category
from klimapakt.lib.forms import GermanDecimalField
from klimapakt.lib.uploads import UploadField

MOST_TIMES: Final = 5  # a fuel has no more than that many times what is usual: grams were meant
SCOPE3: Final = "3."


class OwnFactorForm(forms.Form):
    """`usual`: the portal's factor for each carrier, by key."""

    stands_for = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_(
            "A carrier, in place of the portal's factor, or an activity of scope 3. "
            "Power and district heat have a page of their own: contracts."
        ),
        error_messages={"required": _("Choose what the factor is about.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        help_text=_("For example “Biomethane of Stadtwerke Muster, product footprint”."),
    )
    kg_co2e_per_unit = GermanDecimalField(
        label=_("Value"),
        unit="kg\u00a0CO₂e",
        decimal_places=8,
        max_value=10**6,
        help_text=_("Per unit. 190 g are 0.19 kg."),
        error_messages={"required": _("Enter the kilograms of CO₂e per unit.")},
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=20,
        required=False,
        help_text=_("For scope 3, for example t, piece or EUR. A carrier keeps its own unit."),
    )
    valid_year = forms.IntegerField(
        label=_("Year of the value"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter the year with four digits."), "min_value": _("Enter a year from 1990 on.")},
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Who says so, in which document, of which day.")
    )
    evidence = UploadField(
        label=_("Evidence"),
        help_text=_("The document with this value, as PDF or picture. Only you and the office see it."),
        error_messages={"required": _("Add the document that states this value.")},
    )
    is_direct = forms.BooleanField(
        label=_("Of a carrier: the value is without upstream emissions and without offsets"), required=False
    )

    def __init__(
        self, *args: Any, balance: Balance, usual: dict[str, Factor], **options: Any
    ) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.balance, self.usual = balance, usual
        carriers = [(key, _carrier_label(key)) for key in OWN_KEYS if key in usual]
        categories = [(f"{SCOPE3}{number}", f"3.{number} {label}") for number, label in Scope3Category.Category.choices]
        self.fields["stands_for"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "–"),
            (gettext("Carriers (scope 1)"), carriers),
            (gettext("Scope 3"), categories),
        ]

    def clean_kg_co2e_per_unit(self) -> Decimal:
        value: Decimal = self.cleaned_data["kg_co2e_per_unit"]
        if not value:
            raise ValidationError(
                gettext("A factor is above 0. Offsets and certificates do not make a fuel free of emissions.")
            )
        return value

    def clean_valid_year(self) -> int:
        year: int = self.cleaned_data["valid_year"]
        if year > self.balance.year + 1:
            raise ValidationError(gettext("The value cannot be that much newer than the balance."))
        return year

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        said = self.cleaned_data
        usual = self.usual.get(said.get("stands_for", ""))
        if usual is not None:
            said["unit"] = usual.unit
            self._clean_carrier(usual)
        elif said.get("stands_for") and not said.get("unit"):
            self.add_error("unit", gettext("Enter the unit that the value is about, for example t."))
        return said

    def _clean_carrier(self, usual: Factor) -> None:
        value = self.cleaned_data.get("kg_co2e_per_unit")
        if value is not None and value > usual.kg_co2e_per_unit * MOST_TIMES:
            words = gettext("This is more than five times what is usual (%(usual)s). Grams were probably meant.")
            self.add_error("kg_co2e_per_unit", words % {"usual": f"{usual.kg_co2e_per_unit.normalize():f} kg"})
        if not self.cleaned_data.get("is_direct"):
            self.add_error(
                "is_direct",
                gettext(
                    "Upstream emissions belong to scope 3, and offsets are told apart. Ask your supplier for the value "
                    "of the combustion alone and confirm it here."
                ),
            )

    def fields_of_factor(self) -> dict[str, object]:
        said = self.cleaned_data
        chosen = said["stands_for"]
        number = int(chosen.removeprefix(SCOPE3)) if chosen not in self.usual else None
        fields = {name: said[name] for name in ("name", "kg_co2e_per_unit", "unit", "valid_year", "source")}
        return {**fields, "key": "" if number else chosen, "scope3_category": number}


def _carrier_label(key: str) -> str:
    carrier = BY_KEY[key]
    variant = carrier.variant(key)
    return f"{carrier.label} ({variant.label or variant.unit})"
