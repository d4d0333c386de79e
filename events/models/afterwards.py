"""What guests say and ask, and what is printed for the day."""

import datetime as dt
import uuid
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.agenda import AgendaItem
from events.models.event import Event
from partners.models import Job


def marks(name: object) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(name, validators=[MinValueValidator(1), MaxValueValidator(5)])  # type: ignore[arg-type]  # a lazy text


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def averages(self) -> dict[str, float | int | None]:
        return self.aggregate(count=Count("pk"), **{name: Avg(name) for name in Feedback.MARKS})


class Feedback(models.Model):
    """Four marks and a sentence. Of nobody: neither person nor moment is stored."""

    MARKS = ("overall", "content", "exchange", "organisation")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback", verbose_name=_("event"))
    overall = marks(_("How did you like the event as a whole?"))
    content = marks(_("How useful was the content for your company?"))
    exchange = marks(_("How good was the exchange with others?"))
    organisation = marks(_("How good was the organisation?"))
    words = models.TextField(_("What should we do differently, or talk about next time?"), max_length=1000, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    overall__range=(1, 5), content__range=(1, 5), exchange__range=(1, 5), organisation__range=(1, 5)
                ),
                name="marks_go_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return str(self.event)

    @classmethod
    def mark_titles(cls) -> dict[str, str]:
        return {field.name: str(field.verbose_name) for field in cls._meta.fields if field.name in cls.MARKS}


class SpeakerQuestion(models.Model):
    """What somebody who comes wants to know of a point of the agenda. Of nobody: only the company is named."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, related_name="questions", verbose_name=_("agenda item")
    )
    company = models.CharField(_("company"), max_length=160, blank=True)
    text = models.CharField(_("question"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)

    class Meta:
        verbose_name = _("question to a speaker")
        verbose_name_plural = _("questions to speakers")
        ordering = ["item__position", "asked_at", "pk"]

    def __str__(self) -> str:
        return self.text


class PrintoutQuerySet(models.QuerySet["Printout"]):
    def older_than(self, moment: dt.datetime) -> Self:
        return self.filter(made_at__lt=moment)


class Printout(models.Model):
    """Badges or sign-in list as they stood when they were ordered; goes with the names in it."""

    class Kind(models.TextChoices):
        BADGES = "badges", _("Badges")
        SIGN_IN_LIST = "list", _("Sign-in list")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="printouts", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.FileField(_("file"), upload_to="printouts/", blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("printout")
        verbose_name_plural = _("printouts")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"
