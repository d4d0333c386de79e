"""Consumption as people type it: one row per carrier and site."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext

from emissions import plausibility
from emissions.carriers import CARRIERS, Absence, Carrier
from emissions.comparison import carrier_of
from emissions.forms.balance import KG_PER_T, CityShareForm, QuickTotalsForm, kg_of
from emissions.models import Balance, Consumption, Factor, OwnFactor
from klimapakt.lib import numbers
from klimapakt.lib.forms import GermanDecimalField
from partners.models import Site


@dataclass
class Row:
    """One carrier at one site, as the page shows it."""

    carrier: Carrier
    site: Site | None
    prefix: str
    form: "LinesForm"
    before: Decimal | None = None
    before_key: str = ""

    @property
    def amount(self) -> BoundField:
        return self.form[f"{self.prefix}-amount"]

    @property
    def state(self) -> BoundField:
        return self.form[f"{self.prefix}-state"]

    @property
    def note(self) -> BoundField:
        return self.form[f"{self.prefix}-note"]

    @property
    def asks_why(self) -> bool:
        """A jump asks for its reason; a reason that was given stays in sight."""
        return plausibility.is_jump(self.before, self.known_amount) or bool(self.note.value())

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
    def used(self) -> Factor | OwnFactor | None:
        """The partner's own factor before the portal's."""
        return self.form.own_factors.get(self.key) or self.factor

    @property
    def own_factor(self) -> OwnFactor | None:
        return self.form.own_factors.get(self.key)

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

    @property
    def key(self) -> str:
        return str(self.site.pk if self.site else 0)

    @property
    def common(self) -> list[Row]:
        """What nearly all have, and what was typed."""
        return [row for row in self.rows if row.carrier.is_common or is_used(row)]

    @property
    def rare(self) -> list[Row]:
        return [row for row in self.rows if not row.carrier.is_common and not is_used(row)]

    @property
    def has_proposal(self) -> bool:
        """Whether last year has a value for a row that is empty."""
        return any(row.before is not None and row.amount.value() in (None, "") for row in self.rows)


def is_used(row: Row) -> bool:
    said = row.amount.value() not in (None, "") or row.state.value() in Absence.values
    return said or row.before is not None or bool(row.amount.errors)


class LinesForm(CityShareForm):
    """One row per carrier and site. Names: `<site or 0>-<carrier>-<amount|state|variant|note>`."""

    scope2_market = QuickTotalsForm.base_fields["scope2_market"]
    scope3 = QuickTotalsForm.base_fields["scope3"]

    STATES = (*Consumption.Quality.choices, *Absence.choices)

    def __init__(
        self,
        *args: Any,  # Any: as in Django
        sites: Sequence[Site | None],
        factors: Mapping[str, Factor],
        before: Mapping[tuple[int | None, str], Decimal],
        own_factors: Mapping[str, OwnFactor],
        calculated: Collection[str] = (),
        **options: Any,  # Any: as in Django
    ) -> None:
        """`sites`: those of this page; None is the company as a whole. `calculated`: as with totals."""
        self.factors, self.own_factors = factors, own_factors
        super().__init__(*args, **options)
        for name in calculated:
            del self.fields[name]
        self.rows = [
            Row(carrier, site, f"{site.pk if site else 0}-{carrier.slug}", self, *self._before(before, site, carrier))
            for site in sites
            for carrier in CARRIERS
        ]
        for row in self.rows:
            self._add(row)

    @staticmethod
    def _before(
        before: Mapping[tuple[int | None, str], Decimal], site: Site | None, carrier: Carrier
    ) -> tuple[Decimal | None, str]:
        """Last year's amount, and the factor with which it was stated."""
        place = site.pk if site else None
        known = ((before[place, one.key], one.key) for one in carrier.variants if (place, one.key) in before)
        return next(known, (None, ""))

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
        self.fields[f"{row.prefix}-note"] = forms.CharField(
            label=gettext("Why has it changed so much? %(carrier)s") % {"carrier": f"{row.carrier.label}{where}"},
            max_length=300,
            required=False,
        )
        if len(row.carrier.variants) > 1:
            self.fields[f"{row.prefix}-variant"] = forms.ChoiceField(
                label=gettext("Basis of the amount: %(carrier)s") % {"carrier": f"{row.carrier.label}{where}"},
                choices=[(variant.key, variant.label) for variant in row.carrier.variants],
                required=False,
                initial=row.carrier.variants[0].key,
            )

    def group_of(self, name: str) -> str:
        """All of a row belongs together."""
        return name.rpartition("-")[0] or name

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
        names = ("city_share_percent", "scope2_market", "scope3")
        return [self[name] for name in names if name in self.fields]

    @classmethod
    def initial_of(cls, balance: Balance, lines: Sequence[Consumption], kg: Mapping[str, Decimal]) -> dict[str, object]:
        values: dict[str, object] = {scope: value / KG_PER_T for scope, value in kg.items()}
        values["city_share_percent"] = balance.city_share_percent
        for line in lines:
            carrier = carrier_of(line)
            prefix = f"{line.site_id or 0}-{carrier.slug}"
            values[f"{prefix}-amount"] = line.amount
            values[f"{prefix}-note"] = line.note
            values[f"{prefix}-state"] = line.quality if line.amount is not None else line.absence_reason
            if line.factor:
                values[f"{prefix}-variant"] = line.factor.key
        return values

    def take_over(self, key: str) -> int:
        """Last year's amounts into the empty rows of one section: a proposal, saved by nobody but its reader."""
        data = self.data.copy()  # type: ignore[attr-defined]  # what the browser sent
        taken = 0
        for row in self.rows:
            name = f"{row.prefix}-amount"
            is_absent = data.get(f"{row.prefix}-state") in Absence.values
            if row.prefix.startswith(f"{key}-") and row.before is not None and not data.get(name) and not is_absent:
                data[name] = numbers.number(row.before)
                data[f"{row.prefix}-variant"] = row.before_key
                taken += 1
        self.data = data
        return taken

    def stated_kg(self) -> dict[str, Decimal | None]:
        return {scope: kg_of(self.cleaned_data.get(scope)) for scope in ("scope2_market", "scope3")}

    def balance_fields(self) -> dict[str, object]:
        return {"city_share_percent": self.cleaned_data["city_share_percent"]}
