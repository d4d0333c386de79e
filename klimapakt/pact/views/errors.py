"""Pages for what went wrong. 500 needs no database."""

import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from klimapakt.lib import bare, health


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Only CSRF answers 403; what a person may not see is 404."""
    return render(request, "403.html", status=403)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Where the database went away outside of a view, that is the news."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return health.offline(request)
    return bare.page(
        request,
        title=_("This did not work"),
        text=_("An error occurred in the portal. It has been recorded. Please try again in a few minutes."),
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
