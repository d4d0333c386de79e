"""Logs without personal data: no names, no addresses, and no links that are keys."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog
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


SHARED_PROCESSORS: list[Any] = [  # Any: structlog's processors have no common type
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    """Lines of the portal's own code go the way of all others."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_config(level: str) -> dict[str, Any]:  # Any: the form that logging.config reads
    """JSON to the console, a line each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": SHARED_PROCESSORS,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
        },
    }
