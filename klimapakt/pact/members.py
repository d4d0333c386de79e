"""What a founding partner sees of its own members: only of those who agreed, and never tonnes.

The consent is about the status. It does not cover names of contacts: whether somebody leads there is all that is shown.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.models import Delivery, Round
from events.models import Event, Invitation
from partners.models import Membership, Partner

OPEN, HANDED_IN, CHECKED, NONE = "open", "handed_in", "checked", "none"
STAGES: dict[str, str | Promise] = {
    OPEN: _("still open"),
    HANDED_IN: _("handed in"),
    CHECKED: _("checked"),
    NONE: _("nothing due"),
}
STAGE_OF = {
    Delivery.State.HANDED_IN: HANDED_IN,
    Delivery.State.IN_CHECK: HANDED_IN,
    Delivery.State.APPROVED: CHECKED,
    Delivery.State.RELEASED: CHECKED,
}


@dataclass(frozen=True)
class Member:
    """One row of the list."""

    name: str
    status: str
    status_label: str
    joined_on: dt.date | None
    programmes: str
    has_lead: bool
    stage: str
    coming: int
    declined: int

    @property
    def stage_label(self) -> str:
        return str(STAGES[self.stage])


@dataclass(frozen=True)
class Coming:
    """A next event and how many of the members said what."""

    event: Event
    yes: int
    no: int
    silent: int


@dataclass(frozen=True)
class Members:
    rows: list[Member]
    silent_count: int  # members that did not agree: their number is all there is
    round: Round | None
    events: list[Coming]


def of(chamber: Partner, now: dt.datetime) -> Members:
    """Six queries, however many members."""
    every = Partner.objects.climate().filter(chamber=chamber).exclude(status=Partner.Status.LEFT)
    reachable = Membership.objects.leads().reachable().filter(partner=OuterRef("pk"))
    agreed = list(every.filter(chamber_sees_status=True).annotate(has_lead=Exists(reachable)).in_alphabet())
    latest = Round.objects.filter(opens_on__lte=now.date()).order_by("-year").first()
    deliveries = Delivery.objects.filter(round=latest, partner__in=agreed).values_list("partner", "state")
    stages = {partner: STAGE_OF.get(Delivery.State(state), OPEN) for partner, state in deliveries}
    events = list(Event.objects.published().exclude(status=Event.Status.CANCELLED).upcoming(now)[:3])
    answers = Invitation.objects.filter(event__in=events, partner__in=agreed).values_list("event", "partner", "state")
    by_partner: dict[int, Counter[str]] = defaultdict(Counter)
    by_event: dict[int, Counter[str]] = defaultdict(Counter)
    for event, partner, state in answers:
        by_partner[partner][state] += 1
        by_event[event][state] += 1
    return Members(
        rows=[row(one, stages.get(one.pk, NONE), by_partner[one.pk]) for one in agreed],
        silent_count=every.filter(chamber_sees_status=False).count(),
        round=latest,
        events=[coming(event, by_event[event.pk]) for event in events],
    )


def row(partner: Partner, stage: str, answers: Counter[str]) -> Member:
    return Member(
        name=partner.name,
        status=partner.status,
        status_label=partner.get_status_display(),
        joined_on=partner.joined_on,
        programmes=partner.programmes,
        has_lead=partner.has_lead,  # type: ignore[attr-defined]  # annotated
        stage=stage,
        coming=answers[Invitation.State.ACCEPTED],
        declined=answers[Invitation.State.DECLINED],
    )


def coming(event: Event, answers: Counter[str]) -> Coming:
    states = Invitation.State
    return Coming(
        event=event,
        yes=answers[states.ACCEPTED],
        no=answers[states.DECLINED],
        silent=answers[states.OPEN] + answers[states.MAYBE],
    )
