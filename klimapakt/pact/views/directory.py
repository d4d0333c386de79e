"""Who takes part, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klimapakt.lib import sheets
from klimapakt.lib.public import public_page
from klimapakt.pact import directory
from klimapakt.pact.forms import DirectoryForm

PAGE = 24


@public_page
def partner_list(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    form.is_valid()  # what is wrong with a filter stands beside it; the others hold
    page = Paginator(directory.narrowed(form.cleaned_data), PAGE).get_page(request.GET.get("seite"))
    cards = [directory.card(partner) for partner in page]
    return render(request, "pact/partner_list.html", {"form": form, "page": page, "cards": cards, "query": form.query})


@public_page
def partner_csv(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    form.is_valid()
    return sheets.download(directory.as_csv(directory.narrowed(form.cleaned_data)), _("climate-partners"))


@public_page
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Under the address of an entry that went into another one, the other is found."""
    partner = directory.listed().filter(slug=slug).first()
    if partner is None:
        partner = get_object_or_404(directory.listed(), old_addresses__slug=slug)
        return redirect("pact:partner_detail", partner.slug, permanent=True)
    context = {"partner": partner, "fields": directory.fields(partner), "logo": directory.card(partner).get("logo")}
    return render(request, "pact/partner_detail.html", context)
