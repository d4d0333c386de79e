"""What events do when something happens to a partner."""

from django.dispatch import receiver

from events import actions
from partners.models import Partner, User
from partners.signals import partner_left


@receiver(partner_left)
def withdraw_invitations(partner: Partner, by: User, **_signal: object) -> None:
    actions.withdraw_invitations(partner=partner, by=by)
