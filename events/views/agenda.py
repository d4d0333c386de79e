"""Agenda, speakers and material of an event, at the office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events import actions, agenda
from events.errors import AppearanceOver
from events.forms import AgendaFormSet, MaterialForm, SpeakerForm
from events.models import Appearance, Event, Material
from partners.access import MemberRequest, office_required

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@office_required
def event_agenda(request: MemberRequest, pk: int) -> HttpResponse:
    """All points on one page, with their times and what is left of the time."""
    event = get_object_or_404(Event, pk=pk)
    formset = AgendaFormSet(request.POST or None, instance=event)
    if formset.is_bound and formset.is_valid():
        actions.save_agenda(event=event, save=formset.save, by=request.user)
        messages.success(request, _("The agenda is saved."))
        return redirect("events:event_agenda", pk)
    items = list(event.agenda.with_speakers())
    wrong = next((form for form in formset if form.errors), None) if formset.is_bound else None
    context = {
        "event": event,
        "form": wrong,
        "formset": formset,
        "slots": agenda.slots(event, items),
        "fit": agenda.fit(event, items),
    }
    return render(request, "events/event_agenda.html", context)


@require_http_methods(FORM)
@office_required
def event_speakers(request: MemberRequest, pk: int) -> HttpResponse:
    """Who speaks, what they have answered and allowed; and somebody new."""
    event = get_object_or_404(Event, pk=pk)
    form = SpeakerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.add_speaker(event=event, speaker=form.save(commit=False), by=request.user)
        return redirect("events:event_speakers", pk)
    appearances = list(event.appearances.in_order().select_related("slides"))
    to_ask = sum(one.state == Appearance.State.PLANNED and bool(one.speaker.email) for one in appearances)
    context = {"event": event, "form": form, "appearances": appearances, "to_ask": to_ask}
    return render(request, "events/event_speakers.html", context)


@require_POST
@office_required
def event_speakers_ask(request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    if event.status == Event.Status.CANCELLED:
        messages.error(request, _("That is not possible for this event any more, or not yet."))
    else:
        count = actions.ask_speakers(event=event, by=request.user)
        text = ngettext("%(count)s speaker gets a mail.", "%(count)s speakers get a mail.", count)
        messages.success(request, text % {"count": count})
    return redirect("events:event_speakers", pk)


@require_POST
@office_required
def appearance_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """The link once more."""
    appearance = get_object_or_404(Appearance.objects.exclude(speaker__email=""), pk=pk)
    try:
        actions.ask_again(appearance=appearance, by=request.user)
    except AppearanceOver:
        messages.error(request, _("The time for it is over."))
    else:
        messages.success(request, _("The link is on its way."))
    return redirect("events:event_speakers", appearance.event_id)


@require_POST
@office_required
def appearance_remove(request: MemberRequest, pk: int) -> HttpResponse:
    appearance = get_object_or_404(Appearance.objects.in_order(), pk=pk)
    actions.remove_speaker(appearance=appearance, by=request.user)
    messages.success(request, _("%(speaker)s is no longer on the agenda.") % {"speaker": appearance.speaker.name})
    return redirect("events:event_speakers", appearance.event_id)


@require_http_methods(FORM)
@office_required
def event_material(request: MemberRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        actions.add_material(event=event, by=request.user, **form.cleaned_data)
        messages.success(request, _("The file is stored."))
        return redirect("events:event_material", pk)
    context = {
        "event": event,
        "form": form,
        "material": event.material.select_related("appearance__speaker"),
        "choices": Material.Visibility.choices,
    }
    return render(request, "events/event_material.html", context)


@require_POST
@office_required
def material_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Show it to others, or remove it."""
    material = get_object_or_404(Material.objects.select_related("event"), pk=pk)
    if "remove" in request.POST:
        actions.remove_material(material=material, by=request.user)
        messages.success(request, _("The file is removed."))
    elif (visibility := request.POST.get("visibility")) in Material.Visibility.values:
        actions.show_material(material=material, visibility=visibility, by=request.user)
        messages.success(request, _("The visibility is changed."))
    return redirect("events:event_material", material.event_id)
