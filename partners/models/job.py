"""Long work with visible progress."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from partners.models.user import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(started_by=user)

    def stuck(self, now: dt.datetime) -> Self:
        """Jobs whose worker has not been heard of for a quarter of an hour."""
        return self.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING), heard_at__lt=now - dt.timedelta(minutes=15))


class Job(models.Model):
    """One piece of work in a worker: its stage, its progress, its result."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", pgettext_lazy("work", "done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", pgettext_lazy("work", "stopped")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    stage = models.CharField(_("stage"), max_length=160, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), default=0)
    is_stoppable = models.BooleanField(_("can be stopped halfway"), default=False)
    starts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    params = models.JSONField(default=dict, blank=True)
    result_url = models.CharField(_("address of the result"), max_length=200, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="progress_ends_at_100_percent"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "failed", "stopped"]) | models.Q(ended_at__isnull=False),
                name="ended_job_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:job_detail", args=[self.uuid])

    @property
    def words(self) -> str:
        """The stage while the work goes on, else the state."""
        return self.get_state_display() if self.has_ended else self.stage or self.get_state_display()

    @property
    def has_ended(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.STOPPED)

    @property
    def can_be_stopped(self) -> bool:
        return self.is_stoppable and not self.has_ended
