"""What the portal knows about a person, packed for that person."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Job

if TYPE_CHECKING:
    from partners.models import User


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def of(self, user: "User") -> Self:
        return self.filter(user=user).select_related("job")

    def unfinished(self) -> Self:
        return self.filter(file="", job__state__in=(Job.State.QUEUED, Job.State.RUNNING))


class DataExport(models.Model):
    """One ZIP file of own data; goes after some days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to="own-data/", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of own data")
        verbose_name_plural = _("files of own data")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("pact:own_data")
