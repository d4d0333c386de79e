"""Accounts by invitation, roles in a partner, the status of a partner."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners import emails
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.errors import LastLead
from partners.models import Letter, Membership, Partner, User


@transaction.atomic
def invite_person(*, user: User, by: User | None) -> User:
    """Send the link with which a person sets a password; each new invitation makes the older links worthless."""
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
    parts = emails.account_invitation(user)
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="account-invitation",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[NewRecipient(email=user.email, name=str(user), user=user, language=user.language)],
        by=by,
    )
    log(by=by, verb="person-invited", subject=user)
    return user


@transaction.atomic
def accept_invitation(*, user: User, password: str | None) -> User:
    """Set the password, or none for who signs in by code; either way the link has done its work."""
    user.set_password(password)
    user.save(update_fields=["password"])
    log(by=user, verb="invitation-accepted", subject=user)
    return user


def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Raises LastLead where nobody would lead the partner any more."""
    old = membership.role
    try:
        with transaction.atomic():
            membership.role = role
            membership.save(update_fields=["role"])
            log(
                by=by,
                verb="role-changed",
                subject=membership,
                partner=membership.partner,
                state_from=old,
                state_to=role,
            )
    except IntegrityError as error:
        membership.role = old
        raise LastLead(membership) from error
    return membership


def remove_member(*, membership: Membership, by: User) -> None:
    """Raises LastLead where nobody would lead the partner any more."""
    try:
        with transaction.atomic():
            log(by=by, verb="member-removed", subject=membership, partner=membership.partner)
            membership.delete()
    except IntegrityError as error:
        raise LastLead(membership) from error


@transaction.atomic
def change_status(*, partner: Partner, status: str, by: User, day: dt.date, reason: str = "") -> Partner:
    """Move a partner on, with its date; one that left keeps its history."""
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    old, partner.status = partner.status, status
    if status == Partner.Status.ACTIVE and partner.joined_on is None:
        partner.joined_on = day
    if status == Partner.Status.LEFT:
        partner.left_on, partner.left_reason = day, reason
    partner.save(update_fields=["status", "joined_on", "left_on", "left_reason"])
    log(by=by, verb="status-changed", subject=partner, partner=partner, state_from=old, state_to=status, reason=reason)
    return partner
