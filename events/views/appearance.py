"""A speaker's own page, by link and without account. Looking changes nothing: mail scanners follow links."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import actions, agenda, appearances
from events.errors import AppearanceOver
from events.forms import AnswerForm, ConsentForm, SlidesForm
from events.models import Appearance, Material
from klimapakt.lib.links import unlisted

ANSWERS = (Appearance.State.CONFIRMED, Appearance.State.DECLINED)


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest, token: str) -> HttpResponse:
    found = appearances.find(token)
    if found is None:
        return render(request, "events/answer_expired.html", status=410)
    what = request.POST.get("what", "")
    consents = {name: getattr(found, name) for name in ("may_be_photographed", "may_be_quoted", "quote")}
    forms = {
        "answer": AnswerForm(request.POST if what in ANSWERS else None, initial={"note": found.note}),
        "consent": ConsentForm(request.POST if what == "consent" else None, initial=consents),
        "slides": SlidesForm(*((request.POST, request.FILES) if what == "slides" else ())),
    }
    sent = next((form for form in forms.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        try:
            take(found, what, sent.cleaned_data)
        except AppearanceOver:
            return render(request, "events/answer_expired.html", status=410)
        return redirect("events:appearance", token)
    items = list(found.event.agenda.public().with_speakers())
    own = [slot for slot in agenda.slots(found.event, items) if found.speaker in slot.item.speakers.all()]
    context = {
        "appearance": found,
        "event": found.event,
        "own": own,
        "form": sent,
        "forms": forms,
        "handed_in": Material.objects.filter(appearance=found).first(),
    }
    return render(request, "events/appearance.html", context)


def take(found: Appearance, what: str, values: dict[str, object]) -> None:
    if what in ANSWERS:
        actions.answer_appearance(appearance=found, state=what, **values)  # type: ignore[arg-type]  # cleaned by its form
    elif what == "consent":
        actions.save_consents(appearance=found, **values)  # type: ignore[arg-type]  # cleaned by its form
    else:
        actions.hand_in_slides(appearance=found, **values)  # type: ignore[arg-type]  # cleaned by its form
