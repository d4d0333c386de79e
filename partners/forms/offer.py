"""Asking for an offer, and what the office says to it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib import numbers
from klimapakt.lib.forms import GermanDecimalField
from klimapakt.lib.uploads import MEGABYTE, UploadField
from partners.models import Offer, OfferRequest

MAX_PROOF_BYTES = 10 * MEGABYTE
TOPICS = {  # ?thema=: where the person stood when help was needed
    "bilanz": gettext_lazy("We need advice on our balance."),
    "ziel": gettext_lazy("We need advice on our target."),
    "massnahme": gettext_lazy("We need advice on our measures."),
}


class TextArea(forms.Textarea):
    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4})


class OfferRequestForm(forms.Form):
    """A wish, and the seats or the money it needs: only what the offer counts. The offer comes with its demand."""

    wish = forms.CharField(
        label=gettext_lazy("What do you want?"),
        max_length=500,
        widget=TextArea,
        error_messages={"required": gettext_lazy("Say in a few words what you want.")},
    )
    seats = forms.IntegerField(
        label=gettext_lazy("How many seats?"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Say how many seats you need.")},
    )
    amount_eur = GermanDecimalField(
        label=gettext_lazy("How much money?"),
        unit="EUR",
        min_value=Decimal("0.01"),
        decimal_places=2,
        error_messages={"required": gettext_lazy("Say how much money you need, in EUR.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What will it be good for?"), max_length=500, required=False, widget=TextArea
    )

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.offer = offer
        if offer.seats is None:
            del self.fields["seats"]
        elif offer.seats_per_request:
            self.fields["seats"].help_text = _("At most %(most)s.") % {"most": offer.seats_per_request}
        if offer.budget_eur is None:
            del self.fields["amount_eur"]
        elif offer.eur_per_request:
            self.fields["amount_eur"].help_text = _("At most %(most)s.") % {
                "most": numbers.euros(offer.eur_per_request)
            }
        if offer.kind == Offer.Kind.ADVICE:
            self.fields["wish"].help_text = _("One sentence is enough. “I do not know where to begin” is a good one.")

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        limits = [limit for limit in (self.offer.seats_per_request, self.offer.seats_left) if limit is not None]
        if seats > min(limits):
            raise ValidationError(_("You can ask for at most %(most)s seats.") % {"most": min(limits)})
        return seats

    def clean_amount_eur(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount_eur"]
        limits = [limit for limit in (self.offer.eur_per_request, self.offer.eur_left) if limit is not None]
        if amount > min(limits):
            raise ValidationError(_("You can ask for at most %(most)s.") % {"most": numbers.euros(min(limits))})
        return amount


class ApproveRequestForm(forms.Form):
    """All of it or a part."""

    seats = forms.IntegerField(
        label=gettext_lazy("Seats granted"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    eur = GermanDecimalField(label=gettext_lazy("Granted"), unit="EUR", min_value=Decimal("0.01"), decimal_places=2)
    reason = forms.CharField(
        label=gettext_lazy("Words for the partner"), max_length=500, required=False, widget=TextArea
    )
    prefix = "approve"

    def __init__(self, *args: Any, request: OfferRequest, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.initial = {"seats": request.seats, "eur": request.amount_eur}
        self.request = request
        if request.seats is None:
            del self.fields["seats"]
        if request.amount_eur is None:
            del self.fields["eur"]

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        if seats > (self.request.seats or 0):
            raise ValidationError(_("The partner asked for %(most)s seats only.") % {"most": self.request.seats})
        return seats

    def clean_eur(self) -> Decimal:
        eur: Decimal = self.cleaned_data["eur"]
        if self.request.amount_eur is not None and eur > self.request.amount_eur:
            asked = numbers.euros(self.request.amount_eur)
            raise ValidationError(_("The partner asked for %(most)s only.") % {"most": asked})
        return eur


class DeclineRequestForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=TextArea,
        help_text=gettext_lazy("The partner reads this. Say what else could help."),
        error_messages={"required": gettext_lazy("Give a reason: the partner reads it.")},
    )
    prefix = "decline"


class TakeBackForm(DeclineRequestForm):
    prefix = "take_back"


class ProofForm(forms.Form):
    proof = UploadField(
        label=gettext_lazy("Bill or certificate"),
        help_text=gettext_lazy("PDF, JPG or PNG, at most 10 MB"),
        max_bytes=MAX_PROOF_BYTES,
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
    )


class FinishRequestForm(ProofForm):
    """What was really paid; the proof only where the partner has not sent it."""

    paid_eur = GermanDecimalField(label=gettext_lazy("Paid"), unit="EUR", decimal_places=2)
    field_order = ("paid_eur", "proof")
    prefix = "finish"

    def __init__(self, *args: Any, request: OfferRequest, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.initial = {"paid_eur": request.granted_eur}
        self.request = request
        if request.granted_eur is None:
            del self.fields["paid_eur"]
        self.fields["proof"].required = request.offer.needs_proof and not request.proof
        if request.proof:
            self.fields["proof"].label = _("Replace the proof")

    def clean_paid_eur(self) -> Decimal:
        paid: Decimal = self.cleaned_data["paid_eur"]
        if self.request.granted_eur is not None and paid > self.request.granted_eur:
            granted = numbers.euros(self.request.granted_eur)
            raise ValidationError(_("Only %(most)s were granted.") % {"most": granted})
        return paid
