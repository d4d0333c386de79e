"""A section of a balance passes to a colleague, and comes back when it is done, or when the colleague has gone."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from emissions import emails
from emissions.actions import locks, message
from emissions.errors import ColleagueGone, DelegationOver, SectionDelegated
from emissions.models import Balance, Delegation
from emissions.models.delegation import DelegationQuerySet
from partners import actions as partner_actions
from partners.models import Membership, Partner, Site, TeamInvitation, User

State = Delegation.State


@transaction.atomic
def delegate_section(
    *,
    balance: Balance,
    section: str,
    due_on: dt.date,
    note: str,
    by: User,
    today: dt.date,
    site: Site | None = None,
    colleague: User | None = None,
    invitation: TeamInvitation | None = None,
    email: str = "",
) -> Delegation:
    """To a colleague who may write, to one who is invited, or to a new address, which is invited with it.

    Raises SectionDelegated, ColleagueGone, BalanceLocked; AlreadyMember and AlreadyInvited of an address.
    """
    balance = locks.locked_draft(balance)
    if email:
        invitation = partner_actions.invite_colleague(
            partner=balance.partner, email=email, role=Membership.Role.EDITOR, by=by, today=today
        )
    if colleague is not None and not writes(colleague, balance.partner):
        raise ColleagueGone(colleague)
    if invitation is not None and invitation.state != TeamInvitation.State.OPEN:
        raise ColleagueGone(invitation)
    try:
        with transaction.atomic():
            delegation = Delegation.objects.create(
                balance=balance,
                section=section,
                site=site,
                colleague=colleague,
                invitation=invitation,
                due_on=due_on,
                note=note,
                asked_by=by,
            )
    except IntegrityError as error:
        raise SectionDelegated(section) from error
    _log("section-delegated", delegation, by)
    _ask(delegation, by)
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, state: str, by: User) -> Delegation:
    """Done, or withdrawn; the other one of the two is told. Raises DelegationOver."""
    delegation = _locked().get(pk=delegation.pk)
    if not delegation.is_open:
        raise DelegationOver(delegation)
    _end(delegation, state, by)
    if state == State.DONE:
        _tell(delegation.asked_by, DONE, delegation, by=by)
    elif delegation.colleague:
        _tell(delegation.colleague, WITHDRAWN, delegation, by=by)
    return delegation


@transaction.atomic
def hand_to_new_colleague(*, invitation: TeamInvitation, user: User) -> None:
    """Who was invited has come, and reads what is to be done; whoever may only read gives it back."""
    waiting = _locked().open().filter(invitation=invitation)
    if not writes(user, invitation.partner):
        _give_back(waiting, by=user)
        return
    for delegation in waiting:
        delegation.colleague, delegation.invitation = user, None
        delegation.save(update_fields=["colleague", "invitation"])
        _ask(delegation, delegation.asked_by)


@transaction.atomic
def give_back_of_invitation(*, invitation: TeamInvitation, by: User | None) -> None:
    """Nobody comes."""
    _give_back(_locked().open().filter(invitation=invitation), by=by)


@transaction.atomic
def give_back(*, partner: Partner, user: User, by: User) -> None:
    """Somebody has left the team, or only reads from now on."""
    _give_back(_locked().open().of(user, partner), by=by)


@transaction.atomic
def withdraw_delegations(*, partner: Partner, by: User) -> None:
    """The partner has left: nobody has anything to fill in."""
    for delegation in _locked().open().filter(balance__partner=partner):
        _end(delegation, State.WITHDRAWN, by)


def writes(user: User, partner: Partner) -> bool:
    return Membership.objects.reachable().filter(user=user, partner=partner, role__in=Membership.WRITING).exists()


DONE = _("{person} has filled in “{section}” of the balance {year} of {company}.")
WITHDRAWN = _("{person} does not need “{section}” of the balance {year} of {company} from you any more.")
BACK = _("“{section}” of the balance {year} of {company} is with you again: {person} does not fill it in.")


def _locked() -> DelegationQuerySet:
    return Delegation.objects.select_for_update(of=("self",)).in_order()


def _give_back(delegations: Iterable[Delegation], *, by: User | None) -> None:
    """To the lead who asked, or else to the first one there is."""
    for delegation in delegations:
        partner, who = delegation.balance.partner, delegation.who
        leads = message.leads_of(partner)
        if not leads:
            _end(delegation, State.WITHDRAWN, by)
            continue
        lead = next((one for one in leads if one == delegation.asked_by), leads[0])
        delegation.colleague, delegation.invitation = lead, None
        delegation.save(update_fields=["colleague", "invitation"])
        _log("delegation-returned", delegation, by)
        _tell(lead, BACK, delegation, person=who)


def _end(delegation: Delegation, state: str, by: User | None) -> None:
    delegation.end(state)
    delegation.save(update_fields=["state", "ended_at"])
    _log(f"delegation-{state}", delegation, by)


def _ask(delegation: Delegation, by: User) -> None:
    """By mail, unless one asks oneself; who is invited reads it after coming."""
    person = delegation.colleague
    if person is None or person == by:
        return
    parts = emails.section_delegated(delegation, person)
    values = {"note": delegation.note, "asker": str(delegation.asked_by)}
    message.queue(person, delegation.balance.partner, "section-delegated", parts, values, by=by)


def _tell(
    user: User, sentence: str | Promise, delegation: Delegation, *, by: User | None = None, person: str = ""
) -> None:
    partner, year = delegation.balance.partner, delegation.balance.year
    if user == by or not writes(user, partner):
        return
    with override(user.language):
        label, path = delegation.label, reverse("emissions:delegation_list", args=[partner.slug, year])
    words = {"section": label, "year": year, "person": person or by}
    partner_actions.tell(user=user, sentence=sentence, partner=partner, by=by, path=path, **words)


def _log(verb: str, delegation: Delegation, by: User | None) -> None:
    partner_actions.log(
        by=by,
        verb=verb,
        subject=delegation,
        partner=delegation.balance.partner,
        state_to=delegation.section,
        reason=f"{delegation.balance.year}, {delegation.label}: {delegation.who}",
    )
