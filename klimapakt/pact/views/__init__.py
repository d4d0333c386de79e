from klimapakt.pact.views.errors import (
    bad_request,
    csrf_failure,
    forbidden,
    not_found,
    server_error,
    too_many_requests,
)
from klimapakt.pact.views.language import set_language

__all__ = [
    "bad_request",
    "csrf_failure",
    "forbidden",
    "not_found",
    "server_error",
    "set_language",
    "too_many_requests",
]
