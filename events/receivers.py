"""What happens here when something happens below."""

from typing import Any

from django.dispatch import receiver

from events import actions
from partners.models import Partner, User
from partners.signals import partner_left


@receiver(partner_left)
def withdraw_invitations(*, partner: Partner, by: User, **_kwargs: Any) -> None:  # Any: as signals send it
    actions.withdraw_invitations(partner=partner, by=by)
