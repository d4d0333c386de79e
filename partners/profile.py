"""What a partner shows to whom: the public, the network of partners, the office."""

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from partners.models import Partner

PUBLIC, NETWORK, OFFICE = AUDIENCES = ("public", "network", "office")
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
ALWAYS_PUBLIC: Final = ("name", "sector", "district", "since")  # while the partner itself is public

_VALUES: Final[dict[str, Callable[[Partner], object]]] = {
    "name": lambda partner: partner.name,
    "sector": lambda partner: partner.get_sector_display(),
    "size": lambda partner: partner.get_size_display(),
    "district": lambda partner: partner.district,
    "chamber": lambda partner: partner.chamber,
    "website": lambda partner: partner.website,
    "programmes": lambda partner: partner.programmes,
    "since": lambda partner: partner.joined_on,
}


def visible(partner: Partner, audience: str) -> dict[str, object]:
    """The fields that the audience sees, with their values; empty ones are left out."""
    names = FIELDS if audience == OFFICE else ALWAYS_PUBLIC if partner.is_public else ()
    found = {name: _VALUES[name](partner) for name in names if name in _VALUES}
    return {name: value for name, value in found.items() if value}


def shows(field: str) -> Q:
    """Which partners show the field to the public; a filter by a hidden field would give it away."""
    return Q(is_public=True) if field in ALWAYS_PUBLIC else Q(pk__in=())
