"""The catalogue of offers, for everybody: no user, no session, no messages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.models import Offer


@login_not_required
@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    offers = Offer.objects.open_on(timezone.localdate()).with_demand().in_order()
    return render(request, "partners/offer_list.html", {"offers": offers})


@login_not_required
@require_safe
def offer_detail(request: HttpRequest, slug: str) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.published().with_demand(), slug=slug)
    context = {"offer": offer, "is_open": offer.takes_requests(timezone.localdate())}
    return render(request, "partners/offer_detail.html", context)
