"""A target as a partner types it: years, base value, and the reduction in percent or the value to reach."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.entries import NewTarget
from emissions.models import Target
from emissions.progress import unit_words
from klimapakt.lib import numbers
from klimapakt.lib.forms import GermanDecimalField
from partners.models import Partner

FIRST_YEAR, LAST_YEAR = 1990, 2100
HUNDRED = Decimal(100)
DIGITS = 6  # of a stored value
STEPS = (1, 2)


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
    unit = forms.ChoiceField(
        label=gettext_lazy("What is the target about?"),
        choices=(
            (Target.Unit.ABSOLUTE, gettext_lazy("All emissions, in t CO₂e a year")),
            (Target.Unit.PER_EMPLOYEE, gettext_lazy("Emissions per employee, in t CO₂e")),
            (Target.Unit.PER_M2, gettext_lazy("Emissions per m² of heated floor area, in kg CO₂e")),
        ),
        widget=forms.RadioSelect,
        initial=Target.Unit.ABSOLUTE,
        required=False,
    )
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
    interim_year_1 = YearField(label=gettext_lazy("First step: year"), required=False)
    interim_percent_1 = OneOfBothField(label=gettext_lazy("First step: reduction by then"), unit="%", decimal_places=4)
    interim_year_2 = YearField(label=gettext_lazy("Second step: year"), required=False)
    interim_percent_2 = OneOfBothField(label=gettext_lazy("Second step: reduction by then"), unit="%", decimal_places=4)
    note = forms.CharField(
        label=gettext_lazy("What the target means to you"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    is_public = forms.BooleanField(label=gettext_lazy("The target may be published."), required=False)

    def __init__(
        self, *args: Any, known: Mapping[tuple[str, str, str, int], Decimal], today: dt.date, **options: Any
    ) -> None:  # Any: as in Django
        """`known`: value by (scopes, basis, unit, year), from the partner's balances."""
        super().__init__(*args, **options)
        self.known, self.today = known, today
        for name in ("unit", *(f"interim_year_{number}" for number in STEPS)):
            self.fields[name].is_marked_optional = False  # type: ignore[attr-defined]  # the heading of the steps says it
        unit = self["unit"].value() or Target.Unit.ABSOLUTE
        for name in ("base_value", "target_value"):
            self.fields[name].unit = unit_words(unit if unit in Target.Unit.values else Target.Unit.ABSOLUTE)  # type: ignore[attr-defined]  # of our own field

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or Target.Unit.ABSOLUTE

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
        self._clean_steps(values)
        return values

    def _clean_base(self, values: dict[str, Any]) -> None:
        if {"base_year", "scopes", "basis", "unit"} <= values.keys() and values.get("base_value") is None:
            if "base_value" in self.errors:
                return
            unit = values["unit"]
            known = self.known.get((values["scopes"], values["basis"], unit, values["base_year"]))
            values["base_value"] = None if known is None else numbers.rounded(known, DIGITS)
            if known is None:
                missing = _("There is no balance of %(year)s for these scopes: enter the value in t CO₂e.")
                if unit != Target.Unit.ABSOLUTE:
                    missing = _(
                        "For %(year)s a balance or the reference value is missing (Company, reference values): "
                        "enter the value yourself."
                    )
                self.add_error("base_value", missing % {"year": values["base_year"]})
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

    def _clean_steps(self, values: dict[str, Any]) -> None:
        """In order of their years, each with a larger reduction than the one before, none beyond the target."""
        steps: dict[int, Decimal] = {}
        for number in STEPS:
            year, percent = f"interim_year_{number}", f"interim_percent_{number}"
            if {year, percent} & self.errors.keys() or (values.get(year) is None and values.get(percent) is None):
                continue
            if values[year] is None or values[percent] is None:
                missing, words = (year, _("Say by when.")) if values[year] is None else (percent, _("Say by how much."))
                self.add_error(missing, words)
            elif not all(values.get(name) is not None for name in ("base_year", "target_year", "base_value")):
                continue  # what is wrong there is said there
            elif not values["base_year"] < values[year] < values["target_year"] or values[year] in steps:
                self.add_error(year, _("A step lies between base year and target year, each in a year of its own."))
            else:
                steps[values[year]] = numbers.rounded(values["base_value"] * (1 - values[percent] / HUNDRED), DIGITS)
                way = [values["base_value"], *(steps[at] for at in sorted(steps)), values.get("target_value")]
                if any(after is not None and after > before for before, after in pairwise(way)):
                    self.add_error(percent, _("The steps lead down: each more than the one before, the target most."))
        values["interim"] = steps

    @property
    def step_fields(self) -> list[forms.BoundField]:
        return [self[f"interim_{kind}_{number}"] for number in STEPS for kind in ("year", "percent")]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return self._between("unit", "target_value")

    @property
    def last_fields(self) -> list[forms.BoundField]:
        return self._between("note", list(self.fields)[-1])

    def _between(self, first: str, last: str) -> list[forms.BoundField]:
        names = list(self.fields)
        return [self[name] for name in names[names.index(first) : names.index(last) + 1]]

    @property
    def has_steps(self) -> bool:
        return any(field.value() or field.errors for field in self.step_fields)

    def draft(self, partner: Partner) -> Target | None:
        """The target as far as it has been understood, for the drawing; None while too little is there."""
        wrong, values = self.errors.keys(), self.cleaned_data
        needed = ("base_year", "base_value", "target_year", "target_value", "scopes", "basis", "unit")
        if any(values.get(name) is None for name in needed) or {*needed, "reduction_percent"} & wrong:
            return None
        steps = {} if any(name.startswith("interim") for name in wrong) else values["interim"]
        interim = {str(year): str(value) for year, value in steps.items()}
        return Target(partner=partner, interim=interim, **{name: values[name] for name in needed})

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
            unit=values["unit"],
            interim=values["interim"],
        )


class ChangeTargetForm(TargetForm):
    change_reason = forms.CharField(
        label=gettext_lazy("Why does the target change?"),
        max_length=300,
        help_text=gettext_lazy("The earlier version stays in the history, with this reason."),
    )
