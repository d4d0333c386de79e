"""What people type beside lines and totals: credits, own generation, denominators."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.forms.balance import DraftForm
from emissions.models import Balance, Credit, Denominators, OwnGeneration
from klimapakt.lib.forms import DayField, GermanDecimalField


class CreditForm(forms.Form):
    """Carbon credits that were retired."""

    t = GermanDecimalField(
        label=_("Amount"), unit="t\u00a0CO₂e", error_messages={"required": _("Enter how many tonnes were retired.")}
    )
    standard = forms.CharField(label=_("Standard"), max_length=80, help_text=_("For example Gold Standard, Verra VCS."))
    project = forms.CharField(label=_("Project"), max_length=160)
    vintage = forms.IntegerField(
        label=_("Year in which the reduction took place"),
        min_value=1990,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter the year with four digits."), "min_value": _("Enter a year from 1990 on.")},
    )
    registry_id = forms.CharField(label=_("Number in the registry"), max_length=80)
    retired_on = DayField(label=_("Retired on"))

    def __init__(self, *args: Any, balance: Balance, today: dt.date, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.balance, self.today = balance, today

    def clean_t(self) -> Decimal:
        t: Decimal = self.cleaned_data["t"]
        if not t:
            raise ValidationError(gettext("Enter more than 0 tonnes."))
        return t

    def clean_retired_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["retired_on"]
        if day > self.today:
            raise ValidationError(
                gettext("This day is still to come. Only credits that are retired already belong here.")
            )
        return day

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        said = self.cleaned_data
        vintage, retired_on = said.get("vintage"), said.get("retired_on")
        if vintage and vintage > (retired_on or self.today).year:
            self.add_error("vintage", gettext("A reduction cannot be newer than its retirement."))
        same = Credit.objects.filter(
            balance=self.balance, standard=said.get("standard"), registry_id=said.get("registry_id")
        )
        if same.exists():
            self.add_error("registry_id", gettext("This number is in the list already."))
        return said


class FurtherForm(DraftForm):
    """Own generation and denominators."""

    used_kwh = GermanDecimalField(
        label=_("Own power, used yourself"),
        unit="kWh",
        required=False,
        help_text=_("For example from your solar plant. It is no purchase and stands beside scope 2."),
    )
    exported_kwh = GermanDecimalField(
        label=_("Own power, fed into the grid"),
        unit="kWh",
        required=False,
        help_text=_("It is not deducted from anything."),
    )
    employees = GermanDecimalField(
        label=_("Employees"), unit=_("people"), required=False, decimal_places=2, max_value=10_000_000
    )
    counting = forms.ChoiceField(label=_("Employees counted as"), choices=Denominators.Counting, required=False)
    floor_area_m2 = GermanDecimalField(
        label=_("Floor area"), unit="m²", required=False, decimal_places=2, max_value=10**9
    )
    area = forms.ChoiceField(label=_("Floor area measured as"), choices=Denominators.Area, required=False)
    turnover_eur = GermanDecimalField(
        label=_("Turnover of the year"),
        unit="EUR",
        required=False,
        decimal_places=2,
        help_text=_("Only for your own intensity. It is never published and is part of no report of the city."),
    )

    @classmethod
    def initial_of(cls, balance: Balance) -> dict[str, object]:
        """What is stored; before that, what the company says of the year elsewhere."""
        found: dict[str, object] = {}
        for owner in (
            OwnGeneration.objects.filter(balance=balance).first(),
            Denominators.objects.filter(balance=balance).first()
            or balance.partner.years.filter(year=balance.year).first(),
        ):
            if owner is not None:
                found |= {name: getattr(owner, name) for name in cls.base_fields if hasattr(owner, name)}
        return found

    GENERATION = ("used_kwh", "exported_kwh")
    POSITIVE = ("employees", "floor_area_m2", "turnover_eur")

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        super().clean()
        for name in self.POSITIVE:
            if self.cleaned_data.get(name) == 0:
                self.add_error(
                    name, gettext("Nothing can be divided by 0. Leave the field empty if you do not know it.")
                )
        return self.cleaned_data

    def generation(self) -> dict[str, Decimal | None]:
        return {name: self.cleaned_data.get(name) for name in self.GENERATION}

    def denominators(self) -> dict[str, object]:
        return {name: self.cleaned_data.get(name) for name in self.POSITIVE} | {
            "counting": self.cleaned_data.get("counting") or Denominators.Counting.FTE,
            "area": self.cleaned_data.get("area") or Denominators.Area.NET,
        }
