"""Contracts about power and heat, as people type them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.models import Contract
from klimapakt.lib.forms import GermanDecimalField
from klimapakt.lib.uploads import UploadField

CREDITED_POWER = "credit"  # a method that people find on certificates, and that is refused


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
