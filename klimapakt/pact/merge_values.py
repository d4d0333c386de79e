"""Two entries of one company, field by field: whose values hold."""

from dataclasses import dataclass
from typing import Any, Final

from partners.models import Partner

KEPT, OTHER = "kept", "other"
FIELDS: Final = (
    "name",
    "sector",
    "size",
    "employees",
    "district",
    "chamber",
    "programmes",
    "website",
    "description",
    "logo",
    "is_public",
    "joined_on",
)
STANDING: Final = [
    Partner.Status.LEFT,
    Partner.Status.INTERESTED,
    Partner.Status.AGREEMENT_SENT,
    Partner.Status.ACTIVE,
]


@dataclass(frozen=True)
class Pair:
    """Two entries of one company: one stays, the other goes into it."""

    kept: Partner
    other: Partner


def further(pair: Pair) -> Partner:
    """Whose status holds, with its dates: of the one that is further on."""
    return max(pair.kept, pair.other, key=lambda one: STANDING.index(Partner.Status(one.status)))


def default(pair: Pair, field: str) -> str:
    """The kept one's unless it is empty."""
    return OTHER if is_empty(getattr(pair.kept, field)) and not is_empty(getattr(pair.other, field)) else KEPT


def taken_over(pair: Pair) -> list[str]:
    """The fields in which only the other says something."""
    return [field for field in FIELDS if default(pair, field) == OTHER]


def is_empty(value: Any) -> bool:  # Any: of whichever field
    return value is None or str(value) in ("", "None")


def differing(pair: Pair) -> list[str]:
    """The fields in which both say something, and not the same."""
    values = {field: (getattr(pair.kept, field), getattr(pair.other, field)) for field in FIELDS}
    return [
        field
        for field, (mine, theirs) in values.items()
        if mine != theirs and not is_empty(mine) and not is_empty(theirs)
    ]
