"""Who knocks, and the words in which the tables say what answers.

A row of a table: URL name -> (arguments, {role: status}); `EVERYBODY` fills the roles that a row does not name.
"""

from collections.abc import Iterable

ROLES = (
    "anonymous",
    "viewer",
    "editor",
    "lead",
    "stranger",  # leads another partner
    "founding",  # leads a founding partner
    "office",
    "office_lead",
    "viewing",  # of the office, has begun to see the portal as the partner does
    "city",
    "it",
)
OPEN, LOGIN, GONE, ONLY_POST, AWAY = 200, "login", 404, 405, 302
SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")
OFFICE = ("office", "office_lead", "viewing")
STAFF = (*OFFICE, "it")
OWN = ("viewer", "editor", "lead", "viewing")


def public(status: int = OPEN) -> dict[str, object]:
    return dict.fromkeys(ROLES, status)


def only(allowed: Iterable[str], status: int = OPEN, others: int = GONE) -> dict[str, object]:
    """`allowed` get `status`, other people nothing, and who is not signed in the login."""
    return {"anonymous": LOGIN, **dict.fromkeys(SIGNED_IN, others), **dict.fromkeys(allowed, status)}
