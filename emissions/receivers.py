"""What emissions do when something happens to a partner."""

from django.dispatch import receiver

from emissions.actions.delivery import close_deliveries
from partners.models import Partner, User
from partners.signals import partner_left


@receiver(partner_left)
def close_open_deliveries(partner: Partner, by: User, **_signal: object) -> None:
    close_deliveries(partner=partner, by=by)
