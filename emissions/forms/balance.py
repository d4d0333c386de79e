"""What people type about a year: where it begins, totals, the last word before handing in."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions import calculation
from emissions.models import Balance, ScopeTotal
from klimapakt.lib.forms import DayField, GermanDecimalField, KeepsEdition
from klimapakt.lib.merging import MergingForm
from klimapakt.lib.uploads import UploadField

FIRST_YEAR = 1990
MOST_T = Decimal(10) ** 9
TONNES = "t\u00a0CO₂e"
KG_PER_T = Decimal(1000)
WORDS = {"class": "kern-form-input__input"}


class DraftForm(MergingForm, forms.Form):
    """A form that may be saved half empty. Only the way to the check page demands what is missing."""

    template_name = "forms/fields.html"

    def __init__(self, *args: Any, is_draft: bool = False, **options: Any) -> None:  # Any: as in Django
        self.is_draft = is_draft
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        if self.is_draft:
            for name, errors in list(self.errors.items()):
                if all(error.code == "required" for error in errors.as_data()):
                    del self.errors[name]
                    self.cleaned_data[name] = None
        return self.cleaned_data


class BalanceBeginForm(forms.Form):
    year = forms.CharField(
        label=_("Calendar year"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the year that the balance is about.")},
    )
    entry = forms.ChoiceField(
        label=_("How do you want to enter it?"),
        choices=[
            (Balance.Entry.LINES, _("Consumption: we type kWh and litres, the portal calculates")),
            (Balance.Entry.QUICK, _("Totals: we have a finished balance and type its totals in tonnes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to enter the balance.")},
    )
    business_year_ends_on = DayField(
        label=_("Last day of your business year"),
        help_text=_("Only if it is not the calendar year. It counts as the year in which most of its months lie."),
        required=False,
    )
    field_order = ("year", "business_year_ends_on", "entry")

    def __init__(
        self, *args: Any, today: dt.date, taken: Sequence[int] = (), **options: Any
    ) -> None:  # Any: as in Django
        self.today, self.taken = today, taken
        super().__init__(*args, **options)
        self.fields["year"].help_text = gettext("A year that is over: %(first)s to %(last)s.") % {
            "first": FIRST_YEAR,
            "last": today.year - 1,
        }

    def clean_year(self) -> int:
        typed = self.cleaned_data["year"].strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
            raise ValidationError(
                gettext("Enter the year with four digits, like %(year)s.") % {"year": self.today.year - 1}
            )
        year = int(typed)
        if year >= self.today.year and not self._is_of_a_business_year(year):
            raise ValidationError(
                gettext(
                    "%(year)s is not over yet. A balance is about a whole calendar year; the latest one is %(last)s."
                )
                % {"year": year, "last": self.today.year - 1}
            )
        if year < FIRST_YEAR:
            raise ValidationError(gettext("Balances begin with the year %(first)s.") % {"first": FIRST_YEAR})
        if year in self.taken:
            raise ValidationError(
                gettext("There is a balance for %(year)s already. You find it in the list of your balances.")
                % {"year": year}
            )
        return year

    def _is_of_a_business_year(self, year: int) -> bool:
        """Whether another field says why the calendar year need not be over."""
        return year == self.today.year and bool(self.data.get(self.add_prefix("business_year_ends_on")))

    def clean_business_year_ends_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["business_year_ends_on"]
        if day is None:
            return None
        if day >= self.today:
            raise ValidationError(gettext("This business year is not over yet."))
        counted, year = calculation.calendar_year(day), self.cleaned_data.get("year")
        if year is not None and counted != year:
            raise ValidationError(
                gettext("A business year that ends on %(day)s counts as %(counted)s. Enter this as the year above.")
                % {"day": f"{day:%d.%m.%Y}", "counted": counted}
            )
        return day


class TonnesField(GermanDecimalField):
    def __init__(self, **options: Any) -> None:  # Any: as in Django
        super().__init__(unit=TONNES, max_value=MOST_T, **options)
        self.error_messages["min_value"] = _("Emissions cannot be negative: enter 0 or more, without offsets.")

    def to_python(self, value: Any) -> Decimal | None:  # Any: what the browser sent
        """People repeat the unit in their own way: "12 t"."""
        if isinstance(value, str) and value.strip().casefold().endswith("t"):
            value = value.strip()[:-1]
        return super().to_python(value)


class CityShareForm(DraftForm):
    city_share_percent = GermanDecimalField(
        label=_("Share of your sites in the city"),
        unit="%",
        max_value=100,
        decimal_places=2,
        required=False,
        help_text=_("Of these emissions, in percent. Leave it empty if it is unknown."),
        error_messages={"max_value": _("A share is at most %(limit)s %%.")},
    )


class QuickTotalsForm(CityShareForm):
    """`calculated`: totals that the portal makes from other pages; nobody types them."""

    scope1 = TonnesField(
        label=_("Scope 1: own combustion and vehicles"),
        error_messages={"required": _("Enter scope 1 in tonnes. If there is nothing, enter 0.")},
    )
    scope2_location = TonnesField(
        label=_("Scope 2, location-based: electricity and heat with the grid's mix"),
        error_messages={"required": _("Enter scope 2 (location-based) in tonnes. If there is nothing, enter 0.")},
    )
    scope2_market = TonnesField(
        label=_("Scope 2, market-based"),
        help_text=_("Only if your balance states it, with your own supply contracts."),
        required=False,
    )
    scope3 = TonnesField(
        label=_("Scope 3: supply chain, travel, commuting"), help_text=_("As far as you know it."), required=False
    )
    biogenic = TonnesField(
        label=_("Biogenic CO₂"),
        help_text=_("From wood, biogas, biofuels. It stands outside the scopes."),
        required=False,
    )
    tool = forms.CharField(
        label=_("Where do the totals come from?"),
        help_text=_("For example ecocockpit, an EMAS declaration, a consultant."),
        max_length=160,
        required=False,
    )
    includes_upstream = forms.BooleanField(
        label=_("Scope 1 and 2 include upstream emissions (the case with ecocockpit)"), required=False
    )
    evidence = UploadField(
        label=_("Evidence"),
        help_text=_("The report or declaration with these totals, as PDF or picture. Only you and the office see it."),
        required=False,
    )
    field_order = (*ScopeTotal.Scope.values, "tool", "evidence", "includes_upstream", "city_share_percent")

    def __init__(self, *args: Any, calculated: Collection[str] = (), **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for name in calculated:
            del self.fields[name]

    @classmethod
    def initial_of(cls, balance: Balance, kg: Mapping[str, Decimal]) -> dict[str, object]:
        return {scope: value / KG_PER_T for scope, value in kg.items()} | {
            "tool": balance.tool,
            "includes_upstream": balance.includes_upstream,
            "city_share_percent": balance.city_share_percent,
        }

    def kg(self) -> dict[str, Decimal | None]:
        """Exact: tonnes have six decimals at most."""
        return {scope: kg_of(self.cleaned_data.get(scope)) for scope in ScopeTotal.Scope.values}

    def balance_fields(self) -> dict[str, object]:
        return {
            "tool": self.cleaned_data["tool"] or "",
            "includes_upstream": self.cleaned_data["includes_upstream"],
            "city_share_percent": self.cleaned_data["city_share_percent"],
        }


class SubmitForm(KeepsEdition, forms.Form):
    """The last word: why figures jumped, and that an unlikely one is meant."""

    note = forms.CharField(
        label=_("Note for the office"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **WORDS}),
    )
    is_confirmed = forms.BooleanField(label=_("I have checked the unlikely figures; they are right."), required=False)

    def __init__(
        self, *args: Any, has_jump: bool = False, is_suspect: bool = False, **options: Any
    ) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        if has_jump:
            self.fields["note"].required = True
            self.fields["note"].label = gettext("Why did the figures change so much?")
            self.fields["note"].error_messages["required"] = gettext(
                "Say in a sentence why figures changed by more than 30 %."
            )
        if is_suspect:
            self.fields["is_confirmed"].required = True
            self.fields["is_confirmed"].error_messages["required"] = gettext(
                "Confirm that the unlikely figures are right, or change them."
            )
        else:
            del self.fields["is_confirmed"]


class ReasonForm(forms.Form):
    """Returning and correcting ask why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, **WORDS}),
        error_messages={"required": _("Please give a reason: the partner reads it.")},
    )


def kg_of(tonnes: Decimal | None) -> Decimal | None:
    return None if tonnes is None else tonnes * KG_PER_T
