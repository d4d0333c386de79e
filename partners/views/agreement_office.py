"""Agreements on their way: what waits for a signature, what the office confirms, what it scans itself."""

import datetime as dt
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimapakt.lib.downloads import download
from partners import document_tasks
from partners.access import MemberRequest, office_required
from partners.actions import agreement as actions
from partners.errors import AgreementMoved
from partners.forms.agreement import SignedForm
from partners.forms.interest import WordsForm
from partners.models import Agreement


@require_safe
@office_required
def agreement_list(request: MemberRequest) -> HttpResponse:
    agreements = Agreement.objects.open().in_order_of_work().select_related("partner")
    return render(request, "partners/agreement_list.html", {"agreements": agreements})


@require_safe
@office_required
def agreement_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return show(request, find(pk))


@require_safe
@office_required
def agreement_letter(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The copy to sign."""
    agreement = find(pk)
    if agreement.text_id is None:
        raise Http404
    if not agreement.letter:
        document_tasks.render_agreement.delay(agreement.pk)
        messages.info(request, _("The document is being written. Try again in a few seconds."))
        return redirect(agreement)
    return download(agreement.letter, f"Klimaschutzvereinbarung-{agreement.partner.slug}.pdf")


@require_safe
@office_required
def agreement_signed(_request: MemberRequest, pk: int) -> HttpResponseBase:
    agreement = find(pk)
    if not agreement.file:
        raise Http404
    name = f"Klimaschutzvereinbarung-{agreement.partner.slug}-unterschrieben{Path(str(agreement.file)).suffix}"
    return download(agreement.file, name)


@require_POST
@office_required
def agreement_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    agreement = find(pk)
    try:
        actions.confirm_agreement(agreement=agreement, by=request.user, day=timezone.localdate())
    except AgreementMoved:
        messages.error(request, _("Somebody was faster, or there is nothing signed yet. This is how it stands now."))
    else:
        tell_welcome(request, agreement)
    return redirect(agreement)


@require_POST
@office_required
def agreement_record(request: MemberRequest, pk: int) -> HttpResponse:
    """A signed sheet that came on paper."""
    agreement, today = find(pk), timezone.localdate()
    form = SignedForm(request.POST, request.FILES, today=today)
    if not form.is_valid():
        return show(request, agreement, record=form)
    try:
        actions.record_agreement(agreement=agreement, by=request.user, day=today, **form.cleaned_data)
    except AgreementMoved:
        messages.error(request, _("Somebody was faster, or there is nothing signed yet. This is how it stands now."))
    else:
        tell_welcome(request, agreement)
    return redirect(agreement)


@require_POST
@office_required
def agreement_return(request: MemberRequest, pk: int) -> HttpResponse:
    agreement, form = find(pk), return_form(request)
    if not form.is_valid():
        return show(request, agreement, back=form)
    try:
        actions.return_agreement(agreement=agreement, reason=form.cleaned_data["text"], by=request.user)
    except AgreementMoved:
        messages.error(request, _("Somebody was faster, or there is nothing signed yet. This is how it stands now."))
    else:
        messages.success(request, _("The company is told what is missing."))
    return redirect(agreement)


def find(pk: int) -> Agreement:
    return get_object_or_404(Agreement.objects.select_related("partner", "text", "uploaded_by"), pk=pk)


def tell_welcome(request: MemberRequest, agreement: Agreement) -> None:
    messages.success(
        request,
        _("%(company)s is in the pact. The welcome with the first three tasks is on its way.")
        % {"company": agreement.partner.name},
    )


def return_form(request: MemberRequest | None = None) -> WordsForm:
    return WordsForm(
        request.POST if request else None,
        prefix="back",
        label=_("What is missing?"),
        help_text=_("The company reads this text in the mail."),
        missing=_("Write what is missing."),
        most=500,
    )


def written(day: dt.date | None) -> str:
    return str(date_format(day, "DATE_FORMAT")) if day else ""


def show(request: MemberRequest, agreement: Agreement, **bound: object) -> HttpResponse:
    rows = [
        (_("Status"), agreement.get_state_display(), ""),
        (_("Version of the text"), agreement.text_version, ""),
        (_("Sent on"), written(timezone.localdate(agreement.sent_at)), ""),
        (_("Reminders"), str(agreement.reminders), ""),
        (_("Signed by"), agreement.signatory, ""),
        (_("Signed on"), written(agreement.signed_on), ""),
        (_("First delivery due on"), written(agreement.first_delivery_due_on), ""),
    ]
    context = {
        "agreement": agreement,
        "partner": agreement.partner,
        "rows": rows,
        "record": SignedForm(today=timezone.localdate(), initial={"signatory": agreement.signatory}),
        "back": return_form(),
        "certificates": agreement.partner.certificates.all(),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "partners/agreement_detail.html", context | bound)
