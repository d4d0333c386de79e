"""Joining without an account. The address is the key; looking changes nothing, since mail scanners follow links."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klimapakt.lib import traps
from klimapakt.lib.links import unlisted
from partners import duplicates, interest_links
from partners.actions import interest as actions
from partners.errors import InterestExists, InterestMoved
from partners.forms.interest import AgreeForm, CompanyForm, ContactForm, FirstForm, PlaceForm, SaveForm, WordsForm
from partners.interest_links import Found
from partners.models import Interest

P = ParamSpec("P")
STEPS = {1: CompanyForm, 2: PlaceForm, 3: ContactForm}
STARTS_PER_HOUR = 20
MAILS_PER_DAY = 5
State = Interest.State


def by_link(view: Callable[Concatenate[HttpRequest, Found, P], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Opens a page to whoever has its link; a forged or old one is told so."""

    @login_not_required
    @never_cache
    @unlisted  # type: ignore[arg-type]  # wraps keeps the names that were wrapped
    @wraps(view)
    def opened(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = interest_links.find(token)
        return over(request) if found is None else view(request, found, *args, **kwargs)

    return opened


def over(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/interest_expired.html", status=410)


@login_not_required
@require_safe
def interest_start(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/interest_start.html", {"source": request.GET.get("von", "")[:40]})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interest_new(request: HttpRequest) -> HttpResponse:
    """Step 1; with its first answer the message begins to exist."""
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not traps.allows("interest", traps.address_of(request), most=STARTS_PER_HOUR):
            form.add_error(None, _("Too many messages came from your network. Please try again in an hour."))
        else:
            source = "".join(sign for sign in request.GET.get("von", "") if sign.isalnum() or sign == "-")[:40]
            interest = actions.begin_interest(
                fields=form.fields_of_interest(), source=source, language=get_language() or "de"
            )
            return redirect("partners:interest_step", interest_links.make(interest), 2)
    return render(request, "partners/interest_step.html", {"form": form, "step": 1})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def interest_step(request: HttpRequest, found: Found, step: int) -> HttpResponse:
    """Steps 1 to 3 of a message that was begun."""
    interest, token = found.interest, found.token
    if step not in STEPS:
        raise Http404
    if interest.state != State.DRAFT:
        return redirect("partners:interest_resume", token)
    form = STEPS[step](request.POST or None, initial=initial_of(interest))
    if request.method == "POST" and form.is_valid():
        fields = form.fields_of_interest() if isinstance(form, PlaceForm) else form.cleaned_data
        try:
            interest = actions.change_interest(interest=interest, fields=fields)
        except InterestMoved:
            return redirect("partners:interest_resume", token)
        return redirect(next_page(interest, token))
    return render(request, "partners/interest_step.html", {"form": form, "step": step, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def interest_check(request: HttpRequest, found: Found) -> HttpResponse:
    """Step 4: what was understood, and the one button that hands it in."""
    interest, token = found.interest, found.token
    if interest.state != State.DRAFT or first_gap(interest):
        return redirect("partners:interest_resume", token)
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may_mail(interest.email, form):
        try:
            interest = actions.hand_in_interest(interest=interest, is_proven=found.is_proven)
        except InterestMoved:
            return redirect("partners:interest_resume", token)
        except InterestExists:
            form.add_error(
                None,
                _("A message of this company with this address waits for our answer already. Look into your mailbox."),
            )
        else:
            return redirect("partners:interest_sent", token)
    context = {
        "form": form,
        "token": token,
        "rows": rows_of(interest, token),
        "known": duplicates.public_partner(interest),
    }
    return render(request, "partners/interest_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def interest_save(request: HttpRequest, found: Found) -> HttpResponse:
    """Go on later: the link comes by mail."""
    interest, token = found.interest, found.token
    form = SaveForm(request.POST or None, initial={"email": interest.email})
    if request.method == "POST" and form.is_valid() and may_mail(form.cleaned_data["email"], form):
        try:
            interest = actions.save_interest(interest=interest, email=form.cleaned_data["email"])
        except InterestMoved:
            return redirect("partners:interest_resume", token)
        return render(request, "partners/interest_saved.html", {"interest": interest})
    return render(request, "partners/interest_save.html", {"form": form, "token": token})


@require_safe
@by_link
def interest_sent(request: HttpRequest, found: Found) -> HttpResponse:
    if found.interest.state == State.DRAFT:
        return redirect("partners:interest_resume", found.token)
    return render(request, "partners/interest_sent.html", {"interest": found.interest})


@require_safe
@by_link
def interest_resume(_request: HttpRequest, found: Found) -> HttpResponse:
    """Where one left off."""
    if found.interest.state != State.DRAFT:
        return redirect("partners:interest_sent", found.token)
    return redirect(next_page(found.interest, found.token))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def interest_confirm(request: HttpRequest, found: Found) -> HttpResponse:
    if not found.is_proven or found.interest.state == State.DRAFT:
        return over(request)
    if request.method == "POST":
        actions.confirm_address(interest=found.interest)
        return redirect("partners:interest_confirm", found.token)
    template = "interest_confirm" if found.interest.state == State.UNCONFIRMED else "interest_sent"
    return render(request, f"partners/{template}.html", {"interest": found.interest})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def interest_reply(request: HttpRequest, found: Found) -> HttpResponse:
    if not found.is_proven or found.interest.state in Interest.UNPROVEN:
        return over(request)
    interest = found.interest
    form = WordsForm(request.POST or None, label=_("Your answer"), missing=_("Write your answer into the field."))
    if request.method == "POST" and form.is_valid():
        try:
            interest = actions.reply_to_question(interest=interest, text=form.cleaned_data["text"])
        except InterestMoved:
            interest.refresh_from_db()
    context = {"interest": interest, "form": form, "conversation": interest.messages.all()}
    return render(request, "partners/interest_reply.html", context)


def may_mail(email: str, form: forms.Form) -> bool:
    """Nobody fills somebody else's mailbox from here."""
    if traps.allows("interest-mail", email.lower(), most=MAILS_PER_DAY, seconds=traps.DAY):
        return True
    form.add_error(None, _("Many mails went to this address today already. Please look there, or try tomorrow."))
    return False


def initial_of(interest: Interest) -> dict[str, Any]:  # Any: values of the fields
    names = ("company", "sector", "size", "street", "place", "contact", "email")
    return {name: getattr(interest, name) for name in names}


def first_gap(interest: Interest) -> int:
    """The first step that is not filled in; 0 if all are."""
    filled = {1: interest.size, 2: interest.postcode, 3: interest.contact and interest.email}
    return next((step for step, value in filled.items() if not value), 0)


def next_page(interest: Interest, token: str) -> str:
    """The next gap, or the check: who came to change one thing goes back there."""
    if gap := first_gap(interest):
        return reverse("partners:interest_step", args=[token, gap])
    return reverse("partners:interest_check", args=[token])


def rows_of(interest: Interest, token: str) -> list[tuple[str, str, str]]:
    def change(step: int) -> str:
        return reverse("partners:interest_step", args=[token, step])

    return [
        (_("Company"), interest.company, change(1)),
        (_("Sector"), interest.get_sector_display(), change(1)),
        (_("Size"), interest.get_size_display(), change(1)),
        (_("Street and number"), interest.street, change(2)),
        (_("Postcode and town"), interest.place, change(2)),
        (_("Contact"), interest.contact, change(3)),
        (_("E-mail address"), interest.email, change(3)),
    ]
