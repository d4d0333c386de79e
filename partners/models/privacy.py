"""How long personal data stay, what was erased, and what people agreed to."""

import datetime as dt
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from partners.models.user import User


class RetentionRule(models.Model):
    """How many days a kind of personal data stays: partners/retention.py says what the keys mean."""

    key = models.SlugField(_("rule"), max_length=40, unique=True, editable=False)
    days = models.PositiveIntegerField(_("days"))
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["key"]
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=1), name="personal_data_stay_for_a_day")]

    def __str__(self) -> str:
        return self.key

    def until(self, now: dt.datetime) -> dt.datetime:
        """What is older goes."""
        return now - dt.timedelta(days=self.days)


class Erasure(models.Model):
    """Something personal was erased: what kind, how much, when and why. Never whose."""

    class Reason(models.TextChoices):
        RULE = "rule", _("retention rule")
        OWN_WISH = "own_wish", _("the person's wish")
        UNUSED = "unused", _("unused account, after two warnings")
        MERGED = "merged", _("two entries of one partner, merged")

    kind = models.SlugField(_("what"), max_length=40)
    count = models.PositiveIntegerField(_("count"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("why"), max_length=10, choices=Reason)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="erasure_stays_counted", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"


class InactivityNotice(models.Model):
    """The warnings that an unused account will be erased. Signing in makes them void."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inactivity_notice")
    count = models.PositiveSmallIntegerField(default=1)
    last_at = models.DateTimeField()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def last_words(self) -> Self:
        """What holds now: the last word of each person on each kind."""
        return self.order_by("user", "kind", "-at", "-pk").distinct("user", "kind")

    def of(self, user: "User") -> dict[str, bool]:
        """Kinds on which the person has said a word, and which."""
        return {one.kind: one.is_given for one in self.filter(user=user).last_words()}

    def refused(self, kind: str) -> Self:
        """The last words of those who do not want this kind."""
        last = Consent.objects.filter(user=models.OuterRef("user"), kind=kind).order_by("-at", "-pk").values("pk")[:1]
        return self.filter(kind=kind, is_given=False, pk=models.Subquery(last))


class Consent(models.Model):
    """A word given or withdrawn: who, what, when, in which words it was asked. Never changed: the last one holds."""

    class Kind(models.TextChoices):
        INVITATIONS = "invitations", _("Invitations to events")
        DEADLINES = "deadlines", _("Reminders of deadlines")
        NEWS = "news", _("News of the pact")

    class Way(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        LINK = "link", _("by the link in a mail")

    WITHOUT_A_WORD = (Kind.INVITATIONS, Kind.DEADLINES)  # part of taking part, until somebody says no
    TEXT_VERSION = "2026-11"  # of the words on the page; a new one with every change of their sense

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents", verbose_name=_("person")
    )
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    is_given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    way = models.CharField(_("by way of"), max_length=6, choices=Way, default=Way.PORTAL)
    text_version = models.CharField(_("version of the text"), max_length=20, default=TEXT_VERSION)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "kind", "-at"], name="consents_by_person")]
        triggers = [pgtrigger.Protect(name="consent_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.get_kind_display())
