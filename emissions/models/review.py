"""The office's check of a balance: who began it, what it asks, what the partner answers, and the papers about it."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import Balance


class Review(models.Model):
    """Who prepares the check. From now on the partner cannot take the balance back."""

    balance = models.OneToOneField(Balance, on_delete=models.CASCADE, related_name="review", verbose_name=_("balance"))
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("begun by")
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")

    def __str__(self) -> str:
        return f"{self.balance}: {self.begun_by}"


class ReviewedBalance(Balance):
    """A balance, as far as two people have to look at it: where the pact says so, the second one approves."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="two_people_check_and_approve",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("approved_at"),  # type: ignore[no-untyped-call]  # no types
                condition=pgtrigger.Q(old__approved_at__isnull=True, new__approved_at__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM partners_pact WHERE needs_two_people) AND NOT EXISTS (
                        SELECT FROM emissions_review review
                        WHERE review.balance_id = NEW.id AND review.begun_by_id <> NEW.approved_by_id
                    ) THEN
                        RAISE EXCEPTION 'who prepared the check does not approve'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_people_check_and_approve';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]


class QuestionQuerySet(models.QuerySet["Question"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def to_tell(self) -> Self:
        """No mail has told of them yet. What is answered already, or approved, needs none."""
        return self.unanswered().filter(told_at__isnull=True, balance__approved_at__isnull=True)

    def in_order(self) -> Self:
        return self.select_related("asked_by", "answer_by").order_by("pk")


class Question(models.Model):
    """What the office asks about one figure, and the partner's answer: once said, neither changes."""

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="questions", verbose_name=_("balance"))
    field = models.CharField(_("place"), max_length=80, blank=True)
    label = models.CharField(_("figure"), max_length=160, blank=True)
    text = models.CharField(_("question"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    told_at = models.DateTimeField(_("written to the partner at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answer_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answer_by__isnull=False)),
                name="answer_has_its_person_and_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answered_question_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def unwritten(self) -> Self:
        return self.filter(file="")


class Receipt(models.Model):
    """The paper about one step, drawn by a worker: what was handed in, or checked, and when."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("handed in")
        CHECKED = "checked", _("checked")

    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="receipts", verbose_name=_("balance"))
    kind = models.CharField(_("about"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("moment"))
    language = models.CharField(max_length=2, default="de")
    file = models.FileField(_("file"), upload_to="receipts/", blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["balance", "kind", "at"], name="one_receipt_per_step")]

    def __str__(self) -> str:
        return f"{self.balance.number}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("emissions:receipt_file", args=[self.balance.partner.slug, self.pk])
