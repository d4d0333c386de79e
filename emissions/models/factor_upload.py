"""A file of factors that the office looks through, until it becomes an edition or is discarded."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FactorUploadQuerySet(models.QuerySet["FactorUpload"]):
    def latest_first(self) -> Self:
        return self.defer("content").select_related("created_by").order_by("-created_at", "-pk")


class FactorUpload(models.Model):
    """No balance sees it. What it would change is computed whenever somebody looks."""

    edition = models.CharField(_("edition"), max_length=40)
    published_on = models.DateField(_("published on"))
    file_name = models.CharField(_("name of the file"), max_length=120)
    content = models.BinaryField(_("file"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    objects = FactorUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded factor file")
        verbose_name_plural = _("uploaded factor files")
        ordering = ["-created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.edition

    def get_absolute_url(self) -> str:
        return reverse("emissions:factor_upload", args=[self.pk])
