"""Who gets a mailing, and why some do not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Lower

from events.models import Event, Invitation, Mailing, Registration
from partners.models import Bounce, Consent, Membership, Partner, User


@dataclass(frozen=True)
class Contact:
    """One address of a mailing."""

    email: str
    name: str
    language: str
    company: str
    partner: Partner | None = None
    user: User | None = None


@dataclass(frozen=True)
class Silence:
    """Whom a reminder is about: companies without an answer, and those of them whom no mail of ours has reached."""

    open: int
    bounced: list[str]


@dataclass(frozen=True)
class Audience:
    """Who gets a mailing, and the partners whom it cannot reach: no contact for events, or only dead addresses."""

    people: list[Contact]
    unreached: list[Partner]


def audience(mailing: Mailing) -> Audience:
    """Each address once, whoever has two roles; none to which mails come back."""
    partners = list(chosen(mailing)) if mailing.is_inviting else []
    if mailing.is_inviting:
        found = of_partners(partners)
    else:
        found = of_those_who_come(mailing.event, list(mailing.partners.values_list("pk", flat=True)))
    dead = set(Bounce.objects.flagged())
    alive = [one for one in found if one.email.lower() not in dead]
    unique: dict[str, Contact] = {}
    for one in alive:
        unique.setdefault(one.email.lower(), one)
    reached = {one.partner for one in alive}
    return Audience(list(unique.values()), [one for one in partners if one not in reached])


def contacts(mailing: Mailing) -> list[Contact]:
    return audience(mailing).people


def chosen(mailing: Mailing) -> QuerySet[Partner]:
    """A reminder goes to the silent alone: who answers in the meantime gets none."""
    partners = mailing.partners.exclude(status=Partner.Status.LEFT)
    if mailing.kind == Mailing.Kind.REMINDER:
        silent = Invitation.objects.silent().filter(event=mailing.event)
        partners = partners.filter(pk__in=silent.values("partner"))
    return partners


def members(partners: Iterable[Partner]) -> QuerySet[Membership]:
    people = Membership.objects.reachable().filter(partner__in=partners, is_event_contact=True)
    people = people.filter(user__in=User.objects.wanting(Consent.Kind.INVITATIONS))
    return people.select_related("user", "partner").order_by("partner__sort_name", "pk")


def of_partners(partners: Iterable[Partner]) -> list[Contact]:
    return [contact(one) for one in members(partners)]


def contact(membership: Membership) -> Contact:
    user = membership.user
    return Contact(
        email=user.email,
        name=str(user),
        language=user.language,
        company=membership.partner.name,
        partner=membership.partner,
        user=user,
    )


def of_those_who_come(event: Event, partners: list[int]) -> list[Contact]:
    """Who has a seat, afterwards who was there, of the chosen partners or of none.

    For those without an address, their company's contacts.
    """
    there = Registration.objects.filter(event=event).attended().select_related("partner", "user")
    there = there.filter(partner__in=partners) | there.filter(partner__isnull=True)
    languages = dict(
        User.objects.annotate(address=Lower("email"))
        .filter(address__in=[one.email.lower() for one in there if one.email])
        .values_list("address", "language")
    )
    found = [
        Contact(
            email=one.email,
            name=one.name,
            language=languages.get(one.email.lower(), User.Language.GERMAN),
            company=one.company,
            partner=one.partner,
            user=one.user,
        )
        for one in there.order_by("company", "name", "pk")
        if one.email
    ]
    without = {one.partner for one in there if not one.email and one.partner}
    return found + of_partners(without)


def silence(event: Event) -> Silence:
    """Asks once, unless the event was read `with_silence`."""
    if not hasattr(event, "silent_companies"):
        event = Event.objects.with_silence().get(pk=event.pk)
    return Silence(open=len(event.silent_companies), bounced=event.lost_companies)  # type: ignore[attr-defined]  # annotated
