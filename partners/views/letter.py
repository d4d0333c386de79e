"""Mailings on their way: progress, recipients, stop, continue, try again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners import actions
from partners.access import MemberRequest, office_lead_required, office_required
from partners.errors import LetterNotDraft
from partners.models import Letter
from partners.progress import said


@require_safe
@office_required
def letter_list(request: MemberRequest) -> HttpResponse:
    letters = Letter.objects.with_counts().exclude(state=Letter.State.DRAFT).order_by("-created_at", "-pk")
    page = Paginator(letters, 30).get_page(request.GET.get("seite"))
    return render(request, "partners/letter_list.html", {"page": page})


@never_cache
@require_safe
@office_required
def letter_detail(request: MemberRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.with_counts(), pk=pk)
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
