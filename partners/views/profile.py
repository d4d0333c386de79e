"""The profile that others see: who sees what, how it looks, the logo."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import actions, profile
from partners.access import MemberRequest, own_partners
from partners.forms.company import LogoForm, VisibilityForm
from partners.models import Partner, ProfileVisibility


@require_http_methods(["GET", "HEAD", "POST"])
def company_visibility(request: MemberRequest, slug: str) -> HttpResponse:
    """For leads: what is released stands for the company."""
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    form = VisibilityForm(request.POST or None, partner=partner)
    if request.method == "POST" and form.is_valid():
        actions.save_visibility(
            partner=partner,
            is_public=form.cleaned_data["is_public"],
            audiences=form.audiences(),
            by=request.user,
        )
        messages.success(request, _("Saved. This is how others see your profile now."))
        return redirect("partners:company_preview", slug)
    return render(request, "partners/company_visibility.html", {"partner": partner, "form": form})


@require_safe
def company_preview(request: MemberRequest, slug: str) -> HttpResponse:
    """Side by side: the public, and the network."""
    partners = own_partners(request).select_related("district", "chamber").prefetch_related("visibility")
    partner = get_object_or_404(partners, slug=slug)
    views = {"public": _shown(partner, profile.PUBLIC), "network": _shown(partner, profile.NETWORK)}
    return render(request, "partners/company_preview.html", {"partner": partner, **views})


def _shown(partner: Partner, audience: str) -> dict[str, object]:
    labels = dict(ProfileVisibility.Field.choices)
    values = profile.visible(partner, audience)
    head = {name: values.pop(name, "") for name in ("name", "logo", "website")}
    rows = [(labels[name], date_format(one) if isinstance(one, dt.date) else one) for name, one in values.items()]
    return {**head, "rows": rows, "is_empty": not head["name"]}


@require_http_methods(["GET", "HEAD", "POST"])
def company_logo(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        actions.save_logo(partner=partner, picture=form.cleaned_data["logo"], by=request.user)
        messages.success(request, _("The logo is saved. Who sees it is up to you."))
        return redirect("partners:company", slug)
    return render(request, "partners/company_logo.html", {"partner": partner, "form": form})


@require_POST
def company_logo_remove(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user), slug=slug)
    actions.remove_logo(partner=partner, by=request.user)
    messages.success(request, _("The logo is removed."))
    return redirect("partners:company", slug)


@login_not_required
@require_safe
def partner_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Public if it is released; looks at the session only if it is not."""
    partner = get_object_or_404(Partner.objects.exclude(logo="").prefetch_related("visibility"), slug=slug)
    is_public = partner.is_listed and "logo" in partner.visible_fields(profile.PUBLIC)
    if not is_public and not _may_see_logo(request, partner):
        raise Http404
    with partner.logo.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=300" if is_public else "private, no-store"
    return response


def _may_see_logo(request: HttpRequest, partner: Partner) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    mine = Partner.objects.of(user)
    if user.is_office or mine.filter(pk=partner.pk).exists():
        return True
    return "logo" in partner.visible_fields(profile.NETWORK) and mine.active().exists()
