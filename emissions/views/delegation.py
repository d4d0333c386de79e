"""Who fills in which section of a balance: asked, seen, done or withdrawn."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emissions import access, actions
from emissions.errors import BalanceLocked, ColleagueGone, DelegationOver, SectionDelegated
from emissions.forms.delegation import DelegationForm
from emissions.models import Balance, Delegation
from emissions.views.balance_parts import draft
from emissions.views.saving import NOT_SAVED, can_save, is_over
from partners.access import MemberRequest
from partners.errors import AlreadyInvited, AlreadyMember
from partners.models import Membership

DAYS = 14  # that a colleague has, if the report is not due earlier


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_list(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if is_over(request, balance):
        return redirect(balance)
    delegations = list(balance.delegations.in_order())
    form = _form(request, balance, delegations)
    if can_save(request, balance, form) and _delegate(request, balance, form):
        return redirect("emissions:delegation_list", slug, year)
    context = {"partner": balance.partner, "balance": balance, "form": form, "section": "delegations"}
    context |= {"delegations": delegations, "today": timezone.localdate()}
    return render(request, "emissions/delegation_list.html", context)


@require_POST
def delegation_end(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    balance = draft(request, slug, year)
    delegation = get_object_or_404(balance.delegations.in_order(), pk=pk)
    is_done = "withdraw" not in request.POST
    state = Delegation.State.DONE if is_done else Delegation.State.WITHDRAWN
    try:
        actions.end_delegation(delegation=delegation, state=state, by=request.user)
    except DelegationOver:
        messages.info(request, _("This section was done, or taken back, a moment ago."))
    else:
        thanks = _("Thank you. “%(section)s” is filled in.") if is_done else _("“%(section)s” is with you again.")
        messages.success(request, thanks % {"section": delegation.label})
    if "to_overview" in request.POST:
        return redirect("pact:own_overview", slug)
    return redirect("emissions:delegation_list", slug, year)


def _form(request: MemberRequest, balance: Balance, delegations: list[Delegation]) -> DelegationForm:
    today, partner = timezone.localdate(), balance.partner
    team = partner.memberships.reachable().filter(role__in=Membership.WRITING).exclude(user=request.user)
    due_on = today + dt.timedelta(days=DAYS)
    if balance.delivery and today <= balance.delivery.due_on < due_on:
        due_on = balance.delivery.due_on
    return DelegationForm(
        request.POST or None,
        balance=balance,
        sites=list(balance.places()),
        taken={(one.section, one.site_id) for one in delegations if one.is_open},
        team=list(team.with_people()),
        invited=list(partner.team_invitations.pending().filter(role__in=Membership.WRITING).order_by("email")),
        can_invite=access.leads(request.user, partner),
        today=today,
        initial={"section": request.GET.get("abschnitt", ""), "due_on": due_on},
    )


def _delegate(request: MemberRequest, balance: Balance, form: DelegationForm) -> bool:
    try:
        made = actions.delegate_section(balance=balance, by=request.user, today=timezone.localdate(), **form.chosen())
    except SectionDelegated:
        form.add_error("section", _("Somebody of your team has handed on this section a moment ago."))
    except ColleagueGone:
        form.add_error("person", _("This person cannot fill in anything any more: your team has changed meanwhile."))
    except AlreadyMember:
        form.add_error("email", _("This person belongs to your team already: choose the name in the list."))
    except AlreadyInvited:
        form.add_error("email", _("An invitation to this address is open: choose it in the list."))
    except BalanceLocked:
        form.add_error(None, NOT_SAVED)
    else:
        words = {"person": made.who, "section": made.label}
        messages.success(request, _("%(person)s is asked to fill in “%(section)s”.") % words)
        return True
    return False
