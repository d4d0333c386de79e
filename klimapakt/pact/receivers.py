"""What the roof does when something happens to a person."""

from django.dispatch import receiver

from klimapakt.pact import actions
from klimapakt.pact.models import DataExport
from partners.models import User
from partners.signals import person_erased


@receiver(person_erased)
def delete_exports(user: User, **_signal: object) -> None:
    actions.delete_exports(DataExport.objects.of(user))
