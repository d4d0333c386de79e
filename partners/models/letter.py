"""The outbox: mail that must not be lost is a row. Celery kicks, beat sweeps."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.mail import Parts
from partners.models.partner import Partner


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: dt.datetime) -> Self:
        return self.filter(state=Letter.State.SENDING).filter(
            models.Q(send_at__isnull=True) | models.Q(send_at__lte=now)
        )

    def with_counts(self) -> Self:
        """How many recipients are in which state: total, waiting, sent, failed, unclear, bounced."""
        count = {
            name: models.Count("recipients", filter=models.Q(recipients__state__in=states))
            for name, states in {
                "waiting": (Recipient.State.WAITING, Recipient.State.CLAIMED, Recipient.State.IN_TRANSIT),
                "sent": (Recipient.State.SENT,),
                "failed": (Recipient.State.FAILED,),
                "unclear": (Recipient.State.UNCLEAR,),
                "bounced": (Recipient.State.BOUNCED,),
            }.items()
        }
        return self.annotate(total=models.Count("recipients"), **count)


class Letter(models.Model):
    """What all recipients of one mailing share: texts with placeholders, calendar file, reply address."""

    class Kind(models.TextChoices):
        TRANSACTIONAL = "transactional", _("Message")
        BULK = "bulk", _("Mailing")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        SENDING = "sending", _("Sending")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.TRANSACTIONAL)
    purpose = models.SlugField(_("purpose"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    draft_text = models.TextField(_("text as the office wrote it"), blank=True)
    html = models.TextField(_("HTML"))
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    draft_text_en = models.TextField(_("English text as the office wrote it"), blank=True)
    html_en = models.TextField(_("HTML (English)"), blank=True)
    calendar = models.TextField(_("calendar file"), blank=True)
    calendar_en = models.TextField(_("calendar file (English)"), blank=True)
    calendar_method = models.CharField(max_length=8, blank=True, default="")
    attachment = models.FileField(_("attachment"), upload_to="letters/", blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=254, blank=True)
    send_at = models.DateTimeField(_("not before"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject

    def parts(self, language: str) -> Parts:
        """Subject, text and HTML in the language, in German where English is missing; placeholders stay."""
        if language == "en" and self.text_en:
            return Parts(subject=self.subject_en or self.subject, text=self.text_en, html=self.html_en)
        return Parts(subject=self.subject, text=self.text, html=self.html)

    def calendar_for(self, language: str) -> str:
        return self.calendar_en or self.calendar if language == "en" else self.calendar


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def waiting(self, now: dt.datetime) -> Self:
        return self.filter(state=Recipient.State.WAITING, next_attempt_at__lte=now)


class Recipient(models.Model):
    """One person in one mailing, with the values for its placeholders."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("about to be sent")
        IN_TRANSIT = "in_transit", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNCLEAR = "unclear", _("unclear")
        BOUNCED = "bounced", _("came back")
        CANCELLED = "cancelled", _("cancelled")

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="recipients")
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="de")
    values = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.CharField(max_length=80, blank=True, default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(_("error"), max_length=500, blank=True, default="")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("letter", Lower("email"), name="one_recipient_per_letter_and_address"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="sent_mail_has_its_time"
            ),
        ]
        # No index on the state: it changes four times a mail, in place (migration 0002).

    def __str__(self) -> str:
        return self.name or self.email

    def text_values(self) -> dict[str, Any]:  # Any: JSON
        """The values for the placeholders, the name among them."""
        return {"name": self.name, **self.values}
