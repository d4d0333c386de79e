"""What the navigation of "Mein Bereich" needs to know."""

from django import template

from partners.models import Membership, Partner

register = template.Library()


@register.simple_tag(takes_context=True)
def leads(context: template.Context, partner: Partner) -> bool:
    return role(context, partner) == Membership.Role.LEAD


@register.simple_tag(takes_context=True)
def only_sees(context: template.Context, partner: Partner) -> bool:
    """Own pages open without a role there only for the office that sees them as the partner does."""
    return role(context, partner) is None


def role(context: template.Context, partner: Partner) -> str | None:
    """The reader's in the partner; asks the database only where the view has not."""
    if hasattr(partner, "own_role"):
        known: str | None = partner.own_role
        return known
    request = getattr(context, "request", None)
    return request.user.role_in(partner) if request else None
