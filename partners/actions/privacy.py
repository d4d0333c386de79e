"""What people decide about their own data, and accounts that nobody uses."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from partners import emails
from partners.actions.account import write_to
from partners.actions.erase import erase_person
from partners.actions.log import log
from partners.errors import LastLead
from partners.models import Consent, Erasure, InactivityNotice, Membership, User


@transaction.atomic
def choose_mails(*, user: User, wanted: Mapping[str, bool], way: str = Consent.Way.PORTAL) -> list[Consent]:
    """Note what a person wants to receive from now on. Only what changes is a new word."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    said = Consent.objects.of(user)
    words = [
        Consent(user=user, kind=kind, is_given=is_wanted, way=way)
        for kind, is_wanted in wanted.items()
        if said.get(kind, kind in Consent.WITHOUT_A_WORD) != is_wanted
    ]
    for word in Consent.objects.bulk_create(words):
        if word.kind == Consent.Kind.INVITATIONS:
            Membership.objects.filter(user=user).update(is_event_contact=word.is_given)
        log(by=user, verb="mail-chosen", subject=user, state_to=f"{word.kind}: {'yes' if word.is_given else 'no'}")
    return words


def erase_unused_account(*, user: User) -> bool:
    """False for the last lead of a partner, who stays."""
    try:
        erase_person(user=user, reason=Erasure.Reason.UNUSED, by=None)
    except LastLead:
        return False
    return True


@transaction.atomic
def warn_unused(*, user: User, number: int, days: int, now: dt.datetime) -> bool:
    """The first or second warning that the account ends in so many days; False if it was given already."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    notice = InactivityNotice.objects.filter(user=user).first()
    if notice and notice.last_at < user.last_seen:  # type: ignore[attr-defined]  # annotated by unused_since
        notice.delete()
        notice = None
    given = notice.count if notice else 0
    if given != number - 1 or (notice and now - notice.last_at < dt.timedelta(days=days)):
        return False
    InactivityNotice.objects.update_or_create(user=user, defaults={"count": number, "last_at": now})
    ends_on = timezone.localdate(now + dt.timedelta(days=days))
    parts = emails.account_unused(user, ends_on)
    write_to(addresses=[user.email], parts=parts, purpose="account-unused", user=user)
    return True
