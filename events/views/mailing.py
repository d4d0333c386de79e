"""Work screens of the office: a mailing in four steps: to whom, what, check, send or schedule."""

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import actions, emails
from events.actions.audience import Contact, of_partners
from events.errors import DraftChanged, MailingNotReady
from events.forms import AudienceForm, ComposeForm, ScheduleForm
from events.models import Event, Mailing
from klimapakt.lib import mail
from partners.access import MemberRequest, office_lead_required, office_required
from partners.errors import LetterNotDraft
from partners.models import Letter, Pact, Partner
from partners.views.letter import RAW_MAIL

TITLES = {
    Mailing.Kind.SAVE_THE_DATE: gettext_lazy("Write save-the-date"),
    Mailing.Kind.INVITATION: gettext_lazy("Write invitation"),
    Mailing.Kind.REMINDER: gettext_lazy("Write reminder"),
    Mailing.Kind.LAST_INFORMATION: gettext_lazy("Write last information"),
    Mailing.Kind.THANKS: gettext_lazy("Write thanks"),
}


@require_safe
@office_required
def mailing_list(request: MemberRequest, pk: int) -> HttpResponse:
    """What was written about the event, who is silent, and what may be written now."""
    event = get_object_or_404(Event, pk=pk)
    mailings = list(event.mailings.for_list())
    begun = {one.kind for one in mailings if one.is_to_come}
    kinds = [kind for kind in Mailing.kinds_for(event, timezone.now()) if kind not in begun]
    context = {
        "event": event,
        "mailings": mailings,
        "to_write": [(kind.value, TITLES[kind]) for kind in kinds],
        "silence": actions.silence(event),
    }
    return render(request, "events/mailing_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def mailing_compose(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a mailing, or go on with the draft there is. The filter changes who is offered, not what was typed."""
    event = get_object_or_404(Event, pk=pk)
    kind = kind_of(request)
    mailing = event.mailings.to_come().filter(kind=kind).select_related("letter").first()
    if mailing and mailing.letter.state == Letter.State.SCHEDULED:
        return redirect("events:mailing_check", mailing.pk)
    if "reach" in request.POST:
        return render_reach(request)
    is_filtering = "filter" in request.POST
    audience = AudienceForm(request.POST if is_filtering else None, kind=kind)
    offered = audience.partners(event)
    pact = Pact.objects.current()
    chosen = [partner for partner in offered if not partner.is_invited]  # type: ignore[attr-defined]  # annotated
    if is_filtering:
        typed = {name: request.POST.get(name) for name in ComposeForm.TYPED}
        form = ComposeForm(
            partners=offered, initial={**typed, "partners": chosen}, edition=request.POST.get("seen", "")
        )
    else:
        form = ComposeForm(
            request.POST or None,
            partners=offered,
            initial=initial(event, kind, mailing, chosen, pact),
            edition=actions.edition(mailing),
        )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            mailing = actions.save_draft(
                event=event,
                mailing=mailing,
                kind=kind,
                partners=values["partners"],
                by=request.user,
                seen=values["seen"],
                **{name: values[name] for name in ComposeForm.TYPED},
            )
        except LetterNotDraft:
            messages.error(request, _("Somebody sent this invitation a moment ago."))
            return redirect("events:event_manage", pk)
        except DraftChanged as newer:
            form.overtaken(
                actions.edition(newer.args[0]),
                _("A colleague saved or sent this invitation since you opened the page. Your text is not saved yet."),
            )
        else:
            return redirect("events:mailing_check", mailing.pk)
    context = {
        "event": event,
        "pact": pact,
        "form": form,
        "audience": audience,
        "kind": kind,
        "title": TITLES[Mailing.Kind(kind)],
        "people": of_partners(chosen if not form.is_bound else []),
        "silence": actions.silence(event) if kind == Mailing.Kind.REMINDER else None,
    }
    name = "events/_audience.html" if request.headers.get("HX-Request") else "events/mailing_compose.html"
    return render(request, name, context)


def kind_of(request: MemberRequest) -> str:
    kind = request.GET.get("art", Mailing.Kind.INVITATION.value)
    if kind not in Mailing.WRITTEN:
        raise Http404
    return kind


def render_reach(request: MemberRequest) -> HttpResponse:
    """How many people the ticked partners are, and who."""
    keys = [int(key) for key in request.POST.getlist("partners") if key.isdecimal() and len(key) < 10]
    people = of_partners(Partner.objects.filter(pk__in=keys))
    return render(request, "events/_reach.html", {"people": people})


def initial(event: Event, kind: str, mailing: Mailing | None, chosen: list[Partner], pact: Pact) -> dict[str, object]:
    if mailing:
        letter = mailing.letter
        return {
            "subject": letter.subject,
            "text": letter.draft_text,
            "subject_en": letter.subject_en,
            "text_en": letter.draft_text_en,
            "partners": mailing.partners.all(),
        }
    german, english = (emails.first_draft(event, kind, language, pact) for language in ("de", "en"))
    return {
        "subject": german.subject,
        "text": german.text,
        "subject_en": english.subject,
        "text_en": english.text,
        "partners": chosen,
    }


def find(pk: int) -> Mailing:
    return get_object_or_404(Mailing.objects.to_come().select_related("event", "letter", "scheduled_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def mailing_check(request: MemberRequest, pk: int) -> HttpResponse:
    """What would go out, to whom, and what is in the way; a POST of the lead sets the time."""
    mailing = find(pk)
    form = ScheduleForm(request.POST or None, now=timezone.now())
    if request.method == "POST":
        if not request.user.is_office_lead:
            raise Http404
        if form.is_valid() and schedule(request, mailing, form):
            return redirect("events:mailing_check", pk)
    audience = actions.audience(mailing)
    people, reader = audience.people, reader_of(request, audience.people)
    language = language_of(request, reader)
    parts = mailing.letter.parts(language)
    context = {
        "mailing": mailing,
        "form": form,
        "edition": actions.edition(mailing),
        "event": mailing.event,
        "people": people,
        "reader": reader,
        "language": language,
        "companies": len({one.company for one in people}),
        "english": sum(one.language == "en" for one in people),
        "problems": actions.problems(mailing, people),
        "unreached": audience.unreached,
        "silence": actions.silence(mailing.event) if mailing.kind == Mailing.Kind.REMINDER else None,
        "text": sample(parts.text, reader, html=False),
        "subject": sample(parts.subject, reader, html=False),
    }
    return render(request, "events/mailing_check.html", context)


def schedule(request: MemberRequest, mailing: Mailing, form: ScheduleForm) -> bool:
    values = form.cleaned_data
    try:
        actions.schedule_mailing(mailing=mailing, at=values["at"], by=request.user, seen=request.POST.get("seen", ""))
    except LetterNotDraft:
        messages.info(request, _("Somebody sent or scheduled this mailing a moment ago."))
    except MailingNotReady as found:
        for problem in found.args[0]:
            form.add_error(None, problem)
        return False
    else:
        messages.success(request, _("The mailing is scheduled. Who gets it is decided when it is sent."))
    return True


def reader_of(request: MemberRequest, people: list[Contact]) -> Contact | None:
    """Through whose eyes the preview looks: the chosen one's, else the first one's."""
    wanted = request.GET.get("als", "")
    return next((one for one in people if one.email == wanted), people[0] if people else None)


def language_of(request: MemberRequest, reader: Contact | None) -> str:
    """The preview's: as chosen, else as the reader gets it."""
    wanted = request.GET.get("sprache", "")
    return wanted if wanted in dict(settings.LANGUAGES) else reader.language if reader else "de"


@require_safe
@office_required
@xframe_options_sameorigin
@csp_replace(RAW_MAIL)  # type: ignore[arg-type]  # stubs are narrower here
def mailing_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The HTML part as the chosen recipient would see it, in a frame of its own."""
    mailing = find(pk)
    reader = reader_of(request, actions.contacts(mailing))
    return HttpResponse(sample(mailing.letter.parts(language_of(request, reader)).html, reader, html=True))


def sample(text: str, reader: Contact | None, *, html: bool) -> str:
    """The text with the values of one recipient; unknown placeholders stay visible."""
    values: dict[str, Any] = {  # Any: as fill takes them
        "name": reader.name if reader else _("First name Last name"),
        "company": reader.company if reader else _("Sample Ltd"),
        "answer_link": "https://…/e/…",
        "material_link": "https://…/e/…/material/",
        "feedback_link": "https://…/feedback/…",
        "unsubscribe_link": "https://…/abmelden/…",
    }
    return mail.fill(text, values, html=html, is_strict=False)


@require_POST
@office_required
def mailing_test(request: MemberRequest, pk: int) -> HttpResponse:
    mailing = find(pk)
    letter = mailing.letter
    if emails.unknown_placeholders(letter.subject + letter.draft_text + letter.subject_en + letter.draft_text_en):
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


@require_POST
@office_lead_required
def mailing_unschedule(request: MemberRequest, pk: int) -> HttpResponse:
    mailing = get_object_or_404(Mailing.objects.select_related("event", "letter"), pk=pk)
    try:
        actions.unschedule_mailing(mailing=mailing, by=request.user)
    except LetterNotDraft:
        messages.error(request, _("The mailing is not scheduled any more."))
        return redirect(reverse("events:event_manage", args=[mailing.event_id]))
    messages.success(request, _("The mailing is a draft again."))
    return redirect("events:mailing_check", pk)
