"""What the navigation of "Mein Bereich" needs to know."""

from django import template

from partners.models import Membership, Partner

register = template.Library()


@register.simple_tag(takes_context=True)
def leads(context: template.Context, partner: Partner) -> bool:
    """Whether the reader leads the partner; asks the database only where the view has not."""
    if (role := getattr(partner, "own_role", None)) is not None:
        return bool(role == Membership.Role.LEAD)
    request = getattr(context, "request", None)
    return bool(request and request.user.role_in(partner) == Membership.Role.LEAD)
