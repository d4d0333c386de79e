"""Who came, who did not, and who was there for the first time."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.models.invitation import RegistrationQuerySet
from partners.models import Partner
from partners.models.partner import PartnerQuerySet

LEAST = 3  # fewer answers could be told apart


@dataclass(frozen=True)
class Report:
    people: int
    companies: int
    first_people: int
    first_companies: int
    walk_ins: int
    no_shows: list[Registration]


def with_first_time(event: Event) -> RegistrationQuerySet:
    """Who came, with `is_first`: this address came to no earlier event."""
    earlier = Registration.objects.who_came().filter(event__starts_at__lt=event.starts_at)
    same = earlier.exclude(email="").alias(address=Lower("email")).filter(address=Lower(OuterRef("email")))
    came = Registration.objects.filter(event=event).who_came()
    return came.annotate(is_first=~Exists(same)).order_by(Lower("name"), "pk")


def report(event: Event) -> Report:
    came = with_first_time(event)
    earlier = Registration.objects.who_came().filter(event__starts_at__lt=event.starts_at, partner=OuterRef("partner"))
    partners = came.filter(partner__isnull=False).exclude(Exists(earlier)).values("partner").distinct()
    expected = Registration.objects.filter(event=event, state=Registration.State.SEATED, came_at__isnull=True)
    return Report(
        people=came.count(),
        companies=came.companies(),
        first_people=came.exclude(email="").filter(is_first=True).count(),  # type: ignore[misc]  # annotated
        first_companies=partners.count(),
        walk_ins=came.filter(via=Registration.Via.DOOR).count(),
        no_shows=list(expected.order_by(Lower("company"), Lower("name"))),
    )


def rows(event: Event) -> Iterator[tuple[object, ...]]:
    for one in with_first_time(event):
        is_first = one.email and one.is_first  # type: ignore[attr-defined]  # annotated
        yield one.name, one.company, _("yes"), _("yes") if is_first else ""
    for one in report(event).no_shows:
        yield one.name, one.company, _("no"), ""


def never_came() -> PartnerQuerySet:
    """Active partners, with how often they were invited and how they answered last."""
    came = Registration.objects.who_came().filter(partner=OuterRef("pk"))
    answered = ~Q(invitations__state=Invitation.State.OPEN)
    found = Partner.objects.active().filter(~Exists(came)).in_alphabet()
    return found.annotate(
        invited=Count("invitations"), last_answer=Max("invitations__answered_at__date", filter=answered)
    )
