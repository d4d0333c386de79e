"""Pages for everybody: no user, no session, no messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from events.models import Event
from klimapakt.lib import richtext
from klimapakt.lib.public import public_page
from klimapakt.pact.models import PageVersion
from klimapakt.pact.pages import PAGES
from partners.models import Partner


@public_page
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


@public_page
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page that the office writes."""
    version = PageVersion.objects.live().filter(name=name).first()
    context = {
        "name": name,
        "kind": PAGES[name],
        "version": version,
        "title": version.title if version else PAGES[name].title,
        "sections": richtext.sections(version.text) if version else [],
    }
    return render(request, "pact/page.html", context)
