"""Work screens of the office: events, invitations, answers."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import actions, emails
from events.agenda import slots
from events.entries import Person
from events.errors import AnswersClosed, DraftChanged, MailingNotReady, PersonRegistered, TooManyPeople
from events.forms import AudienceForm, ComposeForm, PhoneAnswerForm
from events.models import Event, Mailing
from klimapakt.lib import mail
from partners.access import MemberRequest, office_lead_required, office_required
from partners.errors import LetterNotDraft
from partners.models import Letter, Partner

RAW_MAIL = {
    "sandbox": [""],
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
}


@require_safe
@office_required
def event_manage_list(request: MemberRequest) -> HttpResponse:
    return render(request, "events/event_manage_list.html", {"events": Event.objects.with_counts().latest_first()})


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def event_manage(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one event; a POST is an answer taken on the phone."""
    event = get_object_or_404(Event.objects.with_counts().with_answers(), pk=pk)
    form = PhoneAnswerForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid() and take_answer(request, form):
        return redirect("events:event_manage", pk)
    context = {
        "event": event,
        "form": form,
        "slots": slots(event, event.agenda.with_speakers()),
        "registrations": event.registrations.select_related("partner").exclude(state="cancelled"),
        "mailings": event.mailings.select_related("letter").exclude(kind=Mailing.Kind.TEST).order_by("-pk"),
    }
    return render(request, "events/event_manage.html", context)


def take_answer(request: MemberRequest, form: PhoneAnswerForm) -> bool:
    values = form.cleaned_data
    people = [Person(values["name"], values["email"])] if values["name"] else []
    try:
        actions.answer_invitation(
            invitation=values["invitation"], state=values["state"], people=people, by=request.user
        )
    except PersonRegistered:
        form.add_error("email", _("Somebody with this address comes already."))
    except (AnswersClosed, TooManyPeople):
        form.add_error(None, _("This answer is not possible any more."))
    else:
        messages.success(request, _("The answer is recorded."))
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def mailing_compose(request: MemberRequest, pk: int) -> HttpResponse:
    """Write an invitation, or go on with the draft there is. The filter changes who is offered, not what was typed."""
    event = get_object_or_404(Event, pk=pk)
    mailing = event.mailings.drafts().select_related("letter").first()
    is_filtering = "filter" in request.POST
    audience = AudienceForm(request.POST if is_filtering else None)
    offered = audience.partners(event)
    chosen = offered.exclude(invitations__event=event)
    if is_filtering:
        typed = {"subject": request.POST.get("subject"), "text": request.POST.get("text"), "partners": chosen}
        form = ComposeForm(partners=offered, initial=typed, edition=request.POST.get("seen", ""))
    else:
        form = ComposeForm(
            request.POST or None,
            partners=offered,
            initial=initial(event, mailing, chosen),
            edition=actions.edition(mailing),
        )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            mailing = actions.save_draft(
                event=event,
                mailing=mailing,
                subject=values["subject"],
                text=values["text"],
                partners=values["partners"],
                by=request.user,
                seen=values["seen"],
            )
        except LetterNotDraft:
            messages.error(request, _("Somebody sent this invitation a moment ago."))
            return redirect("events:event_manage", pk)
        except DraftChanged as newer:
            form.overtaken(
                actions.edition(newer.args[0]),
                _("A colleague saved or sent this invitation since you opened the page. Your text is not saved yet."),
            )
            return render_composer(request, event, form, audience)
        return redirect("events:mailing_check", mailing.pk)
    return render_composer(request, event, form, audience)


def render_composer(request: MemberRequest, event: Event, form: ComposeForm, audience: AudienceForm) -> HttpResponse:
    context = {"event": event, "form": form, "audience": audience}
    return render(request, "events/mailing_compose.html", context)


def initial(event: Event, mailing: Mailing | None, chosen: QuerySet[Partner]) -> dict[str, object]:
    if mailing:
        return {
            "subject": mailing.letter.subject,
            "text": mailing.letter.draft_text,
            "partners": mailing.partners.all(),
        }
    draft = emails.first_draft(event)
    return {"subject": draft.subject, "text": draft.text, "partners": chosen}


@require_safe
@office_required
def mailing_check(request: MemberRequest, pk: int) -> HttpResponse:
    """What would go out, to whom, and what is in the way."""
    mailing = get_object_or_404(Mailing.objects.drafts().select_related("event", "letter"), pk=pk)
    people = list(actions.contacts(mailing))
    context = {
        "mailing": mailing,
        "edition": actions.edition(mailing),
        "event": mailing.event,
        "people": people,
        "companies": len({membership.partner_id for membership in people}),
        "problems": actions.problems(mailing, people),
        "text": sample(mailing, mailing.letter.text, html=False),
        "subject": sample(mailing, mailing.letter.subject, html=False),
    }
    return render(request, "events/mailing_check.html", context)


@require_safe
@office_required
@xframe_options_sameorigin
@csp_replace(RAW_MAIL)  # type: ignore[arg-type]  # stubs are narrower here
def mailing_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The HTML part as the first recipient would see it, in a frame of its own."""
    mailing = get_object_or_404(Mailing.objects.drafts().select_related("event", "letter"), pk=pk)
    return HttpResponse(sample(mailing, mailing.letter.html, html=True))


def sample(mailing: Mailing, text: str, *, html: bool) -> str:
    """The text with the values of the first recipient; unknown placeholders stay visible."""
    first = actions.contacts(mailing).first()
    values = {
        "name": str(first.user) if first else _("First name Last name"),
        "company": first.partner.name if first else _("Sample Ltd"),
        "answer_link": "https://…/e/…",
        "unsubscribe_link": "https://…/abmelden/…",
    }
    return mail.fill(text, {name: values.get(name, f"{{{name}}}") for name in mail.placeholders(text)}, html=html)


@require_POST
@office_required
def mailing_test(request: MemberRequest, pk: int) -> HttpResponse:
    mailing = get_object_or_404(Mailing.objects.drafts().select_related("event", "letter"), pk=pk)
    if emails.unknown_placeholders(mailing.letter.subject + mailing.letter.draft_text):
        messages.error(request, _("First mend the unknown placeholders."))
    else:
        actions.send_test(mailing=mailing, by=request.user)
        messages.success(request, _("A test mail is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("events:mailing_check", pk)


@require_POST
@office_lead_required
def mailing_send(request: MemberRequest, pk: int) -> HttpResponse:
    mailing = get_object_or_404(Mailing.objects.select_related("event", "letter"), pk=pk)
    try:
        letter: Letter = actions.send_mailing(mailing=mailing, by=request.user, seen=request.POST.get("seen", ""))
    except LetterNotDraft:
        messages.info(request, _("This invitation was sent a moment ago. This is how it goes."))
        return redirect("partners:letter_detail", mailing.letter_id)
    except MailingNotReady as found:
        for problem in found.args[0]:
            messages.error(request, problem)
        return redirect("events:mailing_check", pk)
    return redirect("partners:letter_detail", letter.pk)
