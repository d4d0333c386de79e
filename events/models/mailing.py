"""How a letter belongs to an event."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from partners.models import Letter, Partner


class MailingQuerySet(models.QuerySet["Mailing"]):
    def drafts(self) -> Self:
        """What the office is writing."""
        return self.filter(kind__in=Mailing.WRITTEN, letter__state=Letter.State.DRAFT)

    def to_come(self) -> Self:
        """Drafts, and what waits for its time."""
        return self.filter(kind__in=Mailing.WRITTEN, letter__state__in=(Letter.State.DRAFT, Letter.State.SCHEDULED))

    def for_list(self) -> Self:
        """Whatever the office wrote or sent, the latest first, with how many people got it."""
        written = self.exclude(kind=Mailing.Kind.TEST).select_related("letter").order_by("-pk")
        return written.annotate(people=models.Count("letter__recipients"))

    def due(self, now: dt.datetime) -> Self:
        return self.filter(letter__state=Letter.State.SCHEDULED, letter__send_at__lte=now).order_by("letter__send_at")


class Mailing(models.Model):
    """A letter that belongs to an event."""

    class Kind(models.TextChoices):
        SAVE_THE_DATE = "save_the_date", _("Save the date")
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")
        LAST_INFORMATION = "last_information", _("Last information")
        CHANGE = "change", _("Change of date or place")
        CANCELLATION = "cancellation", _("Cancellation")
        THANKS = "thanks", _("Thanks")
        TEST = "test", _("Test mail")

    WRITTEN = (Kind.SAVE_THE_DATE, Kind.INVITATION, Kind.REMINDER, Kind.LAST_INFORMATION, Kind.THANKS)
    INVITING = (Kind.SAVE_THE_DATE, Kind.INVITATION, Kind.REMINDER)  # to contacts of partners; else to who comes

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mailings", verbose_name=_("event"))
    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="mailing", verbose_name=_("mailing"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.INVITATION)
    partners = models.ManyToManyField(Partner, blank=True, related_name="+", verbose_name=_("partners"))

    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scheduled_sequence = models.PositiveSmallIntegerField(null=True, blank=True)  # the event's, when it was scheduled
    held_back = models.CharField(_("not sent, because"), max_length=500, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing of an event")
        verbose_name_plural = _("mailings of events")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"

    @classmethod
    def kinds_for(cls, event: Event, now: dt.datetime) -> list[Kind]:
        """What may be written about the event at that time."""
        if event.status == Event.Status.CANCELLED:
            return []
        if event.ends_at <= now:
            return [cls.Kind.THANKS]
        return [kind for kind in cls.WRITTEN if kind != cls.Kind.THANKS]

    @property
    def is_to_come(self) -> bool:
        return self.letter.state in (Letter.State.DRAFT, Letter.State.SCHEDULED)

    @property
    def is_inviting(self) -> bool:
        return self.kind in self.INVITING
