from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from klimapakt.lib import numbers
from partners.admin.letter import ReadOnly
from partners.models import Offer, OfferRequest


class OfferForm(forms.ModelForm[Offer]):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        opens, closes, budget, seats = (values.get(n) for n in ("opens_on", "closes_on", "budget_eur", "seats"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day lies before the first."))
        if values.get("eur_per_request") and budget is None and "budget_eur" not in self.errors:
            self.add_error("budget_eur", _("Say how much money there is in all."))
        if values.get("seats_per_request") and seats is None and "seats" not in self.errors:
            self.add_error("seats", _("Say how many seats there are in all."))
        if self.instance.pk:
            self._keep_what_is_given(budget, seats)
        return values

    def _keep_what_is_given(self, budget: Any, seats: Any) -> None:  # Any: numbers or nothing
        given: Any = Offer.objects.with_demand().get(pk=self.instance.pk)  # Any: annotated
        if budget is not None and budget < given.eur_given:
            euros = numbers.euros(given.eur_given)
            self.add_error("budget_eur", _("%(given)s are granted already.") % {"given": euros})
        if seats is not None and seats < given.seats_given:
            self.add_error("seats", _("%(given)s seats are granted already.") % {"given": given.seats_given})


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin[Offer]):
    form = OfferForm
    list_display = ("title_de", "kind", "state", "seats", "budget_eur", "opens_on", "closes_on")
    list_filter = ("kind", "state")
    search_fields = ("title_de", "title_en", "slug")
    prepopulated_fields = {"slug": ("title_de",)}
    save_on_top = True


@admin.register(OfferRequest)
class OfferRequestAdmin(ReadOnly, admin.ModelAdmin[OfferRequest]):
    """Requests are decided on the office's own page."""

    list_display = ("number", "offer", "partner", "state", "requested_at")
    list_filter = ("state", "offer")
    search_fields = ("partner__name", "wish")
    exclude = ("proof",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfferRequest]:
        return super().get_queryset(request).select_related("offer", "partner")
