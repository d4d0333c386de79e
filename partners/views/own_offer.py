"""Offers as a partner sees them: what there is, asking for it, where one's requests stand."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import actions
from partners.access import MemberRequest, own_partners
from partners.errors import OfferClosed, OfferExhausted, RequestDecided, RequestExists
from partners.forms.offer import TOPICS, OfferRequestForm, ProofForm
from partners.models import Offer, OfferRequest, Partner


@require_safe
def own_offer_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    context = {
        "partner": partner,
        "offers": Offer.objects.open_on(timezone.localdate()).with_demand().in_order(),
        "requests": OfferRequest.objects.filter(partner=partner).select_related("offer", "partner").latest_first(),
        "may_edit": may_edit(request, partner),
    }
    return render(request, "partners/own_offer_list.html", context)


@require_safe
def offer_advice(request: MemberRequest, slug: str) -> HttpResponse:
    """ "I do not know": straight to the advice, with the topic; to the catalogue where none is on offer."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    topic = request.GET.get("thema", "")
    for offer in Offer.objects.open_on(timezone.localdate()).advice().with_demand().in_order():
        if not offer.is_exhausted:
            query = f"?thema={topic}" if topic in TOPICS else ""
            return redirect(reverse("partners:offer_request_add", args=[partner.slug, offer.slug]) + query)
    messages.info(request, _("There is no advice on offer at the moment. Please call the office."))
    return redirect("partners:own_offer_list", partner.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_request_add(request: MemberRequest, slug: str, offer_slug: str) -> HttpResponse:
    """Type, check, ask."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    offer = get_object_or_404(Offer.objects.published().with_demand(), slug=offer_slug)
    first = {"wish": TOPICS.get(request.GET.get("thema", ""), "")}
    form = OfferRequestForm(request.POST or None, offer=offer, initial=first)
    context = {"partner": partner, "offer": offer, "form": form}
    if not offer.takes_requests(timezone.localdate()) or offer.is_exhausted:
        messages.info(request, _("This offer takes no more requests."))
        return redirect("partners:own_offer_list", partner.slug)
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return render(request, "partners/offer_request_add.html", context)
    if "confirm" not in request.POST:
        return render(request, "partners/offer_request_check.html", context)
    try:
        asked = actions.request_offer(offer=offer, partner=partner, by=request.user, **form.cleaned_data)
    except RequestExists as error:
        messages.info(request, _("You have an open request for this offer already."))
        return redirect(error.args[0])
    except (OfferClosed, OfferExhausted):
        messages.error(request, _("Somebody was faster: not enough is left. Nothing was sent."))
        return redirect("partners:own_offer_list", partner.slug)
    messages.success(request, _("Thank you. Your request has the number %(number)s.") % {"number": asked.number})
    return redirect(asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_request_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Where a request stands; who may edit hands the proof in here."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    asked = get_object_or_404(OfferRequest.objects.for_table().filter(partner=partner), pk=pk)
    editable = may_edit(request, partner)
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not editable:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_in_proof(request=asked, file=form.cleaned_data["proof"], by=request.user)
        except RequestDecided:
            messages.error(request, _("The request has moved on: a proof is not needed any more."))
        else:
            messages.success(request, _("Thank you. The office looks at your proof."))
        return redirect(asked)
    context = {"partner": partner, "asked": asked, "form": form, "may_edit": editable}
    return render(request, "partners/offer_request_detail.html", context)


@require_POST
def offer_request_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    asked = get_object_or_404(OfferRequest.objects.for_table().filter(partner=partner), pk=pk)
    try:
        actions.withdraw_request(request=asked, by=request.user)
    except RequestDecided:
        messages.error(request, _("The request has moved on and cannot be withdrawn any more."))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect(asked)


@never_cache
@require_safe
def offer_request_proof(request: MemberRequest, pk: int) -> FileResponse:
    """For the partner and the office."""
    asked = get_object_or_404(OfferRequest.objects.visible_to(request.user), pk=pk)
    if not asked.proof:
        raise Http404
    ending = str(asked.proof.name).rpartition(".")[2]
    name = f"{slugify(_('proof'))}-{asked.number}.{ending}"
    response = FileResponse(asked.proof.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_edit(request: MemberRequest, partner: Partner) -> bool:
    return Partner.objects.editable_by(request.user).filter(pk=partner.pk).exists()
