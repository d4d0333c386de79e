"""Pages for everybody: no user, no session, no messages."""

import mimetypes

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from emissions.models import Balance
from events.models import Event
from klimapakt.lib import richtext
from klimapakt.lib.public import public_page
from klimapakt.pact.models import News, PageVersion
from klimapakt.pact.pages import PAGES
from partners.models import Pact, Partner


@public_page
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    day = timezone.localdate(now)
    members = Partner.objects.joined_by(day)
    checked = Balance.objects.approved().filter(partner__in=members)
    year = checked.aggregate(latest=Max("year"))["latest"]
    context = {
        "member_count": members.count(),
        "year": year,
        "checked_count": checked.filter(year=year).count(),
        "day": day,
        "founding": Partner.objects.listed().founding().in_alphabet(),
        "events": Event.objects.published().upcoming(now)[:3],
        "last_event": Event.objects.published().past(now).first(),
        "news": News.objects.published(now)[:3],
    }
    return render(request, "pact/home.html", context)


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


@public_page
def logo(_request: HttpRequest) -> HttpResponse:
    """The pact's own, as the office has uploaded it."""
    picture = Pact.objects.current().logo
    if not picture:
        raise Http404
    with picture.open("rb") as file:
        response = HttpResponse(file.read(), content_type=mimetypes.guess_type(str(picture.name))[0])
    response["X-Content-Type-Options"] = "nosniff"
    return response
