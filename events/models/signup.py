"""Open registration: what somebody typed, until the address is confirmed."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.invitation import Registration
from events.models.needs import NO_NEEDS, Needs


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def older_than(self, moment: dt.datetime) -> Self:
        return self.filter(created_at__lt=moment)


class SignUp(Needs):
    """Takes no seat and no place in the queue; once confirmed it only leads to the registration."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sign_ups", verbose_name=_("event"))
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="sign_ups"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    company = models.CharField(_("company"), max_length=160, blank=True)
    may_be_photographed = models.BooleanField(_("may be photographed"), default=False)
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration to be confirmed")
        verbose_name_plural = _("registrations to be confirmed")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(registration__isnull=True) | models.Q(name="", email="", phone="", **NO_NEEDS),
                name="confirmed_sign_up_keeps_no_names",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.event}"
