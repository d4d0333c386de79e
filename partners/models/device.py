"""From where people sign in, as little of it as tells a new device from a known one."""

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from partners import devices


class KnownDevice(models.Model):
    """Browser and system by name; of the network a keyed hash, from which no address can be read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices", verbose_name=_("person")
    )
    name = models.CharField(_("device"), max_length=60, blank=True)
    network = models.CharField(max_length=64)
    last_seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            models.UniqueConstraint(fields=["user", "name", "network"], name="one_row_per_device_and_network")
        ]

    def __str__(self) -> str:
        return self.name or str(_("unknown device"))

    @staticmethod
    def hashed(address: str) -> str:
        return salted_hmac("known-device", devices.block_of(address), algorithm="sha256").hexdigest()
