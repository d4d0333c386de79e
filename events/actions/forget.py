"""Who came stays counted; who it was is forgotten."""

from functools import partial

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from events.actions.answer import move_up
from events.models import Event, Inquiry, Invitation, Registration
from events.models.needs import NO_NEEDS
from partners.models import User

NOBODY = "–"  # in place of a name


@transaction.atomic
def forget_person(*, user: User, email: str) -> None:
    """Free the seats that the person would take, then the names in what remains."""
    own = Registration.objects.filter(Q(user=user) | Q(email__iexact=email))
    to_come = own.filter(event__ends_at__gte=timezone.now()).exclude(state=Registration.State.CANCELLED)
    for event in Event.objects.filter(pk__in=to_come.values("event")).order_by("pk").select_for_update():
        to_come.filter(event=event).update(state=Registration.State.CANCELLED, seat_no=None, offered_until=None)
        move_up(event)
    forget_names(own)
    forget_guests(Invitation.objects.filter(partner__isnull=True, email__iexact=email))
    Inquiry.objects.of_person(email).delete()
    Invitation.objects.filter(answered_by__iexact=email).update(answered_by="")


def forget_names(registrations: QuerySet[Registration]) -> int:
    """The names, and once they are gone the certificates that hold them."""
    files = [one.certificate for one in registrations.exclude(certificate="")]
    count = registrations.update(
        name=NOBODY, email="", phone="", stands_in_for="", user=None, recipient=None, certificate="", **NO_NEEDS
    )
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return count


def forget_guests(invitations: QuerySet[Invitation]) -> int:
    """Guests lose their address; what a company answered stays, without who wrote it."""
    nowhere = Concat(Value("deleted-"), Cast(F("pk"), CharField()), Value("@deleted.invalid"))
    guests = invitations.filter(partner__isnull=True)
    keys = list(invitations.values_list("pk", flat=True))
    guests.update(email=nowhere)
    return Invitation.objects.filter(pk__in=keys).update(name="", answered_by="", note="")
