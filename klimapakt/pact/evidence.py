"""The badge that a partner shows elsewhere, and the page that verifies it: dated facts, no praise, no rating.

Claims about the environment must be specific and verifiable (Directive (EU) 2024/825); so each fact has its day, and
what has become old says so by itself.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Balance
from klimapakt.pact.directory import with_facts
from partners import profile
from partners.models import Partner

DOWN, LINE = 46, 18  # of the picture
OLD_AFTER_MONTHS: Final = 18  # one round a year, and half a year to check it


@dataclass(frozen=True)
class Evidence:
    """What holds on `today`; `age_months` of the last checked balance, None without one."""

    partner: Partner
    today: dt.date
    facts: list[str]
    age_months: int | None

    @property
    def lines(self) -> list[tuple[int, str]]:
        """For the picture: how far down each fact stands."""
        return [(DOWN + LINE * number, fact) for number, fact in enumerate(self.facts)]

    @property
    def closing(self) -> str:
        day = date_format(self.today, "SHORT_DATE_FORMAT")
        return _("As of %(day)s. Verify: follow the link") % {"day": day}

    @property
    def height(self) -> int:
        return DOWN + LINE * (len(self.facts) + bool(self.warning) + 1)

    @property
    def has_ended(self) -> bool:
        return self.partner.status == Partner.Status.LEFT

    @property
    def is_old(self) -> bool:
        return self.age_months is not None and self.age_months >= OLD_AFTER_MONTHS

    @property
    def warning(self) -> str:
        if self.has_ended and self.partner.left_on:
            return _("Not a climate partner any more since %(day)s") % {
                "day": date_format(self.partner.left_on, "SHORT_DATE_FORMAT")
            }
        if self.age_months is None or not self.is_old:
            return ""
        years = self.age_months // 12
        if years < 2:
            return _("Details older than %(months)s months") % {"months": OLD_AFTER_MONTHS}
        return ngettext("Details older than %(years)s year", "Details older than %(years)s years", years) % {
            "years": years
        }


def verifiable() -> QuerySet[Partner]:
    """Partners in the directory, and those that stood there and have left."""
    balances = Balance.objects.approved().filter(partner=OuterRef("pk")).order_by("-year")
    known = Q(status__in=(Partner.Status.ACTIVE, Partner.Status.LEFT), is_public=True)
    return with_facts(Partner.objects.filter(known)).annotate(checked_at=Subquery(balances.values("approved_at")[:1]))


def of(partner: Partner, today: dt.date) -> Evidence:
    """Takes a partner as `verifiable` finds it."""
    found = Evidence(partner, today, [], None)
    if found.has_ended:
        return found
    checked_at, facts = partner.checked_at, []  # type: ignore[attr-defined]  # annotated
    balance_year, goal_year = partner.balance_year, partner.goal_year  # type: ignore[attr-defined]  # annotated
    since = profile.visible(partner, profile.PUBLIC, only=("since",)).get("since")
    if isinstance(since, dt.date):
        facts.append(_("Climate partner since %(day)s") % {"day": date_format(since, "SHORT_DATE_FORMAT")})
    if checked_at:
        facts.append(
            _("Balance %(year)s, checked by the office on %(day)s")
            % {"year": balance_year, "day": date_format(localtime(checked_at), "SHORT_DATE_FORMAT")}
        )
    else:
        facts.append(_("No checked balance yet"))
    if goal_year:
        facts.append(_("Own target for %(year)s published") % {"year": goal_year})
    return Evidence(partner, today, facts, months_between(localtime(checked_at).date(), today) if checked_at else None)


def months_between(start: dt.date, end: dt.date) -> int:
    """Full months."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
