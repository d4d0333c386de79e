"""The steps of a delivery in words: what happened, for the partner and the office alike."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.models import Balance, Delivery
from partners.models import LogEntry

STEPS: Final[dict[str, str | Promise]] = {
    "balance-approved": _("Balance checked"),
    "balance-begun": _("Balance begun"),
    "balance-corrected": _("Balance corrected"),
    "balance-factors-updated": _("Balance moved to another edition of the factors"),
    "balance-handed-in": _("Balance handed in"),
    "balance-returned": _("Balance returned"),
    "balance-withdrawn": _("Balance withdrawn"),
    "delivery-closed": _("Report closed"),
    "delivery-approved": _("Report checked"),
    "delivery-asked": _("Report asked for"),
    "delivery-draft": _("Report begun"),
    "delivery-extended": _("Report: more time"),
    "delivery-handed_in": _("Report handed in"),
    "delivery-in_check": _("Report in check"),
    "delivery-open": _("Report open again"),
    "delivery-released": _("Report released"),
    "delivery-reminded": _("Reminder sent"),
    "delivery-returned": _("Report returned"),
    "measure-checked": _("Measure: tonnes checked"),
    "own-factor-accepted": _("Own factor accepted"),
    "own-factor-added": _("Own factor stored"),
    "own-factor-removed": _("Own factor removed"),
    "question-answered": _("Question answered"),
    "question-asked": _("Question asked"),
}


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    at: dt.datetime
    by: str


def steps_of(delivery: Delivery | None, balance: Balance | None) -> list[Step]:
    """What happened to a delivery, or to a balance that belongs to none; the latest first."""
    record = delivery or balance
    if record is None:
        return []
    found = LogEntry.objects.about(record).select_related("by").order_by("-at", "-pk")
    return [Step(_title(entry), entry.reason, entry.at, str(entry.by or "")) for entry in found]


def _title(entry: LogEntry) -> str:
    title = str(STEPS.get(entry.verb, entry.verb))
    if entry.verb != "delivery-extended":
        return title
    day = date_format(dt.date.fromisoformat(entry.state_to), "SHORT_DATE_FORMAT")
    return gettext("More time: now due on %(day)s") % {"day": day}
