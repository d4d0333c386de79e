"""Logs without personal data: no names, no addresses, and no links that are keys."""

import re
from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
SIGNED = re.compile(r"[\w-]{2,}\.[\w-]{6}\.[\w-]{20,}")  # what klimapakt.lib.tokens makes: value.time.signature
RESET_KEY = re.compile(r"(?<=/key/)[^/\s]+")
VALUES = re.compile(r"DETAIL:.*")  # PostgreSQL names what stands in the row
QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+=[^\s\"']*")


class RouteMiddleware(RequestMiddleware):
    """One line for each request, with the route and not the address: that may hold a key or a name."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match  # none: not found
        return f"{request.method} /{match.route if match else '?'}"


def without_personal_data(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before JSON. Any: whatever somebody logs."""
    entry.pop("user_agent", None)
    return {name: masked(value) for name, value in entry.items()}


def masked(value: Any) -> Any:
    """Any: whatever somebody logs; texts come back without what must not be kept."""
    if isinstance(value, dict):
        return {name: masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [masked(one) for one in value]
    if isinstance(value, int | float | bool | None):
        return value
    text = QUERY.sub("?…", RESET_KEY.sub("…", SIGNED.sub("…", str(value))))
    return ADDRESS.sub("…@…", VALUES.sub("DETAIL: …", text))
