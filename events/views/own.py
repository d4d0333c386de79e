"""Mein Bereich: invitations of one's own company, answered without the mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import actions
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered, TooManyPeople
from events.forms import PeopleForm
from events.models import Invitation
from events.views.answer import CHOICES
from partners.access import MemberRequest, own_partners
from partners.models import Membership


@require_safe
def own_event_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request), slug=slug)
    invited = Invitation.objects.standing().filter(partner=partner).select_related("event", "partner")
    context = {"partner": partner, "now": timezone.now(), "invitations": invited.order_by("-event__starts_at")}
    return render(request, "events/own_event_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_event(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The lead answers for the company; everybody else for themselves."""
    partner = get_object_or_404(own_partners(request), slug=slug)
    invited = Invitation.objects.standing().filter(partner=partner).select_related("event", "partner")
    invitation = get_object_or_404(invited, event=pk)
    event, user = invitation.event, request.user
    is_lead = partner.own_role == Membership.Role.LEAD  # type: ignore[attr-defined]  # annotated by own_partners
    registrations = list(invitation.registrations.coming())
    form = None
    if is_lead and invitation.state == Invitation.State.ACCEPTED:
        people = [Person.of(one) for one in registrations] or [Person(str(user), user.email)]
        form = PeopleForm(
            request.POST if "people" in request.POST else None, seats=event.seats_per_company, people=people
        )
    if request.method == "POST" and answer(request, invitation, form, is_lead=is_lead):
        return redirect("events:own_event", slug, pk)
    context = {
        "partner": partner,
        "event": event,
        "invitation": invitation,
        "registrations": registrations,
        "form": form,
        "is_lead": is_lead,
        "is_open": event.takes_answers(timezone.now()) and partner.own_role is not None,  # type: ignore[attr-defined]  # annotated
    }
    return render(request, "events/own_event.html", context)


def answer(request: MemberRequest, invitation: Invitation, form: PeopleForm | None, *, is_lead: bool) -> bool:
    user, state = request.user, request.POST.get("answer", "")
    people, note, is_list = [Person(str(user), user.email)], "", form is not None and form.is_bound
    if form is not None and form.is_bound:
        if not form.is_valid():
            return False
        state, people, note = Invitation.State.ACCEPTED, form.people(), form.cleaned_data["note"]
    if state not in CHOICES:
        return False
    try:
        actions.answer_invitation(
            invitation=invitation,
            state=state,
            people=people,
            is_whole_list=is_list or (is_lead and state == Invitation.State.DECLINED),
            user=user,
            note=note,
        )
    except (AnswersClosed, TooManyPeople):
        messages.error(request, _("This answer is not possible any more."))
    except PersonRegistered as registered:
        messages.error(request, _("%(email)s comes already with another company.") % {"email": registered.args[0]})
        return False
    else:
        messages.success(request, _("The answer is recorded."))
    return True
