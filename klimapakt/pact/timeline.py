"""Everything that happened with a partner: steps of the log, mails, notes, answers, the latest first."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import F, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions import steps as emission_steps
from events.models import Invitation
from partners.models import LogEntry, Note, Partner, Recipient
from partners.models.log import VIEWED

PER_PAGE: Final = 25
LOG, MAIL, NOTE, ANSWER = "log", "mail", "note", "answer"
ANSWERED: Final = "invitation-answered"  # the answer itself says more
STEPS: Final[dict[str, str | Promise]] = {
    **emission_steps.STEPS,
    "agreement-reminded": _("Agreement: reminder sent"),
    "agreement-returned": _("Agreement returned"),
    "agreement-handed-in": _("Signed agreement received"),
    "agreement-confirmed": _("Agreement confirmed"),
    "base-year-applied": _("Base year recalculated"),
    "base-year-noted": _("Base year: small change noted"),
    "base-year-proposed": _("Base year: recalculation proposed"),
    "check-in-undone": _("Check-in taken back"),
    "bounces-cleared": _("Address written to again"),
    "certificate-issued": _("Certificate issued"),
    "chamber-consent": _("Consent to the chamber given or withdrawn"),
    "colleague-invited": _("Colleague invited"),
    "company-changed": _("Company data changed"),
    "delegation-done": _("Section filled in by a colleague"),
    "delegation-returned": _("Section back with the lead"),
    "delegation-withdrawn": _("Section not asked for any more"),
    "handover-begun": _("Handover begun"),
    "handover-ended": _("Handover ended"),
    "interest-accepted": _("Expression of interest accepted"),
    "invitation-accepted": _("Invitation to the portal accepted"),
    "invitation-withdrawn": _("Invitation withdrawn"),
    "lead-invited-again": _("Lead invited to the portal again"),
    "leaving-announced": _("Leaving announced"),
    "leaving-moved": _("Leaving: new state"),
    "line-import-undone": _("Balance: import undone"),
    "lines-imported": _("Balance: lines imported"),
    "listing-changed": _("Listing in the directory changed"),
    "logo-changed": _("Logo changed"),
    "logo-removed": _("Logo removed"),
    "mailing-scheduled": _("Mailing scheduled"),
    "mailing-unscheduled": _("Mailing not scheduled any more"),
    "measure-achieved": _("Measure: effect stated"),
    "measure-deleted": _("Measure deleted"),
    "measure-status": _("Measure: new status"),
    "member-added": _("Contact added"),
    "member-removed": _("Contact removed"),
    "offer-request-moved": _("Request for an offer: new state"),
    "offer-requested": _("Offer requested"),
    "partner-merged": _("Two entries merged"),
    "partner-recorded": _("Partner recorded"),
    "partner-import-undone": _("Import undone"),
    "partner-imported": _("Changed by an import"),
    "person-invited": _("Person invited to the portal"),
    "progress-batch-started": _("Progress reports of all partners started"),
    "progress-report-started": _("Progress report started"),
    "proof-handed-in": _("Proof handed in"),
    "reference-values-saved": _("Reference values saved"),
    "registration-moved": _("Registration for an event: new state"),
    "role-changed": _("Role of a contact changed"),
    "section-delegated": _("Colleague asked to fill in a section"),
    "signatory-named": _("Signatory named"),
    "site-added": _("Site added"),
    "site-changed": _("Site changed"),
    "site-removed": _("Site removed"),
    "status-changed": _("Status changed"),
    "target-set": _("Target set"),
    "team-invitation-ended": _("Invitation to the team ended"),
    "team-invitation-resent": _("Invitation to the team sent again"),
    "unsubscribed": _("Mails unsubscribed"),
    "walked-in": _("Came to an event without registration"),
    VIEWED: _("Viewed as the partner by the office"),
    "visibility-changed": _("Visibility of the profile changed"),
}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: dt.datetime
    kind: str
    title: str
    by: str
    text: str = ""


def of(partner: Partner, number: object = 1) -> Page[Any]:  # Any: rows of a union, then moments
    """One page; the queries do not grow with it."""
    page: Page[Any] = Paginator(references(partner), PER_PAGE).get_page(number)  # type: ignore[arg-type]
    keys: dict[str, list[int]] = defaultdict(list)
    for kind, key, _at in page.object_list:
        keys[kind].append(key)
    moments: dict[tuple[str, int], Moment] = {}
    for kind, tell in TELLERS.items():
        moments |= {(kind, key): moment for key, moment in tell(keys[kind]).items()} if keys[kind] else {}
    page.object_list = [moments[kind, key] for kind, key, _at in page.object_list]
    return page


def references(partner: Partner) -> Any:  # Any: a union of four tables
    parts = (
        (LOG, LogEntry.objects.filter(partner=partner).exclude(verb=ANSWERED), "at"),
        (MAIL, Recipient.objects.filter(partner=partner, sent_at__isnull=False), "sent_at"),
        (NOTE, Note.objects.filter(partner=partner), "created_at"),
        (ANSWER, Invitation.objects.filter(partner=partner, answered_at__isnull=False), "answered_at"),
    )
    rows = [
        found.order_by().annotate(part=Value(kind), moment=F(at)).values_list("part", "pk", "moment")
        for kind, found, at in parts
    ]
    return rows[0].union(*rows[1:], all=True).order_by("-moment", "-pk")


def steps(keys: list[int]) -> dict[int, Moment]:
    found = LogEntry.objects.select_related("by").filter(pk__in=keys)
    return {one.pk: Moment(one.at, LOG, step(one.verb), str(one.by or ""), one.reason) for one in found}


def step(verb: str) -> str:
    return str(STEPS.get(verb, verb))


def mails(keys: list[int]) -> dict[int, Moment]:
    found = Recipient.objects.select_related("letter__created_by").filter(pk__in=keys)
    return {
        one.pk: Moment(one.sent_at, MAIL, one.letter.subject, str(one.letter.created_by or ""), str(one))
        for one in found
        if one.sent_at
    }


def notes(keys: list[int]) -> dict[int, Moment]:
    found = Note.objects.select_related("created_by").filter(pk__in=keys)
    return {one.pk: Moment(one.created_at, NOTE, str(_("Note")), str(one.created_by), one.text) for one in found}


def answers(keys: list[int]) -> dict[int, Moment]:
    found = Invitation.objects.select_related("event").filter(pk__in=keys)
    return {
        one.pk: Moment(
            one.answered_at, ANSWER, f"{one.event.title}: {one.get_state_display()}", one.answered_by, one.note
        )
        for one in found
        if one.answered_at
    }


TELLERS: Final = {LOG: steps, MAIL: mails, NOTE: notes, ANSWER: answers}
