"""What changes about signing in: the person is told by mail, and what the office does is logged."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.mail import Parts
from partners import devices, emails
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.models import KnownDevice, Letter, User


def write_to(
    *, addresses: Iterable[str], parts: Parts, purpose: str, user: User | None = None, by: User | None = None
) -> Letter:
    """One transactional mail by the outbox."""
    name, language = (str(user), user.language) if user else ("", "de")
    return queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=purpose,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[NewRecipient(email=email, name=name, user=user, language=language) for email in addresses],
        by=by,
    )


def tell_person(*, user: User, notice: str | Promise, also_to: Iterable[str] = ()) -> Letter:
    """Tell the owner of an account, in their language, what was changed about signing in."""
    with override(user.language):
        parts = emails.account_notice(user, str(notice))
    return write_to(addresses=[user.email, *also_to], parts=parts, purpose="account-notice", user=user)


@transaction.atomic
def note_device(*, user: User, user_agent: str, address: str, was_here: bool) -> bool:
    """Remember from where somebody signs in. Who was here before is told of what is not known: True if so."""
    device, is_new = KnownDevice.objects.update_or_create(
        user=user,
        name=devices.name_of(user_agent),
        network=KnownDevice.hashed(address),
        defaults={"last_seen_at": timezone.now()},
    )
    if not is_new or not was_here:
        return False
    with override(user.language):
        words = gettext(
            "Somebody signed in to your account from a device or a network that we do not know: %(device)s."
        )
        notice = words % {"device": device}
    tell_person(user=user, notice=notice)
    return True


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: User) -> None:
    """For who lost app, passkeys and recovery codes. Whoever is signed in as them no longer is."""
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    log(by=by, verb="second-factor-reset", subject=user, reason=reason)
    tell_person(
        user=user,
        notice=_("The office has removed your second factor. Please sign in and set one up anew."),
    )


@transaction.atomic
def change_address(*, user: User, email: str, by: User) -> None:
    """Move the login to another address. The old one opens nothing any more, and hears of it."""
    old, user.email = user.email, email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # allauth would let its own copy of the old one sign in
    log(by=by, verb="address-changed", subject=user)
    tell_person(user=user, notice=_("The office has changed the e-mail address of your login."), also_to=[old])
