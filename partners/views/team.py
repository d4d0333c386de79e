"""Mein Bereich, Team: who acts for the partner. For its leads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import actions
from partners.access import MemberRequest
from partners.errors import AlreadyInvited, AlreadyMember, HandoverOpen, HandoverOver, InvitationOver, LastLead
from partners.forms.team import HandoverForm, InviteForm, RoleForm
from partners.models import Membership, Partner

LAST_LEAD = gettext_lazy("A company keeps at least one lead. Hand the lead over first, or give it to a colleague.")


@require_safe
def team(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    context = {
        "partner": partner,
        "members": partner.memberships.with_people(),
        "invitations": partner.team_invitations.pending().in_order(),
        "handovers": partner.handovers.pending().select_related("predecessor", "successor"),
        "today": timezone.localdate(),
    }
    return render(request, "partners/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team_invite(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    form = InviteForm(request.POST or None, initial={"role": Membership.Role.EDITOR})
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            actions.invite_colleague(
                partner=partner, email=email, role=role, by=request.user, today=timezone.localdate()
            )
        except AlreadyMember:
            form.add_error("email", _("This person belongs to your team already."))
        except AlreadyInvited:
            form.add_error("email", _("An invitation to this address is open. You can send it again in the list."))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": email})
            return redirect("partners:team", slug)
    return render(request, "partners/team_invite.html", {"partner": partner, "form": form})


@require_POST
def team_invitation_resend(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    invitation = get_object_or_404(partner.team_invitations, pk=pk)
    try:
        actions.resend_team_invitation(invitation=invitation, by=request.user, today=timezone.localdate())
    except InvitationOver:
        messages.error(request, _("This invitation was answered or withdrawn a moment ago."))
    else:
        messages.success(request, _("The invitation is sent again. Only the link of the new mail works."))
    return redirect("partners:team", slug)


@require_POST
def team_invitation_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    invitation = get_object_or_404(partner.team_invitations, pk=pk)
    try:
        actions.withdraw_team_invitation(invitation=invitation, by=request.user)
    except InvitationOver:
        messages.error(request, _("This invitation was answered or withdrawn a moment ago."))
    else:
        messages.success(request, _("The invitation is withdrawn. Its link does not work any more."))
    return redirect("partners:team", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def member_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    member = get_object_or_404(partner.memberships.with_people(), pk=pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(membership=member, role=form.cleaned_data["role"], by=request.user)
        except LastLead:
            form.add_error("role", str(LAST_LEAD))
        else:
            messages.success(request, _("The role of %(person)s is saved.") % {"person": member.user})
            return redirect("pact:own_overview" if member.user == request.user else "partners:team", slug)
    return render(request, "partners/member_change.html", {"partner": partner, "member": member, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    member = get_object_or_404(partner.memberships.with_people(), pk=pk)
    if request.method == "POST":
        person = member.user
        try:
            actions.dismiss_member(membership=member, by=request.user)
        except LastLead:
            messages.error(request, LAST_LEAD)
            return redirect("partners:team", slug)
        messages.success(
            request,
            _("%(person)s does not belong to the team of %(company)s any more.")
            % {"person": person, "company": partner},
        )
        return redirect("pact:home_for_me") if person == request.user else redirect("partners:team", slug)
    return render(request, "partners/member_remove.html", {"partner": partner, "member": member})


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    colleagues = partner.memberships.with_people().filter(user__is_active=True).exclude(user=request.user)
    today = timezone.localdate()
    form = HandoverForm(request.POST or None, colleagues=colleagues, today=today, initial={"steps_back_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_over(partner=partner, by=request.user, today=today, **form.cleaned_data)
        except HandoverOpen:
            messages.error(request, _("You have named a successor already. Withdraw that handover first."))
            return redirect("partners:team", slug)
        messages.success(
            request,
            _("%(person)s leads from now on. A mail tells both of you and the office.") % {"person": done.successor},
        )
        is_lead = Partner.objects.led_by(request.user).filter(pk=partner.pk).exists()
        return redirect("partners:team", slug) if is_lead else redirect("pact:home_for_me")
    return render(request, "partners/handover.html", {"partner": partner, "form": form, "colleagues": colleagues})


@require_POST
def handover_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Only one's own."""
    partner = get_object_or_404(Partner.objects.led_by(request.user), slug=slug)
    mine = get_object_or_404(partner.handovers.filter(predecessor=request.user), pk=pk)
    try:
        actions.withdraw_handover(handover=mine, by=request.user)
    except HandoverOver:
        messages.error(request, _("This handover is done, or was withdrawn."))
    else:
        messages.success(
            request, _("You stay in the lead. Your successor keeps the role as well, until you change it.")
        )
    return redirect("partners:team", slug)
