"""The office around the day: calls, printouts, check-in on a phone, figures afterwards."""

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import actions, attendance, invitations
from events.errors import OfferOver, PersonRegistered, TooEarly
from events.forms import DoorForm, WalkInForm
from events.models import Event, Feedback, Printout, Registration
from klimapakt.lib import tables
from klimapakt.lib.downloads import download
from partners.access import MemberRequest, office_required

MOST_SHOWN = 50


@require_safe
@office_required
def on_site(request: MemberRequest, pk: int) -> HttpResponse:
    """What is to be done around the day: waiting list with calls, printouts, questions."""
    event = get_object_or_404(Event.objects.with_counts(), pk=pk)
    context = {
        "event": event,
        "queue": event.registrations.to_call().select_related("partner"),
        "printouts": event.printouts.exclude(file="").order_by("-made_at")[:6],
        "questions": event.agenda.prefetch_related("questions").filter(questions__isnull=False).distinct(),
    }
    return render(request, "events/on_site.html", context)


@require_POST
@office_required
def queue_move(request: MemberRequest, pk: int) -> HttpResponse:
    """The answer on the phone of somebody who waits."""
    one = get_object_or_404(Registration, pk=pk)
    try:
        if "seat" in request.POST:
            actions.give_seat(registration=one, by=request.user)
        else:
            actions.cancel_registration(registration=one, by=request.user)
    except OfferOver:
        messages.error(request, _("No seat is free at the moment."))
    else:
        messages.success(request, _("The answer is recorded."))
    return redirect("events:on_site", one.event_id)


@require_POST
@office_required
def printout_order(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    kind = kind if kind in Printout.Kind.values else Printout.Kind.BADGES
    return redirect(actions.print_for(event=event, kind=kind, by=request.user).job)  # type: ignore[arg-type]  # just made


@require_safe
@office_required
def printout_file(_request: MemberRequest, uuid: uuid.UUID) -> HttpResponseBase:
    printout = get_object_or_404(Printout.objects.exclude(file="").select_related("event"), uuid=uuid)
    return download(printout.file, f"{printout.kind}-{printout.event.slug}.pdf")


@require_safe
@office_required
def sign_in_sheet(_request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    headers = (_("Name"), _("Company"), _("Status"), _("Came at"), _("Needs"), _("May be photographed"), _("Signature"))
    rows = (
        (
            one.name,
            one.company,
            one.get_state_display(),
            f"{timezone.localtime(one.came_at):%H:%M}" if one.came_at else "",
            one.needs_in_words,
            _("yes") if one.may_be_photographed else _("no"),
            "",
        )
        for one in event.registrations.for_the_door()
    )
    return tables.xlsx_response(f"{event.slug}-{_('sign-in-list')}", headers, rows)


@never_cache
@require_safe
@office_required
def check_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Search by name on a phone; few rows, big buttons."""
    event = get_object_or_404(Event, pk=pk)
    form = DoorForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    door = event.registrations.for_the_door()
    people = list(door.named_like(words)[: MOST_SHOWN + 1])
    context = {
        "event": event,
        "form": form,
        "words": words,
        "people": people[:MOST_SHOWN],
        "has_more": len(people) > MOST_SHOWN,
        "counts": door.aggregate(expected=Count("seat_no"), came=Count("came_at")),
    }
    template = "events/_door_list.html" if request.htmx else "events/check_in.html"  # type: ignore[attr-defined]  # set by its middleware
    return render(request, template, context)


@never_cache
@require_safe
@office_required
def check_in_badge(request: MemberRequest, token: str) -> HttpResponse:
    """What the code of a badge opens: one person, one button."""
    one = invitations.find_registration(token, purpose=invitations.BADGE)
    if one is None:
        return render(request, "events/answer_expired.html", status=410)
    return render(request, "events/check_in_badge.html", {"event": one.event, "one": one})


@require_POST
@office_required
def check_in_person(request: MemberRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Registration.objects.select_related("event", "partner"), pk=pk)
    if "undo" in request.POST:
        actions.undo_check_in(registration=one, by=request.user)
        messages.info(request, _("%(name)s is not checked in any more.") % {"name": one.name})
    elif actions.check_in(registration=one, by=request.user, now=timezone.now()):
        messages.success(request, _("%(name)s is checked in.") % {"name": one.name})
    else:
        messages.info(request, _("%(name)s was checked in already.") % {"name": one.name})
    return redirect("events:check_in", one.event_id)


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def walk_in(request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    form = WalkInForm(request.POST or None, initial={"name": request.GET.get("q", "")})
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.add_walk_in(event=event, **form.cleaned_data, by=request.user, now=timezone.now())
        except PersonRegistered:
            form.add_error("email", _("Somebody with this address is on the list already."))
        else:
            messages.success(request, _("%(name)s is checked in.") % {"name": one.name})
            return redirect("events:check_in", pk)
    return render(request, "events/walk_in.html", {"event": event, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def attendance_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Who came, for the first time, or did not; a POST takes the figures over to the event."""
    event = get_object_or_404(Event, pk=pk)
    if request.method == "POST":
        try:
            actions.record_attendance(event=event, by=request.user, now=timezone.now())
        except TooEarly:
            messages.error(request, _("The event has not begun yet."))
        else:
            messages.success(request, _("The figures stand with the event now."))
        return redirect("events:attendance_report", pk)
    averages = event.feedback.averages()
    context = {
        "event": event,
        "report": attendance.report(event),
        "feedback": [(title, averages[name]) for name, title in Feedback.mark_titles().items()],
        "feedback_count": averages["count"],
        "words": event.feedback.exclude(words="").order_by("?") if (averages["count"] or 0) >= attendance.LEAST else [],
        "feedback_link": invitations.feedback_link(event),
        "least": attendance.LEAST,
        "inquiries": event.inquiries.in_order(),
    }
    return render(request, "events/attendance_report.html", context)


@require_safe
@office_required
def attendance_sheet(_request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    headers = (_("Name"), _("Company"), _("Came"), _("First time"))
    return tables.xlsx_response(f"{event.slug}-{_('attendance')}", headers, attendance.rows(event))


@require_safe
@office_required
def never_came_list(request: MemberRequest) -> HttpResponse:
    """Active partners of whom nobody has come to any event so far."""
    return render(request, "events/never_came_list.html", {"partners": attendance.never_came()})


@require_safe
@office_required
def never_came_file(_request: MemberRequest, kind: str) -> HttpResponse:
    headers = (_("Company"), _("Partner since"), _("Invited"), _("Last answer"))
    rows = ((one.name, one.joined_on, one.invited, one.last_answer) for one in attendance.never_came())  # type: ignore[attr-defined]  # annotated
    return tables.FILES.get(kind, tables.csv_response)(_("never came"), headers, rows)
