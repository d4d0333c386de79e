"""A lead names a successor and steps back."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partners.actions.log import log
from partners.actions.notice import tell, tell_office
from partners.actions.people import change_role, remove_member
from partners.errors import HandoverOpen, HandoverOver, LastLead
from partners.models import Handover, Membership, Partner, User

State = Handover.State


@transaction.atomic
def hand_over(
    *,
    partner: Partner,
    successor: Membership,
    steps_back_on: dt.date,
    stays_as_viewer: bool,
    by: User,
    today: dt.date,
) -> Handover:
    """The successor leads at once, `by` steps back on the day. Raises HandoverOpen."""
    if successor.role != Membership.Role.LEAD:
        change_role(membership=successor, role=Membership.Role.LEAD, by=by)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                partner=partner,
                predecessor=by,
                successor=successor.user,
                steps_back_on=steps_back_on,
                stays_as_viewer=stays_as_viewer,
            )
    except IntegrityError as error:
        raise HandoverOpen(partner) from error
    log(by=by, verb="handover-begun", subject=handover, partner=partner)
    day = date_format(steps_back_on, "SHORT_DATE_FORMAT")
    words = {"successor": str(successor.user), "predecessor": str(by), "day": day}
    path = reverse("pact:own_overview", args=[partner.slug])
    tell(user=successor.user, sentence=TO_SUCCESSOR, partner=partner, by=by, path=path, **words)
    tell(user=by, sentence=TO_PREDECESSOR, partner=partner, by=by, path="", **words)
    office_path = reverse("admin:partners_partner_change", args=[partner.pk])
    tell_office(sentence=TO_OFFICE, partner=partner, by=by, path=office_path, **words)
    return complete_handover(handover=handover) if steps_back_on <= today else handover


TO_SUCCESSOR = _(
    "{predecessor} has handed the lead for {company} over to you. From now on you hand in and keep the team; "
    "{predecessor} steps back on {day}."
)
TO_PREDECESSOR = _("You have handed the lead for {company} over to {successor} and step back on {day}. Thank you.")
TO_OFFICE = _("{predecessor} has handed the lead for {company} over to {successor} and steps back on {day}.")
STAYS = _("{predecessor} keeps the lead for {company}: without it nobody would lead any more.")


@transaction.atomic
def complete_handover(*, handover: Handover) -> Handover:
    """The predecessor steps back, unless nobody would lead then: that person and the office hear of it."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.state != State.OPEN:
        return handover
    partner, predecessor = handover.partner, handover.predecessor
    membership = partner.memberships.filter(user=predecessor).first()
    state = State.DONE
    try:
        if membership and handover.stays_as_viewer:
            change_role(membership=membership, role=Membership.Role.VIEWER, by=predecessor)
        elif membership:
            remove_member(membership=membership, by=predecessor)
    except LastLead:
        state = State.WITHDRAWN
        path = reverse("admin:partners_partner_change", args=[partner.pk])
        tell(user=predecessor, sentence=STAYS, partner=partner, predecessor=predecessor)
        tell_office(sentence=STAYS, partner=partner, path=path, predecessor=predecessor)
    _end(handover, state, predecessor)
    return handover


@transaction.atomic
def withdraw_handover(*, handover: Handover, by: User) -> Handover:
    """The predecessor stays; the successor keeps the lead as well. Raises HandoverOver."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.state != State.OPEN:
        raise HandoverOver(handover)
    _end(handover, State.WITHDRAWN, by)
    sentence = _("{predecessor} does not step back and keeps leading for {company}, together with you.")
    tell(user=handover.successor, sentence=sentence, partner=handover.partner, by=by, predecessor=by)
    return handover


def complete_handovers(*, today: dt.date) -> None:
    for handover in Handover.objects.due(today).order_by("pk"):
        complete_handover(handover=handover)


def _end(handover: Handover, state: str, by: User) -> None:
    handover.end(state)
    handover.save(update_fields=["state", "ended_at"])
    log(
        by=by,
        verb="handover-ended",
        subject=handover,
        partner=handover.partner,
        state_from=State.OPEN,
        state_to=state,
    )
