"""Leaving the pact: announced by a lead, confirmed by the office, true on its day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partners.actions.log import log
from partners.actions.notice import tell_leads, tell_office
from partners.actions.people import change_status
from partners.errors import LeavingDecided, LeavingOpen
from partners.models import Leaving, Partner, User

State = Leaving.State


@transaction.atomic
def announce_leaving(*, partner: Partner, leaves_on: dt.date, reason: str, by: User) -> Leaving:
    """Raises LeavingOpen."""
    try:
        with transaction.atomic():
            leaving = Leaving.objects.create(partner=partner, leaves_on=leaves_on, reason=reason, announced_by=by)
    except IntegrityError as error:
        raise LeavingOpen(partner) from error
    log(by=by, verb="leaving-announced", subject=leaving, partner=partner, reason=reason)
    tell_office(
        sentence=_("{company} announces that it leaves the pact on {day}. Please confirm. Reason: {reason}"),
        partner=partner,
        by=by,
        path=reverse("partners:attention"),
        day=_day(leaves_on),
        reason=reason,
    )
    return leaving


@transaction.atomic
def confirm_leaving(*, leaving: Leaving, by: User, today: dt.date) -> Leaving:
    """The leads hear of it; if the day has come, the partner leaves now. Raises LeavingDecided."""
    leaving = _locked(leaving)
    if leaving.state != State.ANNOUNCED:
        raise LeavingDecided(leaving)
    _move(leaving, State.CONFIRMED, by)
    tell_leads(
        sentence=_("The office has confirmed that {company} leaves the pact on {day}. On that day your access ends."),
        partner=leaving.partner,
        by=by,
        path="",
        day=_day(leaving.leaves_on),
    )
    if leaving.leaves_on <= today:
        complete_leaving(leaving=leaving)
    return leaving


@transaction.atomic
def withdraw_leaving(*, leaving: Leaving, by: User) -> Leaving:
    """The partner stays, up to its last day. Raises LeavingDecided."""
    leaving = _locked(leaving)
    if leaving.state not in Leaving.PENDING:
        raise LeavingDecided(leaving)
    _move(leaving, State.WITHDRAWN, by)
    tell_office(
        sentence=_("{company} stays in the pact: {person} has withdrawn the announcement."),
        partner=leaving.partner,
        by=by,
        path=reverse("admin:partners_partner_change", args=[leaving.partner_id]),
        person=by,
    )
    return leaving


@transaction.atomic
def complete_leaving(*, leaving: Leaving) -> None:
    """The day has come. What was reported stays."""
    leaving = _locked(leaving)
    if leaving.state == State.CONFIRMED and leaving.confirmed_by:
        change_status(
            partner=leaving.partner,
            status=Partner.Status.LEFT,
            by=leaving.confirmed_by,
            day=leaving.leaves_on,
            reason=leaving.reason,
        )


def complete_leavings(*, today: dt.date) -> None:
    for leaving in Leaving.objects.due(today).order_by("pk"):
        complete_leaving(leaving=leaving)


def _locked(leaving: Leaving) -> Leaving:
    return Leaving.objects.select_for_update(of=("self",)).select_related("partner", "confirmed_by").get(pk=leaving.pk)


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _move(leaving: Leaving, state: str, by: User) -> None:
    before, leaving.state = leaving.state, state
    if state == State.CONFIRMED:
        leaving.confirmed_by = by
    leaving.save(update_fields=["state", "confirmed_by"])
    log(
        by=by,
        verb="leaving-moved",
        subject=leaving,
        partner=leaving.partner,
        state_from=before,
        state_to=state,
        reason=leaving.reason,
    )
