"""What people type beside lines and totals: contracts, scope 3, credits, own generation, denominators."""

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

from emissions.forms.balance import KG_PER_T, DraftForm, TonnesField, kg_of
from emissions.models import Balance, Consumption, Contract, Credit, Denominators, Factor, OwnGeneration, Scope3Category
from klimapakt.lib.forms import DayField, GermanDecimalField
from klimapakt.lib.uploads import UploadField

CREDITED_POWER = "credit"  # a method that people find on certificates, and that is refused
Status = Scope3Category.Status


class ContractForm(forms.Form):
    """Green power, or heat with the factor of its network."""

    energy = forms.ChoiceField(
        label=_("What is supplied?"),
        choices=Contract.Energy,
        widget=forms.RadioSelect,
        initial=Contract.Energy.ELECTRICITY,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Contract.Kind, widget=forms.RadioSelect)
    supplier = forms.CharField(label=_("Supplier"), max_length=120)
    kwh = GermanDecimalField(
        label=_("Amount in the year"),
        unit="kWh",
        help_text=_("Anything above your consumption does not count."),
        error_messages={"required": _("Enter how many kWh of the year the contract covers.")},
    )
    kg_per_kwh = GermanDecimalField(
        label=_("Emissions"),
        unit="kg\u00a0CO₂e/kWh",
        decimal_places=8,
        max_value=10,
        help_text=_("From the certificate or the label of the supplier, without upstream. 380 g are 0.38 kg."),
        error_messages={
            "required": _(
                "Enter the emissions per kWh. With cancelled guarantees of origin from sun, wind or water: 0."
            ),
            "max_value": _("This is more than any energy emits. Grams were probably meant: 380 g are 0.38 kg."),
        },
    )
    allocation = forms.ChoiceField(
        label=_("District heat: how were the emissions allocated?"),
        choices=[("", "–"), *Contract.Allocation.choices, (CREDITED_POWER, _("credit for power (FW 309-1)"))],
        required=False,
        help_text=_("The certificate of the network names the method."),
    )
    evidence = UploadField(
        label=_("Evidence"),
        required=False,
        help_text=_(
            "Proof of cancellation, contract or certificate, as PDF or picture. Only you and the office see it."
        ),
    )

    def clean_kwh(self) -> Decimal:
        kwh: Decimal = self.cleaned_data["kwh"]
        if not kwh:
            raise ValidationError(gettext("Enter more than 0 kWh."))
        return kwh

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        said = self.cleaned_data
        is_heat = said.get("energy") == Contract.Energy.HEAT
        if is_heat:
            self._clean_heat()
        else:
            said["allocation"] = ""
        kind, kg = said.get("kind"), said.get("kg_per_kwh")
        if kind in Contract.PROVED and not said.get("evidence") and "evidence" not in self.errors:
            self.add_error(
                "evidence",
                gettext("Without proof of cancellation green power counts like the rest of the grid. Add the proof."),
            )
        if kind == Contract.Kind.SUPPLIER and kg == 0:
            self.add_error(
                "kg_per_kwh",
                gettext(
                    "A mix without emissions counts only with cancelled guarantees of origin. Choose that kind above."
                ),
            )
        return said

    def _clean_heat(self) -> None:
        if self.cleaned_data.get("kind") == Contract.Kind.PPA:
            self.add_error("kind", gettext("A power purchase agreement is about electricity. Choose another kind."))
        allocation = self.cleaned_data.get("allocation")
        if allocation == CREDITED_POWER:
            self.add_error(
                "allocation",
                gettext(
                    "Certificates with a credit for power (often 0 g) hand the emissions of the heat to the power "
                    "grid. They are not accepted in balances. Ask your supplier for the value by the Carnot method."
                ),
            )
        elif not allocation and "allocation" not in self.errors:
            self.add_error("allocation", gettext("Choose by which method the emissions were allocated to the heat."))

    def fields_of_contract(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "evidence"}


@dataclass(frozen=True)
class CategoryRow:
    """One category as the page shows it; with lines, their sum stands in place of the amount."""

    number: int
    label: str
    status: BoundField | None
    t: BoundField | None
    reason: BoundField
    kg_of_lines: Decimal | None
    before_kg: Decimal | None

    @property
    def is_upstream(self) -> bool:
        return self.number < Scope3Category.FIRST_DOWNSTREAM


class Scope3Form(DraftForm):
    """All fifteen categories. What nobody has said is open, which is not zero."""

    def __init__(
        self,
        *args: Any,  # Any: as in Django
        kg_of_lines: Mapping[int, Decimal],
        before_kg: Mapping[int, Decimal],
        **options: Any,  # Any: as in Django
    ) -> None:
        super().__init__(*args, **options)
        self.kg_of_lines, self.before_kg = kg_of_lines, before_kg
        for number, label in Scope3Category.Category.choices:
            name = {"number": number, "category": str(label)}
            if number not in kg_of_lines:
                self.fields[f"{number}-status"] = forms.ChoiceField(
                    label=gettext("Status of 3.%(number)s %(category)s") % name,
                    choices=[("", _("open")), *Status.choices],
                    required=False,
                )
                self.fields[f"{number}-t"] = TonnesField(
                    label=gettext("Emissions of 3.%(number)s %(category)s") % name, required=False
                )
            self.fields[f"{number}-reason"] = forms.CharField(
                label=gettext("Reason or method of 3.%(number)s %(category)s") % name, max_length=300, required=False
            )

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        super().clean()
        for number, (status, kg, reason) in self.categories().items():
            has_amount = f"{number}-t" not in self.errors
            if status == Status.CALCULATED and kg is None and has_amount and number not in self.kg_of_lines:
                self.add_error(
                    f"{number}-t", gettext("3.%(n)s: enter the tonnes, or choose another status.") % {"n": number}
                )
            elif status in (Status.NOT_RELEVANT, Status.NOT_ESTIMATED) and not reason:
                self.add_error(f"{number}-reason", gettext("3.%(n)s: say in a sentence why.") % {"n": number})
            if kg is not None and status in (Status.NOT_RELEVANT, Status.NOT_ESTIMATED):
                words = gettext("3.%(n)s: you typed tonnes and also said that there are none. Choose one.")
                self.add_error(f"{number}-t", words % {"n": number})
        return self.cleaned_data

    def categories(self) -> dict[int, tuple[str, Decimal | None, str]]:
        """Status, kg and reason by number. Tonnes without a status are calculated ones."""
        found = {}
        for number in Scope3Category.Category.values:
            kg = kg_of(self.cleaned_data.get(f"{number}-t"))
            status = self.cleaned_data.get(f"{number}-status") or (Status.CALCULATED if kg is not None else "")
            found[number] = (status, kg, (self.cleaned_data.get(f"{number}-reason") or "").strip())
        return found

    @property
    def rows(self) -> Iterator[CategoryRow]:
        for number, label in Scope3Category.Category.choices:
            yield CategoryRow(
                number=number,
                label=str(label),
                status=self._field(f"{number}-status"),
                t=self._field(f"{number}-t"),
                reason=self[f"{number}-reason"],
                kg_of_lines=self.kg_of_lines.get(number),
                before_kg=self.before_kg.get(number),
            )

    def _field(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    @classmethod
    def initial_of(cls, categories: Sequence[Scope3Category]) -> dict[str, object]:
        values: dict[str, object] = {}
        for one in categories:
            values[f"{one.number}-status"] = one.status
            values[f"{one.number}-t"] = None if one.kg is None else one.kg / KG_PER_T
            values[f"{one.number}-reason"] = one.reason
        return values


class Scope3LineForm(forms.Form):
    """One activity of a category: how much of what."""

    factor = forms.ChoiceField(label=_("Activity"), error_messages={"required": _("Choose what the amount is about.")})
    amount = GermanDecimalField(
        label=_("Amount"),
        help_text=_("In the unit that stands behind the activity."),
        error_messages={"required": _("Enter the amount of the whole year.")},
    )
    quality = forms.ChoiceField(label=_("Origin"), choices=Consumption.Quality)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, factors: Sequence[Factor], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.by_key = {factor.key: factor for factor in factors}
        self.fields["factor"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "–"),
            *((factor.key, f"{factor.name} ({factor.unit})") for factor in factors),
        ]

    @property
    def chosen(self) -> Factor:
        return self.by_key[self.cleaned_data["factor"]]


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
