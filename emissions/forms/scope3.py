"""Scope 3 as people type it: fifteen categories, and the activities of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.forms.balance import KG_PER_T, DraftForm, TonnesField, kg_of
from emissions.models import Consumption, Factor, OwnFactor, Scope3Category
from klimapakt.lib.forms import GermanDecimalField

Status = Scope3Category.Status


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

    def group_of(self, name: str) -> str:
        return name.partition("-")[0]

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

    def __init__(
        self, *args: Any, factors: Sequence[Factor], own: Sequence[OwnFactor] = (), **options: Any
    ) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.by_key: dict[str, Factor | OwnFactor] = {f"own-{one.pk}": one for one in own}
        self.by_key |= {factor.key: factor for factor in factors}
        mine = gettext("own factor")
        self.fields["factor"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "–"),
            *((f"own-{one.pk}", f"{one.name} ({one.unit}, {mine})") for one in own),
            *((factor.key, f"{factor.name} ({factor.unit})") for factor in factors),
        ]

    @property
    def chosen(self) -> Factor | OwnFactor:
        return self.by_key[self.cleaned_data["factor"]]
