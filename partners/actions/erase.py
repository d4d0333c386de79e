"""The one way to erase a person. The key stays, and with it what the organisation has; name and address go."""

import contextlib
from collections.abc import Iterator
from functools import partial

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from partners import emails
from partners.actions.account import write_to
from partners.actions.log import log
from partners.actions.people import remove_member
from partners.errors import HouseAccount, LastLead
from partners.models import Bounce, Erasure, Interest, InterestMessage, LogEntry, Note, Partner, Recipient, User
from partners.signals import person_erased

NOWHERE = "@deleted.invalid"
WAITING = (Recipient.State.WAITING, Recipient.State.CLAIMED)


@transaction.atomic
def erase_person(*, user: User, reason: str, by: User | None) -> User:
    """Raises LastLead with the partners that nobody would lead any more, HouseAccount for people of the house."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.erased_at:
        return user
    if user.is_superuser or user.role_names:
        raise HouseAccount(user)
    if alone := list(Partner.objects.led_only_by(user)):
        raise LastLead(*alone)
    for note in Note.objects.naming(user, partners=user.partner_roles):
        note.forget(user)
        note.save(update_fields=["text"])
    for membership in user.memberships.select_related("partner"):
        remove_member(membership=membership, by=by or user)
    email, parts = user.email, emails.account_erased(user)
    person_erased.send(User, user=user, email=email)
    Authenticator.objects.filter(user=user).delete()
    user.known_devices.all().delete()
    user.api_tokens.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    forget_mail(Recipient.objects.filter(Q(user=user) | Q(email__iexact=email)))
    Bounce.objects.filter(email__iexact=email).delete()
    forget_words(user)
    forget_interests(Interest.objects.filter(email__iexact=email))
    user.email = f"deleted-{user.pk}{NOWHERE}"
    user.first_name = user.last_name = user.title = user.phone = ""
    user.is_active = user.is_staff = False
    user.last_login = user.invited_at = None
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    log(by=by or user, verb="account-erased", subject=user, reason=reason)
    Erasure.objects.create(kind="account", count=1, reason=reason)
    write_to(addresses=[email], parts=parts, purpose="account-erased")
    return user


def forget_mail(recipients: QuerySet[Recipient]) -> None:
    """What was sent stays counted, without to whom and with which words; what waits is not sent."""
    recipients.filter(state__in=WAITING).update(state=Recipient.State.CANCELLED)
    recipients.update(email=nowhere(), name="", values={}, error="")


def nowhere() -> Concat:
    """An address of each row's own that no mail reaches."""
    return Concat(Value("deleted-"), Cast(F("pk"), CharField()), Value(NOWHERE))


def forget_interests(interests: QuerySet[Interest]) -> None:
    """What became of a company stays, without who wrote. What waits goes: there is nobody left to answer to."""
    delete_interests(interests.filter(decided_at__isnull=True))
    keys = list(interests.values_list("pk", flat=True))
    decided = Interest.objects.filter(pk__in=keys)
    delete_receipts(decided)
    InterestMessage.objects.filter(interest__in=keys).delete()
    decided.update(contact="", email=nowhere(), receipt="")


def delete_interests(interests: QuerySet[Interest]) -> int:
    """With their messages, and the receipts that were sent."""
    delete_receipts(interests)
    return interests.delete()[1].get(Interest._meta.label, 0)


def delete_receipts(interests: QuerySet[Interest]) -> None:
    for interest in interests.exclude(receipt=""):
        transaction.on_commit(partial(interest.receipt.storage.delete, str(interest.receipt.name)))


def forget_words(user: User) -> None:
    """What others wrote about the person as a reason. The log refuses any other change."""
    with past_the_rules("partners.LogEntry:log_is_only_written"):
        LogEntry.objects.filter(subject_type="partners.user", subject_key=str(user.pk)).update(reason="")


@contextlib.contextmanager
def past_the_rules(*triggers: str) -> Iterator[None]:
    """The only way past what the database never lets change. Who takes it counts it as an Erasure."""
    with pgtrigger.ignore(*triggers):
        yield
