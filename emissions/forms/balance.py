"""What people type about a year: where it begins, totals, consumption, the last word before handing in."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.carriers import CARRIERS, Absence, Carrier
from emissions.comparison import carrier_of
from emissions.models import Balance, Consumption, Factor, ScopeTotal
from klimapakt.lib.forms import GermanDecimalField, KeepsEdition
from partners.models import Site

FIRST_YEAR = 1990
MOST_T = Decimal(10) ** 9
TONNES = "t\u00a0CO₂e"
KG_PER_T = Decimal(1000)
WORDS = {"class": "kern-form-input__input"}


class DraftForm(KeepsEdition, forms.Form):
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
        if year >= self.today.year:
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
    field_order = (*ScopeTotal.Scope.values, "tool", "includes_upstream", "city_share_percent")

    @classmethod
    def initial_of(cls, balance: Balance, kg: Mapping[str, Decimal]) -> dict[str, object]:
        return {scope: value / KG_PER_T for scope, value in kg.items()} | {
            "tool": balance.tool,
            "includes_upstream": balance.includes_upstream,
            "city_share_percent": balance.city_share_percent,
        }

    def kg(self) -> dict[str, Decimal | None]:
        """Exact: tonnes have six decimals at most."""
        return {scope: _kg(self.cleaned_data.get(scope)) for scope in ScopeTotal.Scope.values}

    def balance_fields(self) -> dict[str, object]:
        return {
            "tool": self.cleaned_data["tool"] or "",
            "includes_upstream": self.cleaned_data["includes_upstream"],
            "city_share_percent": self.cleaned_data["city_share_percent"],
        }


@dataclass
class Row:
    """One carrier at one site, as the page shows it."""

    carrier: Carrier
    site: Site | None
    prefix: str
    form: "LinesForm"
    before: Decimal | None = None

    @property
    def amount(self) -> BoundField:
        return self.form[f"{self.prefix}-amount"]

    @property
    def state(self) -> BoundField:
        return self.form[f"{self.prefix}-state"]

    @property
    def variant(self) -> BoundField | None:
        return self.form[f"{self.prefix}-variant"] if len(self.carrier.variants) > 1 else None

    @property
    def key(self) -> str:
        """Of the factor that the row uses."""
        typed = self.value("variant") if self.variant else ""
        return self.carrier.variant(typed or "").key

    @property
    def factor(self) -> Factor | None:
        return self.form.factors.get(self.key)

    @property
    def unit(self) -> str:
        return self.carrier.variant(self.key).unit

    @property
    def known_amount(self) -> Decimal | None:
        """What was understood, or what is stored; None if the text is no number."""
        value = self.value("amount")
        return value if isinstance(value, Decimal) else None

    def value(self, name: str) -> Any:  # Any: cleaned or initial value of a field
        field = f"{self.prefix}-{name}"
        if self.form.is_bound:
            return self.form.cleaned_data.get(field) if hasattr(self.form, "cleaned_data") else None
        return self.form.initial.get(field)


@dataclass(frozen=True)
class Group:
    """The rows of one site, or of the whole company."""

    site: Site | None
    rows: list[Row]
    is_open: bool


class LinesForm(CityShareForm):
    """One row per carrier and site. Names: `<site or 0>-<carrier>-<amount|state|variant>`."""

    scope2_market = QuickTotalsForm.base_fields["scope2_market"]
    scope3 = QuickTotalsForm.base_fields["scope3"]

    STATES = (*Consumption.Quality.choices, *Absence.choices)

    def __init__(
        self,
        *args: Any,  # Any: as in Django
        sites: Sequence[Site],
        factors: Mapping[str, Factor],
        before: Mapping[tuple[int | None, str], Decimal],
        **options: Any,  # Any: as in Django
    ) -> None:
        self.factors = factors
        super().__init__(*args, **options)
        whole = any(name.startswith("0-") for name in (*self.data, *self.initial))
        places = [*sites, None] if len(sites) != 1 or whole else list(sites)
        self.rows = [
            Row(carrier, site, f"{site.pk if site else 0}-{carrier.slug}", self, self._before(before, site, carrier))
            for site in places
            for carrier in CARRIERS
        ]
        for row in self.rows:
            self._add(row)

    @staticmethod
    def _before(
        before: Mapping[tuple[int | None, str], Decimal], site: Site | None, carrier: Carrier
    ) -> Decimal | None:
        place = site.pk if site else None
        return next((before[place, v.key] for v in carrier.variants if (place, v.key) in before), None)

    def _add(self, row: Row) -> None:
        where = f" ({row.site})" if row.site else ""
        unit = row.carrier.variants[0].unit
        name = {"carrier": f"{row.carrier.label}{where}".replace("%", "%%"), "unit": unit}  # filled in once more later
        self.fields[f"{row.prefix}-amount"] = GermanDecimalField(
            label=f"{row.carrier.label}{where}",
            unit=unit,
            required=False,
            error_messages={
                "invalid": gettext("%(carrier)s: “%%(value)s” is not a number. Write it like 1.234,5.") % name,
                "min_value": gettext("%(carrier)s: an amount cannot be negative.") % name,
                "max_value": gettext(
                    "%(carrier)s: this is more than the portal can take. Please check the unit (%(unit)s)."
                )
                % name,
            },
        )
        self.fields[f"{row.prefix}-state"] = forms.ChoiceField(
            label=gettext("Where the amount comes from: %(carrier)s") % {"carrier": f"{row.carrier.label}{where}"},
            choices=self.STATES,
            required=False,
            initial=Consumption.Quality.BILLED,
        )
        if len(row.carrier.variants) > 1:
            self.fields[f"{row.prefix}-variant"] = forms.ChoiceField(
                label=gettext("Basis of the amount: %(carrier)s") % {"carrier": f"{row.carrier.label}{where}"},
                choices=[(variant.key, variant.label) for variant in row.carrier.variants],
                required=False,
                initial=row.carrier.variants[0].key,
            )

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        super().clean()
        for row in self.rows:
            if row.value("state") in Absence.values and self.cleaned_data.get(f"{row.prefix}-amount") is not None:
                self.add_error(
                    f"{row.prefix}-amount",
                    gettext("%(carrier)s: you typed an amount and also said that there is none. Choose one.")
                    % {"carrier": row.carrier.label},
                )
        if not self.is_draft and not self.errors and all(row.known_amount is None for row in self.rows):
            raise ValidationError(gettext("Enter at least one amount, for example your electricity."))
        return self.cleaned_data

    @property
    def groups(self) -> Iterator[Group]:
        """Sites first; the rows without a site are folded away where there are sites."""
        has_sites = any(row.site for row in self.rows)
        for site in dict.fromkeys(row.site for row in self.rows):
            rows = [row for row in self.rows if row.site == site]
            typed = any(row.amount.value() not in (None, "") or row.amount.errors for row in rows)
            yield Group(site, rows, is_open=site is not None or not has_sites or typed)

    @property
    def own_fields(self) -> list[BoundField]:
        """Those that belong to no row."""
        return [self[name] for name in ("city_share_percent", "scope2_market", "scope3")]

    @classmethod
    def initial_of(cls, balance: Balance, lines: Sequence[Consumption], kg: Mapping[str, Decimal]) -> dict[str, object]:
        stated = (ScopeTotal.Scope.SCOPE2_MARKET, ScopeTotal.Scope.SCOPE3)
        values: dict[str, object] = {scope: kg[scope] / KG_PER_T for scope in stated if scope in kg}
        values["city_share_percent"] = balance.city_share_percent
        for line in lines:
            carrier = carrier_of(line)
            prefix = f"{line.site_id or 0}-{carrier.slug}"
            values[f"{prefix}-amount"] = line.amount
            values[f"{prefix}-state"] = line.quality if line.amount is not None else line.absence_reason
            if line.factor:
                values[f"{prefix}-variant"] = line.factor.key
        return values

    def stated_kg(self) -> dict[str, Decimal | None]:
        return {scope: _kg(self.cleaned_data.get(scope)) for scope in ("scope2_market", "scope3")}

    def balance_fields(self) -> dict[str, object]:
        return {"city_share_percent": self.cleaned_data["city_share_percent"]}


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


def _kg(tonnes: Decimal | None) -> Decimal | None:
    return None if tonnes is None else tonnes * KG_PER_T
