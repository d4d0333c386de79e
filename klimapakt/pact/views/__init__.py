from klimapakt.pact.views.errors import (
    bad_request,
    csrf_failure,
    forbidden,
    not_found,
    server_error,
    too_many_requests,
)

__all__ = [
    "bad_request",
    "csrf_failure",
    "forbidden",
    "not_found",
    "server_error",
    "too_many_requests",
]
