"""The partner's own agreement: who signs, the copy to sign, the signed file back, the certificate."""

from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimapakt.lib.downloads import download
from partners import document_tasks
from partners.access import MemberRequest
from partners.actions import agreement as actions
from partners.errors import AgreementMoved
from partners.first_tasks import first_tasks
from partners.forms.agreement import SignatoryForm, SignedForm
from partners.models import Agreement, Certificate, Partner


def own_partner(request: MemberRequest, slug: str) -> Partner:
    return get_object_or_404(Partner.objects.led_by(request.user).climate(), slug=slug)


def latest(partner: Partner) -> Agreement | None:
    """The open one, else the one signed last."""
    return partner.agreements.order_by("-sent_at", "-pk").first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: MemberRequest, slug: str) -> HttpResponse:
    """POST hands the signed file in."""
    partner = own_partner(request, slug)
    agreement = latest(partner)
    initial = {"signatory": agreement.signatory} if agreement else {}
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignedForm(*data, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and agreement and form.is_valid():
        try:
            actions.hand_in_agreement(agreement=agreement, by=request.user, **form.cleaned_data)
        except AgreementMoved:
            messages.error(request, _("The agreement is confirmed already."))
        else:
            messages.success(request, _("Thank you. The office looks at your agreement and confirms it."))
        return redirect("partners:agreement", slug)
    return show(request, partner, agreement, form)


@require_POST
def agreement_signatory(request: MemberRequest, slug: str) -> HttpResponse:
    partner = own_partner(request, slug)
    agreement = latest(partner)
    form = SignatoryForm(request.POST, prefix="who")
    if agreement is None or not form.is_valid():
        return show(request, partner, agreement, SignedForm(today=timezone.localdate()), who=form)
    try:
        actions.name_signatory(agreement=agreement, by=request.user, **form.cleaned_data)
    except AgreementMoved:
        messages.error(request, _("The agreement is on its way already."))
    else:
        messages.success(request, _("Noted. The copy to sign is being written."))
    return redirect("partners:agreement", slug)


@require_safe
def agreement_copy(request: MemberRequest, slug: str) -> HttpResponseBase:
    agreement = latest(own_partner(request, slug))
    if agreement is None or agreement.text_id is None:
        raise Http404
    if not agreement.letter:
        document_tasks.render_agreement.delay(agreement.pk)
        messages.info(request, _("The document is being written. Try again in a few seconds."))
        return redirect("partners:agreement", slug)
    return download(agreement.letter, f"Klimaschutzvereinbarung-{slug}.pdf")


@require_safe
def agreement_file(request: MemberRequest, slug: str) -> HttpResponseBase:
    agreement = latest(own_partner(request, slug))
    if agreement is None or not agreement.file:
        raise Http404
    return download(agreement.file, f"Klimaschutzvereinbarung-{slug}-unterschrieben{Path(str(agreement.file)).suffix}")


@require_POST
def certificate_issue(request: MemberRequest, slug: str) -> HttpResponse:
    """This year's certificate, for whoever is in the pact."""
    partner = get_object_or_404(Partner.objects.led_by(request.user).climate().active(), slug=slug)
    actions.issue_certificate(partner=partner, day=timezone.localdate(), by=request.user)
    messages.success(request, _("Your certificate is being written."))
    return redirect("partners:agreement", slug)


@require_safe
def certificate_file(request: MemberRequest, slug: str, year: int) -> HttpResponseBase:
    partner = own_partner(request, slug)
    certificate = get_object_or_404(Certificate, partner=partner, year=year)
    if not certificate.file:
        document_tasks.render_certificate.delay(certificate.pk)
        messages.info(request, _("The document is being written. Try again in a few seconds."))
        return redirect("partners:agreement", slug)
    return download(certificate.file, f"Urkunde-{slug}-{year}.pdf")


def show(
    request: MemberRequest,
    partner: Partner,
    agreement: Agreement | None,
    form: SignedForm,
    who: SignatoryForm | None = None,
) -> HttpResponse:
    tasks = []
    if agreement and partner.joined_on and agreement.first_delivery_due_on:
        tasks = first_tasks(partner.joined_on, agreement.first_delivery_due_on)
    today = timezone.localdate()
    certificates = list(partner.certificates.all())
    context = {
        "partner": partner,
        "agreement": agreement,
        "form": who or form,
        "upload": form,
        "who": who or SignatoryForm(prefix="who", initial={"signatory": agreement.signatory if agreement else ""}),
        "tasks": [task for task in tasks if task.due_on >= today],
        "certificates": certificates,
        "may_issue": partner.status == Partner.Status.ACTIVE and today.year not in {one.year for one in certificates},
        "year": today.year,
    }
    return render(request, "partners/agreement.html", context)
