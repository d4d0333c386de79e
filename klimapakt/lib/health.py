"""Is the portal alive, and is it ready? And a page for the time when the database is not there."""

from collections.abc import Callable
from http import HTTPStatus

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klimapakt.lib import bare

Handler = Callable[[HttpRequest], HttpResponse]


@login_not_required
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 once database, migrations and Redis are there; else 503 and what is missing."""
    checks = {"database": database_answers(), "redis": redis_answers()}
    checks["migrations"] = checks["database"] and nothing_to_migrate()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def nothing_to_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def redis_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


class DatabaseGuardMiddleware:
    """Without a database: a page that says so, made without one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return offline(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return offline(request) if isinstance(exception, OperationalError | InterfaceError) else None


def offline(request: HttpRequest) -> HttpResponse:
    return bare.page(
        request,
        title=_("The portal cannot be reached at the moment"),
        text=_("The database does not answer. What you saved is not lost. Please try again in a few minutes."),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": "60"},
    )
