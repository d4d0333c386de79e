"""Mein Bereich, Unternehmen: company data, sites, reference values. All of the team read, editors and leads write."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from partners import actions
from partners.access import MemberRequest, own_partners
from partners.errors import EditedMeanwhile, SiteExists, SiteInUse
from partners.forms.company import CompanyForm, ReferenceValuesForm, SiteForm, SiteRemoveForm
from partners.models import Membership, Pact, Partner, PartnerYear, Site

FIRST_YEAR = 1990
YEARS_ON_OFFER = 3
OVERTAKEN = gettext_lazy(
    "Somebody else saved other values since you opened this page. What you typed is still here, but not saved. "
    "Beside each field that differs you read what is stored. Save again if yours are right."
)


@require_safe
def company(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).select_related("district", "chamber"), slug=slug)
    stored = {row.year: row for row in partner.years.all()}
    last = timezone.localdate().year - 1
    on_offer = range(last, last - YEARS_ON_OFFER, -1)
    role = partner.own_role  # type: ignore[attr-defined]  # annotated by of
    context = {
        "partner": partner,
        "sites": partner.sites.in_use(),
        "closed_sites": partner.sites.closed(),
        "years": [(year, stored.get(year)) for year in sorted({*stored, *on_offer}, reverse=True)],
        "may_edit": role in Membership.WRITING,
        "is_lead": role == Membership.Role.LEAD,
        "leaving": partner.leavings.pending().first(),
    }
    return render(request, "partners/company.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def company_change(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    form = CompanyForm(request.POST or None, instance=partner, edition=partner.edition)
    if request.method == "POST" and form.is_valid():
        try:
            if fields := form.news:
                seen = form.cleaned_data["seen"]
                actions.save_company(partner=form.save(commit=False), fields=fields, by=request.user, seen=seen)
        except EditedMeanwhile as newer:
            form.overtaken(newer.args[0].edition, OVERTAKEN, newer.args[0])
        else:
            messages.success(request, _("Your company data are saved."))
            return redirect("partners:company", slug)
    return render(request, "partners/company_change.html", {"partner": partner, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def site_add(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    return _edit_site(request, Site(partner=partner), "partners/site_add.html")


@require_http_methods(["GET", "HEAD", "POST"])
def site_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    return _edit_site(request, get_object_or_404(partner.sites.in_use(), pk=pk), "partners/site_change.html")


def _edit_site(request: MemberRequest, site: Site, template: str) -> HttpResponse:
    form = SiteForm(request.POST or None, instance=site, asks_for_city=not Pact.objects.current().postcodes)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_site(site=form.save(commit=False), by=request.user)
        except SiteExists:
            form.add_error("name", _("Your company has a site of this name already, perhaps among those given up."))
        else:
            where = _("It lies in the city.") if saved.is_in_city else _("It lies outside the city.")
            messages.success(request, _("The site is saved.") + " " + where)
            return redirect("partners:company", site.partner.slug)
    return render(request, template, {"partner": site.partner, "site": site, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def site_remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    site = get_object_or_404(partner.sites.in_use(), pk=pk)
    form = SiteRemoveForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            is_gone = actions.remove_site(site=site, by=request.user, **form.cleaned_data)
        except SiteInUse:
            form.add_error("reason", _("Balances refer to this site. Say why it is given up; its figures stay."))
        else:
            gone, kept = _("The site is removed."), _("The site is given up. Its figures stay.")
            messages.success(request, gone if is_gone else kept)
            return redirect("partners:company", slug)
    return render(request, "partners/site_remove.html", {"partner": partner, "site": site, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def reference_values(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    row = partner.years.filter(year=year).first() or PartnerYear(partner=partner, year=year)
    form = ReferenceValuesForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.save_reference_values(partner=partner, year=year, values=form.cleaned_data, by=request.user)
        messages.success(request, _("The reference values of %(year)s are saved.") % {"year": year})
        return redirect("partners:company", slug)
    return render(request, "partners/reference_values.html", {"partner": partner, "year": year, "form": form})
