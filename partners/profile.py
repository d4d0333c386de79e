"""The profile of a partner as others see it: the public, the network, the office."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

if TYPE_CHECKING:
    from partners.models import Partner

PUBLIC, NETWORK, OFFICE = "public", "network", "office"
AUDIENCES: Final = (PUBLIC, NETWORK, OFFICE)  # each sees what the ones before it see
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
PUBLIC_AT_FIRST: Final = frozenset({"name", "sector", "district", "since"})


def default(field: str) -> str:
    return PUBLIC if field in PUBLIC_AT_FIRST else OFFICE


def visible_fields(chosen: Mapping[str, str], audience: str, *, is_listed: bool) -> set[str]:
    """Partners that are not listed show nothing to the public, whatever they chose for single fields."""
    if audience == PUBLIC and not is_listed:
        return set()
    rank = AUDIENCES.index(audience)
    return {field for field in FIELDS if AUDIENCES.index(chosen.get(field, default(field))) <= rank}


READ: Final[dict[str, Callable[["Partner"], Any]]] = {  # Any: text, day or address
    "name": lambda partner: partner.name,
    "sector": lambda partner: partner.division_name or partner.get_sector_display(),
    "size": lambda partner: partner.get_size_display(),
    "district": lambda partner: str(partner.district or ""),
    "chamber": lambda partner: str(partner.chamber or ""),
    "website": lambda partner: partner.website,
    "programmes": lambda partner: partner.programmes,
    "description": lambda partner: partner.description,
    "since": lambda partner: partner.joined_on,
    "logo": lambda partner: reverse("partners:partner_logo", args=[partner.slug]) if partner.logo else "",
    "contact": lambda partner: "\n".join(
        f"{member.user}, {member.user.email}" for member in partner.memberships.leads().with_people()
    ),
}


def visible(partner: "Partner", audience: str) -> dict[str, Any]:  # Any: as above
    """The fields that this audience sees, in order; what is empty is left out."""
    allowed = partner.visible_fields(audience)
    return {field: value for field in FIELDS if field in allowed and (value := READ[field](partner))}
