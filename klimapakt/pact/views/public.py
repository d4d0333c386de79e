"""Pages for everybody: no user, no session, no messages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event
from klimapakt.pact.pages import PAGES
from partners.models import Pact, Partner


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    members = Partner.objects.joined_by(timezone.localdate(now))
    return render(
        request,
        "pact/home.html",
        {
            "member_count": members.count(),
            "day": timezone.localdate(now),
            "founding": Partner.objects.founding().in_alphabet(),
            "events": Event.objects.published().upcoming(now)[:3],
            "last_event": Event.objects.published().past(now).first(),
        },
    )


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page that the law asks for; its text is a field of the pact."""
    return render(
        request,
        "pact/page.html",
        {"title": PAGES[name].title, "text": Pact.objects.current().text(PAGES[name].field), "name": name},
    )
