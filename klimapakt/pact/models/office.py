"""What the office keeps for its work with the list of partners."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Partner


class SavedFilter(models.Model):
    """A filter of the list of partners under a name, for everybody in the office."""

    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=600)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    created_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_saved_filter_per_name"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(query=""), name="saved_filter_has_name_and_conditions"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OldAddress(models.Model):
    """Under this name in the address a partner was found before its entry went into another one."""

    slug = models.SlugField(_("old address"), max_length=80, unique=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="old_addresses", verbose_name=_("partner")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
