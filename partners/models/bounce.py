"""Mails that came back, and the addresses that are therefore written to no more."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.letter import Recipient
from partners.models.pact import Pact


class BounceQuerySet(models.QuerySet["Bounce"]):
    def standing(self) -> Self:
        return self.filter(cleared_at__isnull=True)

    def forgettable(self, until: dt.datetime) -> Self:
        """Cleared before that, or standing and none of its address has come since."""
        since = Bounce.objects.standing().filter(email__iexact=OuterRef("email"), at__gte=until)
        return self.filter(Q(cleared_at__lt=until) | Q(cleared_at=None, at__lt=until) & ~Exists(since))

    def by_address(self) -> Any:  # Any: rows of a grouping
        """One row per address: how often its mails came back since it was last cleared, and when last."""
        counted = self.standing().annotate(address=Lower("email")).values("address")
        return counted.annotate(count=Count("pk"), last_at=Max("at"), reason=Max("reason")).order_by("-last_at")

    def flagged(self) -> Any:  # Any: as above
        """Addresses, in small letters, to which mailings go no more."""
        limit = Subquery(Pact.objects.values("bounces_to_flag")[:1])
        often = self.by_address().filter(count__gte=Coalesce(limit, Pact().bounces_to_flag))
        return often.order_by().values_list("address", flat=True)


class Bounce(models.Model):
    """One mail that a server could not deliver for good."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    recipient = models.OneToOneField(
        Recipient, on_delete=models.SET_NULL, null=True, blank=True, related_name="bounce", verbose_name=_("recipient")
    )
    source = models.CharField(max_length=250, unique=True, editable=False)  # the report's Message-ID and address
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BounceQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mails that came back")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(Lower("email"), name="bounces_by_address", condition=Q(cleared_at__isnull=True))]

    def __str__(self) -> str:
        return self.email
