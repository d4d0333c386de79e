"""How a letter belongs to an event."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from partners.models import Letter, Partner


class MailingQuerySet(models.QuerySet["Mailing"]):
    def drafts(self) -> Self:
        return self.filter(kind=Mailing.Kind.INVITATION, letter__state=Letter.State.DRAFT)


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

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mailings", verbose_name=_("event"))
    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="mailing", verbose_name=_("mailing"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.INVITATION)
    partners = models.ManyToManyField(Partner, blank=True, related_name="+", verbose_name=_("partners"))

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing of an event")
        verbose_name_plural = _("mailings of events")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"
