"""The climate agreement: its text in versions, the copy that a partner signs, and the certificate that follows."""

import datetime as dt
import secrets
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.partner import Partner

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read as something else
CODE_LENGTH = 12


def new_code() -> str:
    """Sixty bits: nobody finds a certificate by trying."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


class AgreementTextQuerySet(models.QuerySet["AgreementText"]):
    def valid_on(self, day: dt.date) -> "AgreementText | None":
        """The latest published version that is valid by then."""
        return self.filter(published_at__isnull=False, valid_from__lte=day).order_by("-valid_from", "-pk").first()


class AgreementText(models.Model):
    """One version of the text; what is published never changes."""

    PLACEHOLDERS = frozenset({"partner", "pact", "city"})

    version = models.CharField(_("version"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(
        _("text"),
        help_text=_("An empty line begins a new paragraph. {partner}, {pact} and {city} stand for the names."),
    )
    valid_from = models.DateField(_("valid from"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = AgreementTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the agreement")
        verbose_name_plural = _("texts of the agreement")
        ordering = ["-valid_from"]
        triggers = [
            pgtrigger.Protect(
                name="published_text_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.version


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def signed(self) -> Self:
        return self.filter(state=Agreement.State.VALID).order_by("signed_on")

    def open(self) -> Self:
        return self.filter(state__in=Agreement.OPEN)

    def in_order_of_work(self) -> Self:
        """What the office has to do first, then the oldest."""
        return self.order_by("-state", "sent_at", "pk")

    def to_sign(self) -> Self:
        return self.filter(state=Agreement.State.TO_SIGN)

    def to_confirm(self) -> Self:
        return self.filter(state=Agreement.State.UPLOADED)

    def to_remind(self, now: dt.datetime, *, days: int) -> Self:
        """Unsigned for so many days, or for twice as many after the first reminder."""
        waited = models.Q()
        for reminders in range(Agreement.MOST_REMINDERS):
            waited |= models.Q(reminders=reminders, sent_at__lte=now - dt.timedelta(days=days * (reminders + 1)))
        return self.filter(waited, state=Agreement.State.TO_SIGN)


class Agreement(models.Model):
    """The climate agreement of one partner: to be signed, signed and sent back, valid."""

    class State(models.TextChoices):
        TO_SIGN = "to_sign", _("to be signed")
        UPLOADED = "uploaded", _("signed, to be confirmed")
        VALID = "valid", _("valid")

    OPEN = (State.TO_SIGN, State.UPLOADED)
    MOST_REMINDERS = 2

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("partner"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.TO_SIGN)
    text = models.ForeignKey(
        AgreementText, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text")
    )
    text_version = models.CharField(_("version of the text"), max_length=20)
    signatory = models.CharField(_("signed by"), max_length=160, blank=True)
    letter = models.FileField(_("copy to sign"), upload_to="agreements/", blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    file = models.FileField(_("signed file"), upload_to="agreements/", blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_reason = models.CharField(_("why it came back"), max_length=500, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    first_delivery_due_on = models.DateField(_("first delivery due on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_delivery_due_on__gte=models.F("signed_on")),
                name="delivery_is_due_after_signing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="valid")
                | (
                    models.Q(signed_on__isnull=False)
                    & models.Q(first_delivery_due_on__isnull=False)
                    & ~models.Q(signatory="")
                ),
                name="valid_agreement_is_signed",
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(state__in=["to_sign", "uploaded"]),
                name="one_open_agreement_per_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.signed_on or self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("partners:agreement_detail", args=[self.pk])


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_code(self, typed: str) -> Self:
        """However somebody writes it down: without case, with or without hyphens."""
        code = "".join(sign for sign in typed.upper() if sign.isalnum())
        return self.filter(code=code).select_related("partner")


class Certificate(models.Model):
    """States for one year that a company is in the pact. Its page tells how that stands today."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("partner")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("code"), max_length=CODE_LENGTH, default=new_code, unique=True, editable=False)
    issued_on = models.DateField(_("issued on"))
    file = models.FileField(_("file"), upload_to="certificates/", blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["partner", "year"], name="one_certificate_per_partner_and_year")]

    def __str__(self) -> str:
        return f"{self.partner} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("partners:certificate", args=[self.written_code])

    @property
    def written_code(self) -> str:
        """In groups of four, as people read it out."""
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
