"""The team of a partner: invited, joined, other role, gone."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from partners import emails, team_invitations
from partners.actions.ending import end_team_invitation
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.actions.notice import tell
from partners.actions.people import change_role, remove_member
from partners.errors import AlreadyInvited, AlreadyMember, InvitationOver
from partners.models import Handover, Letter, Membership, Pact, Partner, TeamInvitation, User

State = TeamInvitation.State


@transaction.atomic
def invite_colleague(*, partner: Partner, email: str, role: str, by: User, today: dt.date) -> TeamInvitation:
    """Ask somebody to act for the partner. Raises AlreadyMember, AlreadyInvited."""
    if partner.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyMember(email)
    partner.team_invitations.unsent().filter(email__iexact=email).delete()  # who asks now does it in their own words
    try:
        with transaction.atomic():
            invitation = TeamInvitation.objects.create(
                partner=partner, email=email.lower(), role=role, invited_by=by, expires_on=_last_day(today)
            )
    except IntegrityError as error:
        raise AlreadyInvited(email) from error
    log(by=by, verb="colleague-invited", subject=invitation, partner=partner, state_to=role)
    _send(invitation, by)
    return invitation


@transaction.atomic
def send_prepared_invitation(*, invitation: TeamInvitation, by: User, today: dt.date) -> TeamInvitation:
    """What an import has prepared goes out. Raises InvitationOver where it is sent, or the partner has left."""
    invitation = _locked(invitation)
    if invitation.state != State.PREPARED or invitation.partner.status == Partner.Status.LEFT:
        raise InvitationOver(invitation)
    invitation.state, invitation.invited_by = State.OPEN, by
    invitation.sent_at, invitation.expires_on = timezone.now(), _last_day(today)
    invitation.save(update_fields=["state", "invited_by", "sent_at", "expires_on"])
    log(by=by, verb="colleague-invited", subject=invitation, partner=invitation.partner, state_to=invitation.role)
    _send(invitation, by)
    return invitation


@transaction.atomic
def discard_prepared_invitation(*, invitation: TeamInvitation) -> None:
    """Nobody has heard of it: it goes without a trace. Raises InvitationOver."""
    if not TeamInvitation.objects.unsent().filter(pk=invitation.pk).delete()[0]:
        raise InvitationOver(invitation)


@transaction.atomic
def resend_team_invitation(*, invitation: TeamInvitation, by: User, today: dt.date) -> TeamInvitation:
    """The link of the mail before does not work any more. Raises InvitationOver."""
    invitation = _locked(invitation)
    if invitation.state != State.OPEN:
        raise InvitationOver(invitation)
    invitation.sent_at, invitation.expires_on = timezone.now(), _last_day(today)
    invitation.save(update_fields=["sent_at", "expires_on"])
    log(by=by, verb="team-invitation-resent", subject=invitation, partner=invitation.partner)
    _send(invitation, by)
    return invitation


@transaction.atomic
def withdraw_team_invitation(*, invitation: TeamInvitation, by: User) -> TeamInvitation:
    """Raises InvitationOver."""
    invitation = _locked(invitation)
    if invitation.state != State.OPEN:
        raise InvitationOver(invitation)
    end_team_invitation(invitation=invitation, state=State.WITHDRAWN, by=by)
    return invitation


def expire_team_invitations(*, today: dt.date) -> None:
    """Whom nobody answered in time."""
    for invitation in TeamInvitation.objects.overdue(today).order_by("pk"):
        with transaction.atomic():
            held = _locked(invitation)
            if held.state == State.OPEN and not held.can_be_answered(today):  # answered or sent again meanwhile
                end_team_invitation(invitation=held, state=State.EXPIRED, by=None)


@transaction.atomic
def accept_team_invitation(
    *,
    invitation: TeamInvitation,
    today: dt.date,
    first_name: str = "",
    last_name: str = "",
    password: str | None = None,
) -> Membership:
    """Who has an account gets the role; else the account is made. Raises InvitationOver, also for locked accounts."""
    invitation = _locked(invitation)
    user = User.objects.filter(email__iexact=invitation.email).first()
    is_left = invitation.partner.status == Partner.Status.LEFT
    if is_left or not invitation.can_be_answered(today) or (user and not user.is_active):
        raise InvitationOver(invitation)
    if user is None:
        language = get_language() if get_language() in User.Language.values else User.Language.GERMAN
        user = User.objects.create_user(
            invitation.email, password, first_name=first_name, last_name=last_name, language=language
        )
    elif not user.has_been_here:
        user.first_name, user.last_name = first_name or user.first_name, last_name or user.last_name
        user.set_password(password)
        user.save(update_fields=["first_name", "last_name", "password"])
    membership, is_new = Membership.objects.get_or_create(
        user=user, partner=invitation.partner, defaults={"role": invitation.role}
    )
    end_team_invitation(invitation=invitation, state=State.ACCEPTED, by=user)
    if is_new:
        log(by=user, verb="member-added", subject=membership, partner=membership.partner, state_to=membership.role)
    tell(
        user=invitation.invited_by,
        sentence=_("{person} has accepted your invitation and now belongs to the team of {company}."),
        partner=invitation.partner,
        path=reverse("partners:team", args=[invitation.partner.slug]),
        person=user,
    )
    return membership


@transaction.atomic
def give_role(*, membership: Membership, role: str, by: User) -> Membership:
    """As `change_role`, and the person is told."""
    if membership.role == role:
        return membership
    change_role(membership=membership, role=role, by=by)
    if role != Membership.Role.LEAD:
        _withdraw_handovers(membership)
    if membership.user_id != by.pk:
        tell(user=membership.user, sentence=TOLD[role], partner=membership.partner, by=by, person=by)
    return membership


@transaction.atomic
def dismiss_member(*, membership: Membership, by: User) -> None:
    """As `remove_member`, and the person is told."""
    user, partner = membership.user, membership.partner
    _withdraw_handovers(membership)
    remove_member(membership=membership, by=by)
    if user.pk != by.pk:
        tell(user=user, sentence=REMOVED, partner=partner, by=by, person=by)


TOLD: dict[str, str | Promise] = {
    Membership.Role.VIEWER: _("{person} has changed your role for {company}: you can read."),
    Membership.Role.EDITOR: _("{person} has changed your role for {company}: you can read and edit."),
    Membership.Role.LEAD: _("{person} has changed your role for {company}: you lead, hand in and keep the team."),
}
REMOVED = _(
    "{person} has removed you from the team of {company}. Your account stays; it does not open its area any more."
)


def _withdraw_handovers(membership: Membership) -> None:
    """Whoever is no longer there, or no longer leads, succeeds nobody."""
    promised = Handover.objects.pending().filter(partner=membership.partner, successor=membership.user)
    promised.update(state=Handover.State.WITHDRAWN, ended_at=timezone.now())


def _locked(invitation: TeamInvitation) -> TeamInvitation:
    rows = TeamInvitation.objects.select_for_update(of=("self",)).select_related("partner", "invited_by")
    return rows.get(pk=invitation.pk)


def _last_day(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=Pact.objects.current().team_invitation_days)


def _send(invitation: TeamInvitation, by: User) -> None:
    known = User.objects.filter(email__iexact=invitation.email).first()
    language = known.language if known else by.language
    with override(language):
        role = str(invitation.get_role_display())
        parts = emails.team_invitation(
            invitation, link=team_invitations.link(invitation), is_known=bool(known and known.has_been_here)
        )
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="team-invitation",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            NewRecipient(
                email=invitation.email,
                name=known.get_full_name() if known else "",
                user=known,
                partner=invitation.partner,
                language=language,
                values={"company": invitation.partner.name, "inviter": str(by), "role": role},
            )
        ],
        by=by,
    )
