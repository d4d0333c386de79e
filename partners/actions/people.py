"""Accounts by invitation, roles in a partner, the status of a partner."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners import emails
from partners.actions.account import write_to
from partners.actions.ending import end_team_matters
from partners.actions.log import log
from partners.actions.offer import withdraw_request
from partners.errors import LastLead
from partners.models import Membership, OfferRequest, Partner, User
from partners.signals import no_longer_writes, partner_left


@transaction.atomic
def invite_person(*, user: User, by: User | None) -> User:
    """Send the link with which a person sets a password; each new invitation makes the older links worthless."""
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
    parts = emails.account_invitation(user)
    write_to(addresses=[user.email], parts=parts, purpose="account-invitation", user=user, by=by)
    log(by=by, verb="person-invited", subject=user)
    return user


@transaction.atomic
def accept_invitation(*, user: User, password: str | None) -> User:
    """Set the password, or none for who signs in by code; either way the link has done its work."""
    user.set_password(password)
    user.save(update_fields=["password"])
    log(by=user, verb="invitation-accepted", subject=user)
    return user


@transaction.atomic
def add_member(*, membership: Membership, by: User) -> Membership:
    """Give a person a role in a partner."""
    membership.save()
    log(by=by, verb="member-added", subject=membership, partner=membership.partner, state_to=membership.role)
    return membership


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
            if role not in Membership.WRITING:
                no_longer_writes.send(Partner, partner=membership.partner, user=membership.user, by=by)
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
            no_longer_writes.send(Partner, partner=membership.partner, user=membership.user, by=by)
    except IntegrityError as error:
        raise LastLead(membership) from error


@transaction.atomic
def change_status(*, partner: Partner, status: str, by: User, day: dt.date, reason: str = "") -> Partner:
    """Move a partner on, with its date; one that left keeps its history, and is told to the apps above."""
    partner = Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)  # its requests may go on
    old = partner.status
    partner.move(status, day, reason)
    partner.save(update_fields=["status", "joined_on", "left_on", "left_reason"])
    if status == Partner.Status.LEFT:
        for request in OfferRequest.objects.open().filter(partner=partner):
            withdraw_request(request=request, by=by, reason=reason)
    log(by=by, verb="status-changed", subject=partner, partner=partner, state_from=old, state_to=status, reason=reason)
    if status == Partner.Status.LEFT:
        end_team_matters(partner=partner, by=by)
        partner_left.send(Partner, partner=partner, by=by)
    return partner
