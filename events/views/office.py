"""Work screens of the office: events and answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import actions
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered, TooManyPeople
from events.forms import PhoneAnswerForm
from events.models import Event
from partners.access import MemberRequest, office_required


@require_safe
@office_required
def event_manage_list(request: MemberRequest) -> HttpResponse:
    return render(request, "events/event_manage_list.html", {"events": Event.objects.with_counts().latest_first()})


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def event_manage(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one event; a POST is an answer taken on the phone."""
    event = get_object_or_404(Event.objects.with_counts().with_answers().with_silence(), pk=pk)
    form = PhoneAnswerForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid() and take_answer(request, form):
        return redirect("events:event_manage", pk)
    context = {
        "event": event,
        "form": form,
        "registrations": event.registrations.select_related("partner").exclude(state="cancelled"),
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
