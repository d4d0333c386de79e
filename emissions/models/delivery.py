"""Rounds of reporting, and what each partner hands in for one."""

import datetime as dt
from typing import Final, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emissions.models.one_partner import DELIVERED, of_one_partner
from partners.models import Partner

REMINDER_DAYS: Final = (-30, -14, -3, 1, 14)  # counted from the due date


class RoundQuerySet(models.QuerySet["Round"]):
    def open_on(self, day: dt.date) -> Self:
        return self.filter(opens_on__lte=day, is_closed=False)

    def to_open(self, day: dt.date) -> Self:
        """Their day has come, and nobody has been asked yet."""
        return self.open_on(day).filter(deliveries=None)


class Round(models.Model):
    """The office's call for deliveries about one calendar year."""

    year = models.PositiveSmallIntegerField(_("reporting year"), unique=True)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    requires_target = models.BooleanField(_("asks for a target"), default=True)
    requires_measures = models.BooleanField(_("asks for measures"), default=True)
    requires_scope3 = models.BooleanField(_("asks for scope 3"), default=False)
    is_closed = models.BooleanField(_("closed"), default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("opens_on")), name="round_is_due_after_it_opens")
        ]

    def __str__(self) -> str:
        return str(_("Reporting round %(year)s") % {"year": self.year})

    def get_absolute_url(self) -> str:
        return reverse("pact:office_round", args=[self.year])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=Delivery.WITH_PARTNER)

    def overdue(self, day: dt.date) -> Self:
        return self.unfinished().filter(due_on__lt=day)

    def to_check(self) -> Self:
        return self.filter(state__in=(Delivery.State.HANDED_IN, Delivery.State.IN_CHECK))

    def running(self) -> Self:
        """With the partner, in a round that is open."""
        return self.unfinished().filter(round__is_closed=False)

    def not_told_on(self, day: dt.date) -> Self:
        return self.exclude(told_on=day)

    def due_for_reminder(self, day: dt.date) -> Self:
        """Whose calendar of reminders has begun, and of whom it still has a day; `is_to_remind` says if it is today."""
        first, last = (dt.timedelta(days=days) for days in (REMINDER_DAYS[0], REMINDER_DAYS[-1]))
        return self.filter(due_on__lte=day - first).exclude(told_on__gte=F("due_on") + last)

    def in_column(self, name: str, day: dt.date) -> Self:
        """A column of the office's board."""
        return self.filter(Delivery.column(name, day))


class Delivery(models.Model):
    """What one partner hands in for one round."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DRAFT = "draft", _("begun")
        HANDED_IN = "handed_in", _("handed in")
        IN_CHECK = "in_check", _("in check")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("checked")
        RELEASED = "released", _("released")
        CLOSED = "closed", _("closed: the partner has left")

    WITH_PARTNER = (State.OPEN, State.DRAFT, State.RETURNED)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("round"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("partner"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_reason = models.TextField(_("why it was returned"), blank=True)
    told_on = models.DateField(_("last mail about the due date"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-round__year", "partner"]
        constraints = [
            models.UniqueConstraint(fields=["round", "partner"], name="one_delivery_per_partner_and_round"),
            models.CheckConstraint(
                condition=~Q(state__in=["handed_in", "in_check", "approved", "released"])
                | Q(handed_in_at__isnull=False),
                name="handed_in_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "released"]) | Q(approved_at__isnull=False),
                name="approved_delivery_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True)),
                name="released_delivery_has_its_time",
            ),
        ]
        triggers = [
            of_one_partner(
                "delivery_goes_with_its_balances",
                DELIVERED,
                "other",
                pgtrigger.UpdateOf("partner_id"),  # type: ignore[no-untyped-call]  # no types
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("emissions:delivery_detail", args=[self.partner.slug, self.round.year])

    @property
    def is_with_partner(self) -> bool:
        return self.state in self.WITH_PARTNER

    @staticmethod
    def column(name: str, day: dt.date) -> Q:
        """What stands in a column of the office's board."""
        states = {
            "open": (Delivery.State.OPEN,),
            "begun": (Delivery.State.DRAFT,),
            "handed_in": (Delivery.State.HANDED_IN,),
            "in_check": (Delivery.State.IN_CHECK,),
            "returned": (Delivery.State.RETURNED,),
            "checked": (Delivery.State.APPROVED, Delivery.State.RELEASED),
            "overdue": Delivery.WITH_PARTNER,
        }[name]
        found = Q(state__in=states)
        return found & Q(due_on__lt=day) if name == "overdue" else found

    def is_to_remind(self, day: dt.date) -> bool:
        """Whether a day of the calendar has come since somebody there last heard of the due date."""
        days = [self.due_on + dt.timedelta(days=days) for days in REMINDER_DAYS]
        come = [one for one in days if one <= day]
        return bool(come) and (self.told_on is None or max(come) > self.told_on)
