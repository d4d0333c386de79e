"""What the office does with many partners at once: for which it makes sense, and for which not."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.actions import deadline
from emissions.models import Delivery
from partners.models import Membership, Partner

EXTEND, REMIND, INVITE, CHAMBER, DISTRICT, TAG = "extend", "remind", "invite", "chamber", "district", "tag"
LABELS: Final[dict[str, str | Promise]] = {
    EXTEND: _("Give more time for the report"),
    REMIND: _("Remind of the report"),
    INVITE: _("Invite leads again who never signed in"),
    CHAMBER: _("Set the chamber"),
    DISTRICT: _("Set the district"),
    TAG: _("Add a tag"),
}


@dataclass(frozen=True)
class Choice:
    """Who is meant, split by whether the action makes sense for them."""

    verb: str
    fit: list[Partner]
    unfit: list[Partner]
    mails: int  # people who are written to


def choice(verb: str, keys: list[int]) -> Choice:
    """The same few queries for any number of partners."""
    chosen = list(Partner.objects.filter(pk__in=keys).in_alphabet())
    fitting = set(fit(verb, keys).values_list("pk", flat=True))
    return Choice(
        verb,
        [partner for partner in chosen if partner.pk in fitting],
        [partner for partner in chosen if partner.pk not in fitting],
        mails(verb, fitting),
    )


def fit(verb: str, keys: list[int]) -> QuerySet[Partner]:
    partners = Partner.objects.filter(pk__in=keys).exclude(status=Partner.Status.LEFT)
    if verb == EXTEND:
        return partners.filter(pk__in=running(keys).values("partner"))
    if verb == REMIND:
        running_now = running(keys).values_list("pk", "told_on", "partner")
        waiting = [partner for _pk, told_on, partner in running_now if told_on != timezone.localdate()]
        return partners.filter(pk__in=deadline.contacts(waiting))
    if verb == INVITE:
        return partners.filter(pk__in=never_here(keys).values("partner"))
    return partners.climate() if verb == CHAMBER else partners


def running(keys: list[int]) -> QuerySet[Delivery]:
    """What of the open rounds is with these partners; of each the latest, as the list shows."""
    with_partner = Delivery.objects.unfinished().filter(round__is_closed=False, partner__in=keys)
    return with_partner.order_by("partner_id", "-round__year").distinct("partner_id")


def never_here(keys: list[int]) -> QuerySet[Membership]:
    leads = Membership.objects.leads().reachable().filter(partner__in=keys)
    return leads.filter(user__invited_at__isnull=False, user__last_login__isnull=True)


def mails(verb: str, keys: set[int]) -> int:
    """How many people are written to; a reminder goes to one person of each partner, for each partner apart."""
    if verb == REMIND:
        return len(keys)
    return told(verb, keys).values("user").distinct().count() if verb in (EXTEND, INVITE) else 0


def told(verb: str, keys: set[int]) -> QuerySet[Membership]:
    if verb == INVITE:
        return never_here([*keys])
    return Membership.objects.leads().reachable().filter(partner__in=keys)
