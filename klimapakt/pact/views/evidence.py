"""What a partner shows on its own pages, and where everybody verifies it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from klimapakt.lib.public import public_page
from klimapakt.pact import evidence as found


@public_page
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pact/evidence.html", {"evidence": of(slug), "base_url": settings.BASE_URL})


@public_page
def evidence_badge(request: HttpRequest, slug: str) -> HttpResponse:
    """A picture for pages elsewhere; drawn anew each day, so that what is old says so there too."""
    response = render(request, "pact/evidence.svg", {"evidence": of(slug)}, content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def of(slug: str) -> found.Evidence:
    return found.of(get_object_or_404(found.verifiable(), slug=slug), timezone.localdate())
