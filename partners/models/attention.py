"""Partners about whose people the office should know something."""

import calendar
import datetime as dt
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce

from partners.models.pact import Pact

if TYPE_CHECKING:
    from partners.models.partner import PartnerQuerySet


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months ago, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class NeedsAttention:
    """Part of the queryset of partners."""

    def without_active_login(self, today: dt.date) -> "PartnerQuerySet":
        """Climate partners for so many months, and nobody of them has signed in since."""
        partners = cast("PartnerQuerySet", self)
        since = months_before(today, Pact.objects.current().months_without_login)
        at_work = apps.get_model("partners.Membership").objects.filter(
            partner=models.OuterRef("pk"), user__is_active=True, user__last_login__date__gte=since
        )
        return partners.climate().active().filter(joined_on__lte=since).exclude(models.Exists(at_work))

    def with_bouncing_lead(self) -> "PartnerQuerySet":
        """A lead to whom the last mails failed, one after the other."""
        partners = cast("PartnerQuerySet", self)
        mails = apps.get_model("partners.Recipient").objects.filter(user=models.OuterRef("user")).order_by()
        arrived = mails.filter(state="sent").values("user").annotate(last=models.Max("pk")).values("last")
        failed = (
            mails.filter(state__in=("failed", "bounced"), pk__gt=models.OuterRef("last_arrived"))
            .values("user")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        leads = (
            apps.get_model("partners.Membership")
            .objects.filter(partner=models.OuterRef("pk"), role="lead")
            .annotate(last_arrived=Coalesce(models.Subquery(arrived), 0))
            .annotate(failures=models.Subquery(failed))
            .filter(failures__gte=Pact.objects.current().failed_mails_to_lead)
        )
        return partners.exclude(status="left").filter(models.Exists(leads))
