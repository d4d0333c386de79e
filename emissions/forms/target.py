"""A target as a partner types it: years, base value, and the reduction in percent or the value to reach."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.entries import NewTarget
from emissions.models import Target
from klimapakt.lib import numbers
from klimapakt.lib.forms import GermanDecimalField

FIRST_YEAR, LAST_YEAR = 1990, 2100
HUNDRED = Decimal(100)
DIGITS = 6  # of a stored value in tonnes


class YearField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:  # Any: as in Django
        super().__init__(
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
            error_messages={
                "invalid": gettext_lazy("Enter a year with four digits."),
                "min_value": gettext_lazy("Enter a year from 1990 on."),
                "max_value": gettext_lazy("Enter a year up to 2100."),
            },
            **options,
        )


class OneOfBothField(GermanDecimalField):
    """May be empty where its sibling is not; so it is not marked as optional."""

    is_marked_optional = False

    def __init__(self, **options: Any) -> None:  # Any: as in Django
        super().__init__(required=False, **options)


class TargetForm(forms.Form):
    scopes = forms.ChoiceField(
        label=gettext_lazy("Which emissions does the target cover?"),
        choices=Target.Scopes.choices,
        widget=forms.RadioSelect,
        initial=Target.Scopes.S12,
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Scope 2 is counted"),
        choices=Target.Basis.choices,
        widget=forms.RadioSelect,
        initial=Target.Basis.LOCATION,
        help_text=gettext_lazy("Location-based: with the German electricity mix. The city adds up location-based."),
    )
    base_year = YearField(label=gettext_lazy("Base year"))
    base_value = GermanDecimalField(
        label=gettext_lazy("Emissions in the base year"),
        unit="t CO₂e",
        required=False,
        help_text=gettext_lazy("Leave it empty to take the value from your balance of the base year."),
    )
    target_year = YearField(label=gettext_lazy("Target year"))
    reduction_percent = OneOfBothField(label=gettext_lazy("Reduction"), unit="%", max_value=None, decimal_places=4)
    target_value = OneOfBothField(label=gettext_lazy("or: emissions in the target year"), unit="t CO₂e")
    note = forms.CharField(
        label=gettext_lazy("What the target means to you"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    is_public = forms.BooleanField(label=gettext_lazy("The target may be published."), required=False)

    def __init__(
        self, *args: Any, known: dict[tuple[str, str, int], Decimal], today: dt.date, **options: Any
    ) -> None:  # Any: as in Django
        """`known`: t CO2e by (scopes, basis, year), from the partner's balances."""
        super().__init__(*args, **options)
        self.known, self.today = known, today

    def clean_base_year(self) -> int:
        year: int = self.cleaned_data["base_year"]
        if year >= self.today.year:
            raise ValidationError(_("The base year is over: enter a year before %(year)s.") % {"year": self.today.year})
        return year

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        self._clean_base(values)
        self._clean_years(values)
        self._clean_aim(values)
        return values

    def _clean_base(self, values: dict[str, Any]) -> None:
        if {"base_year", "scopes", "basis"} <= values.keys() and values.get("base_value") is None:
            if "base_value" in self.errors:
                return
            known = self.known.get((values["scopes"], values["basis"], values["base_year"]))
            values["base_value"] = None if known is None else numbers.rounded(known, DIGITS)
            if known is None:
                self.add_error(
                    "base_value",
                    _("There is no balance of %(year)s for these scopes: enter the value in t CO₂e.")
                    % {"year": values["base_year"]},
                )
        if values.get("base_value") is not None and values["base_value"] <= 0:
            self.add_error("base_value", _("The value in the base year is above 0."))

    def _clean_years(self, values: dict[str, Any]) -> None:
        if {"base_year", "target_year"} <= values.keys() and values["target_year"] <= values["base_year"]:
            self.add_error("target_year", _("The target year lies after the base year."))

    def _clean_aim(self, values: dict[str, Any]) -> None:
        """One of both; the other follows from it."""
        if {"reduction_percent", "target_value"} & self.errors.keys():
            return
        percent, value, base = (values.get(name) for name in ("reduction_percent", "target_value", "base_value"))
        if percent is None and value is None:
            self.add_error(
                "reduction_percent", _("Enter the reduction in percent, or the emissions in the target year.")
            )
        elif percent is not None and not 0 < percent <= HUNDRED:
            self.add_error("reduction_percent", _("The reduction lies above 0 and at most at 100 percent."))
        elif base and percent is not None:
            reached = numbers.rounded(base * (1 - percent / HUNDRED), DIGITS)
            if value is not None and abs(value - reached) > Decimal("0.5"):
                self.add_error("target_value", _("Reduction and value do not fit together: leave one of them empty."))
            values["target_value"] = reached if value is None else value
        if base and values["target_value"] is not None and values["target_value"] >= base:
            self.add_error("target_value", _("The target lies below the value of the base year."))

    def new_target(self) -> NewTarget:
        values = self.cleaned_data
        return NewTarget(
            base_year=values["base_year"],
            base_value=values["base_value"],
            target_year=values["target_year"],
            target_value=values["target_value"],
            scopes=values["scopes"],
            basis=values["basis"],
            note=values["note"],
            is_public=values["is_public"],
        )


class ChangeTargetForm(TargetForm):
    change_reason = forms.CharField(
        label=gettext_lazy("Why does the target change?"),
        max_length=300,
        help_text=gettext_lazy("The earlier version stays in the history, with this reason."),
    )
