"""What the office notes about a partner, and what it must come back to."""

import datetime as dt
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.partner import Partner

if TYPE_CHECKING:
    from partners.models.user import User

NOBODY: Final = "[…]"  # in place of a name


class NoteQuerySet(models.QuerySet["Note"]):
    def follow_ups(self) -> Self:
        """What is still to be done, the first due on top."""
        return self.filter(due_on__isnull=False, done_at__isnull=True).order_by("due_on", "pk")

    def of_partners_that_left(self, before: dt.date) -> Self:
        return self.filter(partner__status=Partner.Status.LEFT, partner__left_on__lt=before)

    def naming(self, user: "User", partners: Collection[int]) -> Self:
        """Notes with the person's address or whole name; of partners for which the person acts, also the last name."""
        found = Q(text__icontains=user.email)
        if user.last_name:
            found |= Q(text__contains=f"{user.first_name} {user.last_name}".strip())
            found |= Q(text__contains=user.last_name, partner__in=partners)
        return self.filter(found)

    def due(self, day: dt.date) -> Self:
        return self.follow_ups().filter(due_on__lte=day)


class Note(models.Model):
    """A few words of the office about a partner. With a day it is a follow-up, until it is done."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="notes", verbose_name=_("partner"))
    text = models.TextField(pgettext_lazy("of the office", "note"), max_length=2000)
    due_on = models.DateField(_("follow up on"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of the office", "note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(due_on__isnull=False), name="only_a_follow_up_is_done"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="follow_up_is_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="follow_ups_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return self.text[:80]

    def forget(self, user: "User") -> None:
        """Who the note speaks of, not what it says. The caller saves."""
        names = filter(None, (f"{user.first_name} {user.last_name}".strip(), user.last_name))
        words = "|".join([rf"(?i:{re.escape(user.email)})", *(re.escape(name) for name in names)])
        self.text = re.sub(rf"(?<!\w)(?:{words})(?!\w)", NOBODY, self.text)
