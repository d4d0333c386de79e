"""The page behind the link with which somebody joins a team. Looking changes nothing: mail scanners follow links."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners import actions, team_invitations
from partners.errors import InvitationOver
from partners.forms.team import JoinForm
from partners.models import Partner, TeamInvitation, User


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = team_invitations.find(token)
    today = timezone.localdate()
    if invitation is None or not invitation.can_be_answered(today):
        return over(request, invitation)
    user = User.objects.filter(email__iexact=invitation.email).first()
    form = None
    if user is None or not user.has_been_here:
        known = user or invitation
        names = {"first_name": known.first_name, "last_name": known.last_name}
        form = JoinForm(request.POST or None, email=invitation.email, initial=names)
    if request.method == "POST" and (form is None or form.is_valid()):
        values = form.cleaned_data if form else {}
        given = {name: values[name] for name in ("first_name", "last_name", "password") if name in values}
        try:
            membership = actions.accept_team_invitation(invitation=invitation, today=today, **given)
        except InvitationOver:
            return over(request, invitation)
        return welcome(request, invitation, membership.user, is_new=form is not None)
    return render(request, "partners/team_invitation.html", {"invitation": invitation, "form": form})


def welcome(request: HttpRequest, invitation: TeamInvitation, user: User, *, is_new: bool) -> HttpResponse:
    """Who is new is signed in by this link; who has an account signs in as always."""
    partner = invitation.partner
    messages.success(request, _("Welcome to the team of %(company)s.") % {"company": partner})
    if is_new:
        response: HttpResponse = perform_login(request, user, redirect_url=partner.get_absolute_url())
        return response
    return redirect(partner)


def over(request: HttpRequest, invitation: TeamInvitation | None) -> HttpResponse:
    is_accepted = invitation is not None and invitation.state == TeamInvitation.State.ACCEPTED
    partner: Partner | None = invitation.partner if invitation and is_accepted else None
    return render(request, "partners/team_invitation_over.html", {"partner": partner}, status=410)
