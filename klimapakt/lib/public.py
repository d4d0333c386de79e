"""Pages that are the same for everybody: no login, no cookie, kept by proxies, and not sent twice."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def public_page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Browsers ask each time whether the page has changed (304 if not); proxies may keep it for a minute."""

    @wraps(view)
    def shared(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, s_maxage=60)
        return response

    return login_not_required(require_safe(conditional_page(shared)))  # type: ignore[return-value]  # wraps keeps the signature
