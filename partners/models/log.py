"""Who did what, when and why: written by actions, never changed."""

import datetime as dt
from typing import TYPE_CHECKING, Final, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.partner import Partner

if TYPE_CHECKING:
    from partners.models.user import User

VIEWED: Final = "viewed-as-partner"
VIEW_LASTS: Final = dt.timedelta(hours=8)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def about(self, subject: models.Model) -> Self:
        """The steps of one record, the first on top."""
        return self.filter(subject_type=subject._meta.label_lower, subject_key=str(subject.pk)).order_by("at", "pk")

    def views_of(self, user: "User", now: dt.datetime) -> Self:
        """Where somebody of the office began to see the portal as a partner sees it, and still may."""
        return self.filter(verb=VIEWED, by=user, at__gt=now - VIEW_LASTS)


class LogEntry(models.Model):
    """One step in the life of a record. Holds keys and states, no names and no addresses."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="log", verbose_name=_("partner")
    )
    verb = models.SlugField(_("step"), max_length=60)
    subject_type = models.CharField(_("record"), max_length=60)
    subject_key = models.CharField(_("key"), max_length=40)
    state_from = models.CharField(_("from"), max_length=40, blank=True)
    state_to = models.CharField(_("to"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="log_by_subject")]
        triggers = [pgtrigger.Protect(name="log_is_only_written", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_key}"
