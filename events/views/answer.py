"""Answers without login. Looking changes nothing: mail scanners follow links."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events import actions, invitations
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered, TooManyPeople
from events.forms import AskForm, PeopleForm
from events.models import Invitation, Mailing, Registration
from events.views.public import calendar_file
from klimapakt.lib.links import unlisted
from partners.models import Recipient

CHOICES = (Invitation.State.ACCEPTED, Invitation.State.DECLINED, Invitation.State.MAYBE)


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and press_answer(request, token):
        return HttpResponseRedirect(request.path)
    recipient = invitations.find_recipient(token, purpose=invitations.ANSWER)
    if recipient is None or invitations.is_over(recipient.letter.mailing.event):
        return render(request, "events/answer_expired.html", status=410)
    mailing = recipient.letter.mailing
    if mailing.kind == Mailing.Kind.TEST:
        return render(request, "events/answer_test.html", {"event": mailing.event})
    invitation = invitations.invitation_of(recipient)
    if invitation is None:
        return render(request, "events/answer_expired.html", status=410)
    ask = AskForm(request.POST if "ask" in request.POST else None, event=mailing.event)
    if ask.is_bound and ask.is_valid() and mailing.event.takes_answers(timezone.now()):
        company = invitation.partner.name if invitation.partner else ""
        actions.ask_speaker(**ask.cleaned_data, company=company)
        messages.success(request, _("Your question is with the office."))
        return redirect("events:answer", token)
    form = people_form(request, recipient, invitation)
    if request.method == "POST" and give_answer(request, recipient, invitation, form):
        return redirect("events:answer", token)
    context = {
        "event": mailing.event,
        "invitation": invitation,
        "recipient": recipient,
        "form": form,
        "ask": ask if mailing.event.agenda.public().filter(question_minutes__gt=0).exists() else None,
        "token": token,
        "registrations": coming(invitation),
        "has_material": mailing.event.material.for_invited().exists(),
        "is_open": mailing.event.takes_answers(timezone.now()),
    }
    return render(request, "events/answer.html", context)


def press_answer(request: HttpRequest, token: str) -> bool:
    """One press, and nothing else to store; the page then asks who comes."""
    if "ask" in request.POST or "people" in request.POST:
        return False
    key = invitations.key_of(token, purpose=invitations.ANSWER)
    return key is not None and actions.press_answer(recipient_key=key, state=request.POST.get("answer", ""))


def give_answer(request: HttpRequest, recipient: Recipient, invitation: Invitation, form: PeopleForm | None) -> bool:
    """One press answers; the form then says who comes."""
    state = request.POST.get("answer", "")
    people = [Person(recipient.name or recipient.email, recipient.email)]
    note, is_list = "", form is not None and form.is_bound
    if form is not None and form.is_bound:
        if not form.is_valid():
            return False
        state, note = Invitation.State.ACCEPTED, form.cleaned_data["note"]
        people = with_substitute(form.people(), recipient)
    if state not in CHOICES:
        return False
    try:
        actions.answer_invitation(
            invitation=invitation, state=state, people=people, is_whole_list=is_list, recipient=recipient, note=note
        )
    except (AnswersClosed, TooManyPeople):
        return True  # the page says how it stands
    except PersonRegistered as registered:
        if form is not None and form.is_bound:
            form.add_error(None, _("%(email)s comes already with another company.") % {"email": registered.args[0]})
        return False
    return True


def with_substitute(people: list[Person], recipient: Recipient) -> list[Person]:
    """Who was invited does not come: the first of the list stands in."""
    if not people or recipient.email.lower() in {person.email.lower() for person in people}:
        return people
    return [replace(people[0], stands_in_for=recipient.name or recipient.email), *people[1:]]


def people_form(request: HttpRequest, recipient: Recipient, invitation: Invitation) -> PeopleForm | None:
    """Shown once the company comes."""
    if invitation.state != Invitation.State.ACCEPTED:
        return None
    people = [Person.of(one) for one in coming(invitation)] or [Person(recipient.name, recipient.email)]
    data = request.POST if "people" in request.POST else None
    return PeopleForm(data, seats=invitation.event.seats_per_company, people=people)


def coming(invitation: Invitation) -> list[Registration]:
    return list(invitation.registrations.coming())


@login_not_required
@unlisted
@require_safe
def answer_calendar(_request: HttpRequest, token: str) -> HttpResponse:
    recipient = invitations.find_recipient(token, purpose=invitations.ANSWER)
    if recipient is None:
        raise Http404
    return calendar_file(recipient.letter.mailing.event)


@login_not_required
@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token is the proof
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    recipient = invitations.find_recipient(token, purpose=invitations.UNSUBSCRIBE)
    if recipient is None:
        return render(request, "events/answer_expired.html", status=410)
    if request.method == "POST":
        actions.unsubscribe(recipient=recipient)
        return render(request, "events/unsubscribed.html", {"recipient": recipient})
    return render(request, "events/unsubscribe.html", {"recipient": recipient})
