"""Pages for bad times: made without database, session and Redis."""

from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.functional import Promise

Text = str | Promise


def page(
    request: HttpRequest, *, title: Text, text: Text, status: HTTPStatus, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """In the language of the address, of the cookie, or of the browser."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
        content = loader.render_to_string("base_bare.html", {"title": title, "text": text, "home": home})
    return HttpResponse(content, status=status, headers=headers)
