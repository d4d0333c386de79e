"""What a partner shows to whom: the public, the network of partners, the office."""

from collections.abc import Callable, Collection
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from partners.models import Partner, ProfileVisibility
from partners.visibility import AUDIENCES, FIELDS, NETWORK, OFFICE, PUBLIC, default

__all__ = ["AUDIENCES", "FIELDS", "NETWORK", "OFFICE", "PUBLIC", "shows", "visible"]

_VALUES: Final[dict[str, Callable[[Partner], object]]] = {
    "name": lambda partner: partner.name,
    "sector": lambda partner: partner.division_name or partner.get_sector_display(),
    "size": lambda partner: partner.get_size_display(),
    "district": lambda partner: partner.district,
    "chamber": lambda partner: partner.chamber,
    "website": lambda partner: partner.website,
    "programmes": lambda partner: partner.programmes,
    "description": lambda partner: partner.description,
    "since": lambda partner: partner.joined_on,
    "logo": lambda partner: reverse("partners:partner_logo", args=[partner.slug]) if partner.logo else "",
    "contact": lambda partner: "\n".join(
        f"{member.user}, {member.user.email}" for member in partner.memberships.leads().with_people()
    ),
}


def visible(partner: Partner, audience: str, *, only: Collection[str] = FIELDS) -> dict[str, object]:
    """The fields that the audience sees, with their values; empty ones are left out."""
    allowed = partner.visible_fields(audience)
    return {name: value for name in only if name in allowed and (value := _VALUES[name](partner))}


def shows(field: str) -> Q:
    """Which partners show the field to the public; a filter by a hidden field would give it away."""
    chosen = ProfileVisibility.objects.filter(partner=OuterRef("pk"), field=field)
    if default(field) == PUBLIC:
        return Q(is_public=True) & Q(~Exists(chosen.exclude(audience=PUBLIC)))
    return Q(is_public=True) & Q(Exists(chosen.filter(audience=PUBLIC)))
