"""A company's first message: typed without an account, confirmed by mail, decided by the office."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.partner import Partner

if TYPE_CHECKING:
    from partners.models.user import User


class InterestQuerySet(models.QuerySet["Interest"]):
    def for_office(self) -> Self:
        """What the office sees: only interests whose address is confirmed."""
        return self.exclude(state__in=Interest.UNPROVEN)

    def matching(self, *, state: str, q: str) -> Self:
        """The undecided ones, the oldest first, unless a state is named ("all": every one)."""
        found = self.filter(models.Q(company__icontains=q) | models.Q(number__icontains=q)) if q else self
        if not state and not q:
            return found.filter(state__in=Interest.UNDECIDED).order_by("confirmed_at", "pk")
        return found if state in ("", "all") else found.filter(state=state)

    def waiting(self) -> Self:
        """What the office has to decide, the oldest first."""
        return self.filter(state=Interest.State.NEW).order_by("confirmed_at", "pk")

    def forgotten(self, before: dt.datetime) -> Self:
        """Drafts and interests with an unproven address, begun before."""
        return self.filter(state__in=Interest.UNPROVEN, created_at__lt=before)

    def handed_to(self, chamber: Partner) -> Self:
        """The latest on top."""
        return self.filter(chamber=chamber, state=Interest.State.FORWARDED).order_by("-decided_at", "-pk")

    def ended(self) -> Self:
        """Decided, and no partner came of it."""
        return self.filter(state__in=(Interest.State.DECLINED, Interest.State.FORWARDED))


class Interest(models.Model):
    """Seven fields: company, street, place (postcode and town), sector, size, contact, e-mail address."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        UNCONFIRMED = "unconfirmed", _("address not confirmed")
        NEW = "new", _("new")
        ASKED = "asked", _("asked back")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        FORWARDED = "forwarded", _("handed to a chamber")

    PHONE = "phone"  # the source of what the office records
    UNPROVEN = (State.DRAFT, State.UNCONFIRMED)
    UNDECIDED = (State.NEW, State.ASKED)
    OPEN = (State.UNCONFIRMED, State.NEW, State.ASKED)

    number = models.CharField(_("number"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    source = models.SlugField(_("came by the link of"), max_length=40, blank=True)
    language = models.CharField(max_length=2, default="de")
    company = models.CharField(_("company"), max_length=160)
    company_key = models.CharField(max_length=160, editable=False)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    sector = models.CharField(_("sector"), max_length=1, choices=Partner.Sector, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=Partner.Size, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    looks_like = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("looks like")
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interests",
        related_query_name="interest",
        verbose_name=_("partner"),
    )
    chamber = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chamber")
    )
    receipt = models.FileField(upload_to="interests/", blank=True)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "company_key",
                Lower("email"),
                condition=models.Q(state__in=["unconfirmed", "new", "asked"]),
                name="one_open_interest_per_company_and_address",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="interest_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(postcode="") | models.Q(postcode__regex=r"^\d{5}$"),
                name="postcode_of_interest_has_five_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | (~models.Q(number="") & models.Q(handed_in_at__isnull=False)),
                name="interest_handed_in_has_number_and_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "unconfirmed"]) | models.Q(confirmed_at__isnull=False),
                name="office_sees_confirmed_interests_only",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(partner__isnull=False),
                name="accepted_interest_has_its_partner",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="forwarded") | models.Q(chamber__isnull=False),
                name="forwarded_interest_has_its_chamber",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.company}"

    def get_absolute_url(self) -> str:
        return reverse("partners:interest_detail", args=[self.pk])

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def is_by_phone(self) -> bool:
        return self.source == self.PHONE

    @property
    def place(self) -> str:
        return f"{self.postcode} {self.town}".strip()

    def decide(self, state: str, by: "User") -> None:
        """The caller saves."""
        self.state, self.decided_at, self.decided_by = state, timezone.now(), by


class InterestMessage(models.Model):
    """What office and applicant wrote to each other about an interest."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question of the office")
        ANSWER = "answer", _("answer of the company")
        REFUSAL = "refusal", _("refusal")
        NOTE = "note", _("note on handing over")

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.TextField(_("text"), max_length=2000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
