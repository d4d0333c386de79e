"""What ends with a membership in the pact: invitations to the team, handovers, an announcement to leave."""

from django.utils import timezone

from partners.actions.log import log
from partners.models import Handover, Leaving, Partner, TeamInvitation, User
from partners.signals import team_invitation_ended


def end_team_invitation(*, invitation: TeamInvitation, state: str, by: User | None) -> None:
    before = invitation.state
    invitation.end(state)
    invitation.save(update_fields=["state", "ended_at"])
    log(
        by=by,
        verb="team-invitation-ended",
        subject=invitation,
        partner=invitation.partner,
        state_from=before,
        state_to=state,
    )
    team_invitation_ended.send(TeamInvitation, invitation=invitation, by=by)


def end_team_matters(*, partner: Partner, by: User) -> None:
    """The partner has left: nobody joins or succeeds any more, and what was announced has come true."""
    partner.team_invitations.unsent().delete()
    for invitation in partner.team_invitations.pending().select_for_update():
        end_team_invitation(invitation=invitation, state=TeamInvitation.State.WITHDRAWN, by=by)
    partner.handovers.pending().update(state=Handover.State.WITHDRAWN, ended_at=timezone.now())
    partner.leavings.filter(state=Leaving.State.CONFIRMED).update(state=Leaving.State.DONE)
    partner.leavings.filter(state=Leaving.State.ANNOUNCED).update(state=Leaving.State.DONE, confirmed_by=by)
