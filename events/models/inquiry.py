"""What guests want after an event: a task of the office."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from partners.models import Partner


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def in_order(self) -> Self:
        """Open ones first, the oldest on top."""
        return self.select_related("partner", "done_by").order_by(models.F("done_at").asc(nulls_first=True), "pk")

    def older_than(self, moment: dt.datetime) -> Self:
        return self.filter(created_at__lt=moment)

    def of_person(self, email: str) -> Self:
        return self.filter(email__iexact=email)


class Inquiry(models.Model):
    """Somebody who was invited or came wants advice, a contact, an offer, or to join. Open until the office is done."""

    class Kind(models.TextChoices):
        ADVICE = "advice", _("Advice for our company")
        OFFER = "offer", _("Training or funding")
        CONTACT = "contact", _("Contact with a speaker or another company")
        JOINING = "joining", _("Joining the climate pact")
        OTHER = "other", _("Something else")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="inquiries", verbose_name=_("event"))
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="inquiries", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.CharField(_("words"), max_length=500, blank=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    company = models.CharField(_("company"), max_length=160, blank=True)
    created_at = models.DateTimeField(_("said at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry after an event")
        verbose_name_plural = _("inquiries after events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "event", "kind", Lower("email"), condition=Q(done_at__isnull=True), name="the_same_inquiry_is_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
