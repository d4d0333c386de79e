"""What the office does with the messages of companies that want to join."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimapakt.lib.downloads import download
from partners import duplicates
from partners.access import MemberRequest, office_required
from partners.actions import admission
from partners.actions import interest as actions
from partners.errors import AccountBlocked, ChamberUnreachable, InterestExists, InterestMoved, NoAgreementText
from partners.forms.interest import ForwardForm, InterestFilterForm, PhoneForm, WordsForm
from partners.models import Agreement, Interest, LogEntry

STEPS = {
    "interest-handed-in": gettext_lazy("handed in"),
    "interest-recorded": gettext_lazy("recorded by the office after a talk"),
    "interest-confirmed": gettext_lazy("address confirmed"),
    "interest-asked": gettext_lazy("asked back"),
    "interest-answered": gettext_lazy("answered"),
    "interest-accepted": gettext_lazy("accepted"),
    "interest-declined": gettext_lazy("declined"),
    "interest-forwarded": gettext_lazy("handed to a chamber"),
}


@require_safe
@office_required
def interest_list(request: MemberRequest) -> HttpResponse:
    form = InterestFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {"state": "", "q": ""}
    found = Interest.objects.for_office().matching(**wanted).select_related("looks_like", "partner", "decided_by")
    context = {
        "filter": form,
        "page": Paginator(found, 30).get_page(request.GET.get("seite")),
        "query": urlencode(wanted),
        "agreements": Agreement.objects.to_confirm().count(),
    }
    return render(request, "partners/interest_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def interest_record(request: MemberRequest) -> HttpResponse:
    """For somebody on the phone."""
    form = PhoneForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "partners/interest_record.html", {"form": form})
    language = form.cleaned_data["language"]
    try:
        interest = actions.record_interest(fields=form.fields_of_interest(), language=language, by=request.user)
    except InterestExists as known:
        messages.info(request, _("This company waits with this address already. Nothing was recorded twice."))
        return redirect(known.args[0])
    messages.success(request, _("Recorded as %(number)s. The receipt is on its way.") % {"number": interest.number})
    return redirect(interest)


@require_safe
@office_required
def interest_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return show(request, find(pk))


@require_safe
@office_required
def interest_receipt(_request: MemberRequest, pk: int) -> HttpResponseBase:
    interest = get_object_or_404(Interest.objects.exclude(receipt=""), pk=pk)
    return download(interest.receipt, f"{interest.number}.pdf")


@require_POST
@office_required
def interest_accept(request: MemberRequest, pk: int) -> HttpResponse:
    interest = find(pk)
    try:
        partner = admission.accept_interest(interest=interest, by=request.user)
    except InterestMoved:
        tell_who_was_faster(request, interest)
    except NoAgreementText:
        messages.error(request, _("No text of the agreement is published and valid. Publish one first."))
    except AccountBlocked:
        messages.error(request, _("This e-mail address belongs to an account that is closed. Open it first."))
    else:
        messages.success(
            request, _("%(company)s is admitted. The agreement is on its way.") % {"company": partner.name}
        )
    return redirect(interest)


@require_POST
@office_required
def interest_ask(request: MemberRequest, pk: int) -> HttpResponse:
    interest, form = find(pk), ask_form(request)
    if not form.is_valid():
        return show(request, interest, ask=form)
    try:
        actions.ask_back(interest=interest, text=form.cleaned_data["text"], by=request.user)
    except InterestMoved:
        tell_who_was_faster(request, interest)
    else:
        messages.success(request, _("Your question is on its way."))
    return redirect(interest)


@require_POST
@office_required
def interest_decline(request: MemberRequest, pk: int) -> HttpResponse:
    interest, form = find(pk), decline_form(request)
    if not form.is_valid():
        return show(request, interest, decline=form)
    try:
        actions.decline_interest(interest=interest, text=form.cleaned_data["text"], by=request.user)
    except InterestMoved:
        tell_who_was_faster(request, interest)
    else:
        messages.success(request, _("The company is told."))
    return redirect(interest)


@require_POST
@office_required
def interest_forward(request: MemberRequest, pk: int) -> HttpResponse:
    interest, form = find(pk), ForwardForm(request.POST, prefix="forward")
    if not form.is_valid():
        return show(request, interest, forward=form)
    try:
        actions.forward_interest(interest=interest, by=request.user, **form.cleaned_data)
    except InterestMoved:
        tell_who_was_faster(request, interest)
    except ChamberUnreachable:
        form.add_error("chamber", _("This chamber has nobody in the portal whom we could write to."))
        return show(request, interest, forward=form)
    else:
        messages.success(request, _("The chamber has the message, and the company is told."))
    return redirect(interest)


def find(pk: int) -> Interest:
    related = ("looks_like", "partner", "chamber", "decided_by")
    return get_object_or_404(Interest.objects.for_office().select_related(*related), pk=pk)


def source(interest: Interest) -> list[tuple[str, str, str]]:
    if interest.is_by_phone:
        return [(_("Recorded"), _("by the office, after a talk on the phone"), "")]
    return [(_("Came by the link of"), interest.source, "")] if interest.source else []


def tell_who_was_faster(request: MemberRequest, interest: Interest) -> None:
    interest.refresh_from_db()
    messages.error(
        request,
        _("Somebody was faster: this message is now “%(state)s”. Your step was not taken.")
        % {"state": interest.get_state_display()},
    )


def ask_form(request: MemberRequest | None = None) -> WordsForm:
    return WordsForm(
        request.POST if request else None,
        prefix="ask",
        label=_("Your question"),
        help_text=_("The company gets it by mail and answers by a link."),
        missing=_("Write your question."),
    )


def decline_form(request: MemberRequest | None = None) -> WordsForm:
    return WordsForm(
        request.POST if request else None,
        prefix="decline",
        label=_("Why not?"),
        help_text=_("The company reads this text in the mail."),
        missing=_("Write to the company why it cannot join."),
    )


def show(request: MemberRequest, interest: Interest, **bound: object) -> HttpResponse:
    context = {
        "interest": interest,
        "rows": [
            (_("Company"), interest.company, ""),
            (_("Sector"), interest.get_sector_display(), ""),
            (_("Size"), interest.get_size_display(), ""),
            (_("Address"), f"{interest.street}\n{interest.place}", ""),
            (_("Contact"), interest.contact, ""),
            (_("E-mail address"), interest.email, ""),
            *source(interest),
        ],
        "conversation": interest.messages.select_related("by"),
        "likenesses": duplicates.find(interest),
        "steps": [
            (step.at, STEPS.get(step.verb, step.verb), step.by)
            for step in LogEntry.objects.about(interest).select_related("by")
        ],
        "ask": ask_form(),
        "decline": decline_form(),
        "forward": ForwardForm(prefix="forward"),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "partners/interest_detail.html", context | bound)
