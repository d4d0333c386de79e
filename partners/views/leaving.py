"""Leaving the pact, and what else the office should know about partners."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import actions
from partners.access import MemberRequest, office_required
from partners.errors import LeavingDecided, LeavingOpen
from partners.forms.leaving import LeavingForm
from partners.models import Leaving, Pact, Partner


@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user).climate(), slug=slug)
    form = LeavingForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_leaving(partner=partner, by=request.user, **form.cleaned_data)
        except LeavingOpen:
            messages.error(request, _("Your company has announced already that it leaves."))
        else:
            messages.success(request, _("The office has your announcement and confirms it by mail."))
        return redirect("partners:leaving", slug)
    context = {"partner": partner, "form": form, "leaving": partner.leavings.pending().first()}
    return render(request, "partners/leaving.html", context)


@require_POST
def leaving_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    announced = get_object_or_404(partner.leavings, pk=pk)
    try:
        actions.withdraw_leaving(leaving=announced, by=request.user)
    except LeavingDecided:
        messages.error(request, _("This announcement does not stand any more."))
    else:
        messages.success(request, _("Good that you stay. The office is told."))
    return redirect("partners:company", slug)


@require_POST
@office_required
def leaving_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    announced = get_object_or_404(Leaving.objects.select_related("partner"), pk=pk)
    try:
        actions.confirm_leaving(leaving=announced, by=request.user, today=timezone.localdate())
    except LeavingDecided:
        messages.error(request, _("A colleague has confirmed this, or the company has withdrawn it."))
    else:
        messages.success(request, _("Confirmed. The leads of %(company)s are told.") % {"company": announced.partner})
    return redirect("partners:attention")


@require_safe
@office_required
def attention(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "leavings": Leaving.objects.pending().select_related("partner", "announced_by").order_by("leaves_on", "pk"),
        "silent": Partner.objects.without_active_login(today).in_alphabet(),
        "bouncing": Partner.objects.with_bouncing_lead().in_alphabet(),
        "rules": Pact.objects.current(),
    }
    return render(request, "partners/attention.html", context)
