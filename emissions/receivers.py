"""What emissions do when something happens to a partner."""

from django.dispatch import receiver

from emissions import actions
from emissions.actions.delivery import close_deliveries
from partners.models import Partner, TeamInvitation, User
from partners.signals import no_longer_writes, partner_left, team_invitation_ended


@receiver(partner_left)
def close_open_deliveries(partner: Partner, by: User, **_signal: object) -> None:
    close_deliveries(partner=partner, by=by)
    actions.withdraw_delegations(partner=partner, by=by)


@receiver(no_longer_writes)
def give_sections_back(partner: Partner, user: User, by: User, **_signal: object) -> None:
    actions.give_back(partner=partner, user=user, by=by)


@receiver(team_invitation_ended)
def pass_sections_on(invitation: TeamInvitation, by: User | None, **_signal: object) -> None:
    if invitation.state == TeamInvitation.State.ACCEPTED and by is not None:
        actions.hand_to_new_colleague(invitation=invitation, user=by)
    else:
        actions.give_back_of_invitation(invitation=invitation, by=by)
