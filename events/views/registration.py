"""One person's registration: made in public, kept by its link. Looking changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import actions, invitations
from events.errors import AnswersClosed, NotConfirmed, OfferOver
from events.forms import AskForm, DetailsForm, FeedbackForm, SignUpForm
from events.models import Event, Registration
from events.views.inquiry import PRESS, inquiry_form
from events.views.public import calendar_file
from klimapakt.lib import traps
from klimapakt.lib.downloads import download
from klimapakt.lib.links import unlisted

SIGN_UPS_PER_HOUR, MAILS_PER_DAY, FEEDBACK_PER_DAY = 60, 5, 30


def over(request: HttpRequest) -> HttpResponse:
    return render(request, "events/answer_expired.html", status=410)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    if not event.is_open:
        raise Http404
    if not event.takes_sign_ups(timezone.now()):
        return render(request, "events/sign_up.html", {"event": event})
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may_sign_up(request, form):
        try:
            actions.begin_sign_up(event=event, fields=form.sign_up_fields(), language=get_language() or "de")
        except AnswersClosed:
            return redirect("events:sign_up", year, slug)
        return redirect("events:sign_up_sent", year, slug)
    return render(request, "events/sign_up.html", {"event": event, "form": form})


def may_sign_up(request: HttpRequest, form: SignUpForm) -> bool:
    """Nobody fills somebody else's mailbox from here."""
    email = form.cleaned_data["email"].lower()
    if not traps.allows("sign-up", traps.address_of(request), most=SIGN_UPS_PER_HOUR):
        form.add_error(None, _("Too many messages came from your network. Please try again in an hour."))
    elif not traps.allows("sign-up-mail", email, most=MAILS_PER_DAY, seconds=traps.DAY):
        form.add_error(None, _("Many mails went to this address today already. Please look there, or try tomorrow."))
    return form.is_valid()


@login_not_required
@require_safe
def sign_up_sent(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.published().in_year(year), slug=slug)
    return render(request, "events/sign_up_sent.html", {"event": event})


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_confirm(request: HttpRequest, token: str) -> HttpResponse:
    found = invitations.find_sign_up(token)
    if found is None:
        return over(request)
    if found.registration:
        return redirect(invitations.registration_path(found.registration))
    if request.method == "POST":
        try:
            return redirect(invitations.registration_path(actions.confirm_sign_up(sign_up=found)))
        except NotConfirmed:
            messages.error(request, _("The time for answers is over."))
    return render(request, "events/sign_up_confirm.html", {"sign_up": found, "event": found.event})


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, token: str) -> HttpResponse:
    one = invitations.find_registration(token)
    if one is None:
        return over(request)
    now = timezone.now()
    press = request.POST.get("press", "")
    details = DetailsForm(request.POST if press == "details" else None, initial=vars(one))
    ask = AskForm(request.POST if press == "ask" else None, event=one.event)
    inquiry = None
    if one.came_at and one.email:
        inquiry = inquiry_form(
            request, one.event, name=one.name, email=one.email, company=one.company, partner=one.partner
        )
    if request.method == "POST" and (do(press, one, details, ask) if press != PRESS else inquiry is None):
        return redirect("events:registration", token)
    context = {
        "event": one.event,
        "registration": one,
        "token": token,
        "details": details,
        "ask": ask if one.event.agenda.public().filter(question_minutes__gt=0).exists() else None,
        "inquiry": inquiry,
        "is_before": one.event.starts_at > now,
        "is_open": one.event.takes_answers(now) and not one.invitation_id,
        "has_offer": one.state == Registration.State.OFFERED and one.offered_until and one.offered_until > now,
        "feedback_url": invitations.feedback_path(one.event) if one.came_at else "",
    }
    return render(request, "events/registration.html", context)


def do(press: str, one: Registration, details: DetailsForm, ask: AskForm) -> bool:
    """What was pressed; False if the page has to be shown again with what is wrong."""
    now = timezone.now()
    if press == "certificate":
        actions.order_certificate(registration=one)
    if one.event.starts_at <= now:
        return True
    if press == "details" and details.is_valid():
        actions.change_details(registration=one, fields=details.cleaned_data)
    elif press == "ask" and ask.is_valid():
        actions.ask_speaker(**ask.cleaned_data, company=one.company)
    elif press in ("decline", "cancel"):
        actions.cancel_registration(registration=one)
    elif press in ("accept", "again"):
        try:
            if press == "accept":
                actions.accept_offer(registration=one, now=now)
            else:
                actions.register_again(registration=one)
        except (OfferOver, AnswersClosed):
            return True
    return not (details.errors or ask.errors)


@login_not_required
@unlisted
@require_safe
def registration_file(_request: HttpRequest, token: str, kind: str) -> HttpResponseBase:
    """The calendar entry, or the certificate once it is drawn."""
    one = invitations.find_registration(token)
    if one is None or kind not in ("ics", "pdf") or (kind == "pdf" and not one.certificate):
        raise Http404
    return calendar_file(one.event) if kind == "ics" else download(one.certificate, "teilnahme.pdf")


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Five questions; nothing of who answers is kept."""
    event = Event.objects.filter(pk=invitations.key_of(token, purpose=invitations.FEEDBACK) or 0).first()
    if event is None or event.starts_at > timezone.now() or invitations.is_over(event, days=60):
        return over(request)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if traps.allows(f"feedback-{event.pk}", traps.address_of(request), most=FEEDBACK_PER_DAY, seconds=traps.DAY):
            actions.give_feedback(event=event, values=form.cleaned_data)
            return render(request, "events/feedback_given.html", {"event": event})
        form.add_error(None, _("Too many messages came from your network. Please try again tomorrow."))
    return render(request, "events/feedback.html", {"event": event, "form": form})
