"""Mailings on their way: progress, recipients, stop, continue, try again."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from klimapakt.lib import mail
from klimapakt.lib.mail import Parts
from partners import actions
from partners.access import MemberRequest, office_lead_required, office_required
from partners.errors import LetterNotDraft
from partners.models import Bounce, Letter, Pact, Recipient
from partners.progress import said

RAW_MAIL = {
    "sandbox": [""],
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
}


@require_safe
@office_required
def letter_list(request: MemberRequest) -> HttpResponse:
    letters = (
        Letter.objects.with_counts()
        .exclude(state__in=(Letter.State.DRAFT, Letter.State.SCHEDULED))
        .order_by("-created_at", "-pk")
    )
    page = Paginator(letters, 30).get_page(request.GET.get("seite"))
    return render(request, "partners/letter_list.html", {"page": page})


@never_cache
@require_safe
@office_required
def letter_detail(request: MemberRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.with_counts().select_related("mailing__event"), pk=pk)
    percent = 100 * letter.sent // max(letter.total, 1)  # type: ignore[attr-defined]  # annotated by with_counts
    progress = said(request, percent, has_ended=letter.state != Letter.State.SENDING)
    if progress.is_fragment:
        return render(request, "partners/_letter.html", {"letter": letter, "progress": progress})
    page = Paginator(letter.recipients.order_by("name", "email"), 100).get_page(request.GET.get("seite"))
    return render(request, "partners/letter_detail.html", {"letter": letter, "page": page, "progress": progress})


@require_POST
@office_lead_required
def letter_stop(request: MemberRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter, pk=pk)
    try:
        actions.stop_letter(letter=letter, by=request.user)
    except LetterNotDraft:
        messages.error(request, _("The mailing is not on its way any more."))
    else:
        messages.success(request, _("The mailing is stopped. Who has it already, has it."))
    return redirect("partners:letter_detail", pk)


@require_POST
@office_lead_required
def letter_continue(request: MemberRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter, pk=pk)
    try:
        actions.continue_letter(letter=letter, by=request.user)
    except LetterNotDraft:
        messages.error(request, _("The mailing was not stopped."))
    else:
        messages.success(request, _("The mailing goes on."))
    return redirect("partners:letter_detail", pk)


@require_POST
@office_lead_required
def letter_retry(request: MemberRequest, pk: int) -> HttpResponse:
    count = actions.retry_failed(letter=get_object_or_404(Letter, pk=pk), by=request.user)
    text = ngettext("%(count)s recipient is tried again.", "%(count)s recipients are tried again.", count)
    messages.success(request, text % {"count": count})
    return redirect("partners:letter_detail", pk)


@require_safe
@office_required
def recipient_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One person's mail as it was. Personal links are keys: the office sees that there was one, not which."""
    recipient = get_object_or_404(Recipient.objects.select_related("letter", "bounce"), pk=pk)
    return render(request, "partners/recipient_detail.html", {"recipient": recipient, "parts": as_it_was(recipient)})


@require_safe
@office_required
@xframe_options_sameorigin
@csp_replace(RAW_MAIL)  # type: ignore[arg-type]  # stubs are narrower here
def recipient_mail(_request: MemberRequest, pk: int) -> HttpResponse:
    recipient = get_object_or_404(Recipient.objects.select_related("letter"), pk=pk)
    return HttpResponse(as_it_was(recipient).html)


def as_it_was(recipient: Recipient) -> Parts:
    values = {name: "https://…" if "link" in name else value for name, value in recipient.text_values().items()}
    parts = recipient.letter.parts(recipient.language)
    return Parts(
        subject=mail.fill(parts.subject, values, html=False, is_strict=False),
        text=mail.fill(parts.text, values, html=False, is_strict=False),
        html=mail.fill(parts.html, values, html=True, is_strict=False),
    )


@require_safe
@office_required
def bounce_list(request: MemberRequest) -> HttpResponse:
    page = Paginator(Bounce.objects.by_address(), 50).get_page(request.GET.get("seite"))
    context = {"page": page, "limit": Pact.objects.current().bounces_to_flag}
    return render(request, "partners/bounce_list.html", context)


@require_POST
@office_required
def bounce_clear(request: MemberRequest) -> HttpResponse:
    email = request.POST.get("email", "")
    if actions.clear_bounces(email=email, by=request.user):
        messages.success(request, _("Mailings go to %(email)s again.") % {"email": email})
    return redirect("partners:bounce_list")
