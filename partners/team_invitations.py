"""The link with which somebody joins a team: signed; sent again, it makes the older ones worthless."""

from django.conf import settings
from django.urls import reverse

from klimapakt.lib import tokens
from partners.models import TeamInvitation


def make(invitation: TeamInvitation) -> str:
    return tokens.make("team-invitation", f"{invitation.pk} {_sent(invitation)}")


def link(invitation: TeamInvitation) -> str:
    return f"{settings.BASE_URL}{reverse('partners:team_invitation', args=[make(invitation)])}"


def find(token: str) -> TeamInvitation | None:
    """The invitation of the link, answered or not; None if it is forged or was replaced."""
    try:
        key, _space, sent = tokens.read("team-invitation", token).partition(" ")
    except tokens.InvalidToken:
        return None
    invitation = TeamInvitation.objects.select_related("partner", "invited_by").filter(pk=key).first()
    return invitation if invitation and _sent(invitation) == sent else None


def _sent(invitation: TeamInvitation) -> str:
    return str(int(invitation.sent_at.timestamp() * 1000))
