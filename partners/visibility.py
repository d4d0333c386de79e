"""Who sees which field of a partner's profile: the public, the network, the office."""

from collections.abc import Mapping
from typing import Final

PUBLIC, NETWORK, OFFICE = AUDIENCES = ("public", "network", "office")  # each sees what the ones before it see
FIELDS: Final = (
    "name",
    "sector",
    "size",
    "district",
    "chamber",
    "website",
    "programmes",
    "description",
    "since",
    "logo",
    "contact",
)
PUBLIC_AT_FIRST: Final = ("name", "sector", "district", "since")  # while the partner itself is public


def default(field: str) -> str:
    return PUBLIC if field in PUBLIC_AT_FIRST else OFFICE


def visible_fields(audiences: Mapping[str, str], audience: str, *, is_listed: bool) -> set[str]:
    """Partners that are not listed show nothing to the public, whatever they chose for single fields."""
    if audience == PUBLIC and not is_listed:
        return set()
    rank = AUDIENCES.index(audience)
    return {field for field, own in audiences.items() if AUDIENCES.index(own) <= rank}
