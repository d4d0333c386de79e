"""Who asks for an offer, what the office says, and what came of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.errors import ProofMissing, RequestDecided
from partners.models.offer import NOT_OVERSPENT, RECORDS, Offer
from partners.models.partner import Partner

if TYPE_CHECKING:
    from partners.models.user import User


class OfferRequestQuerySet(models.QuerySet["OfferRequest"]):
    def visible_to(self, user: "User") -> Self:
        return self if user.is_office else self.filter(partner__in=Partner.objects.of(user))

    def open(self) -> Self:
        return self.filter(state__in=OfferRequest.OPEN)

    def to_decide(self) -> Self:
        return self.filter(state=OfferRequest.State.REQUESTED).order_by("requested_at", "pk")

    def approved(self) -> Self:
        """Given away, not done yet: those with a proof first."""
        return self.filter(state=OfferRequest.State.APPROVED).order_by(F("proof_at").asc(nulls_last=True), "decided_at")

    def for_table(self) -> Self:
        return self.select_related("offer", "partner")

    def latest_first(self) -> Self:
        return self.order_by("-requested_at", "-pk")


class OfferRequest(models.Model):
    """A partner asks for an offer; the office decides; what is done has its proof."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DONE = "done", pgettext_lazy("request", "done")

    OPEN = (State.REQUESTED, State.APPROVED)
    TONES = {State.REQUESTED: "info", State.APPROVED: "success", State.DECLINED: "danger", State.DONE: "success"}

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="requests", verbose_name=_("offer"))
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="offer_requests", verbose_name=_("partner")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    wish = models.CharField(_("what the partner wants"), max_length=500)
    reason = models.CharField(_("what it is good for"), max_length=500, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats wanted"), null=True, blank=True)
    amount_eur = models.DecimalField(_("EUR wanted"), max_digits=12, decimal_places=2, null=True, blank=True)
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("requested by")
    )
    granted_seats = models.PositiveSmallIntegerField(_("seats granted"), null=True, blank=True)
    granted_eur = models.DecimalField(_("EUR granted"), max_digits=12, decimal_places=2, null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    proof = models.FileField(_("proof"), upload_to="proofs/", blank=True)
    proof_at = models.DateTimeField(_("proof handed in at"), null=True, blank=True)
    paid_eur = models.DecimalField(_("EUR paid"), max_digits=12, decimal_places=2, null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = OfferRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer request")
        verbose_name_plural = _("offer requests")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "partner"],
                condition=Q(state__in=["requested", "approved"]),
                name="one_open_request_per_partner_and_offer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined", "done"]) | Q(decided_at__isnull=False),
                name="decision_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""), name="declined_request_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(amount_eur__isnull=True) | Q(amount_eur__gt=0), name="request_is_about_money_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(granted_eur__isnull=True) | Q(granted_eur__gte=0, granted_eur__lte=F("amount_eur")),
                name="no_more_eur_granted_than_wanted",
            ),
            models.CheckConstraint(
                condition=Q(granted_seats__isnull=True) | Q(granted_seats__lte=F("seats")),
                name="no_more_seats_granted_than_wanted",
            ),
            models.CheckConstraint(
                condition=Q(paid_eur__isnull=True) | Q(state="done", paid_eur__gte=0, paid_eur__lte=F("granted_eur")),
                name="no_more_paid_than_granted",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="done_request_has_its_time"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="offer_is_not_overspent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=["approved", "done"]),
                declare=RECORDS,
                func=NOT_OVERSPENT.format(offer="NEW.offer_id"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.partner}: {self.offer}"

    def get_absolute_url(self) -> str:
        return reverse("partners:offer_request_detail", args=[self.partner.slug, self.pk])

    @property
    def number(self) -> str:
        """What people quote on the phone."""
        return f"A-{self.pk:05d}"

    @property
    def tone(self) -> str:
        return self.TONES.get(self.State(self.state), "info")

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def approve(self, by: "User", *, seats: int | None, eur: Decimal | None, reason: str) -> None:
        self._decide(by, self.State.APPROVED, reason)
        self.granted_seats, self.granted_eur = seats, eur

    def decline(self, by: "User", *, reason: str) -> None:
        self._decide(by, self.State.DECLINED, reason)

    def withdraw(self, *, reason: str = "") -> None:
        """Gives back what was granted; the office says why it does so."""
        self._must_be(*self.OPEN)
        self.decision_reason = reason
        self.state, self.granted_seats, self.granted_eur = self.State.WITHDRAWN, None, None

    def prove(self) -> None:
        """Note the time of a proof; the caller stores the file."""
        self._must_be(self.State.APPROVED)
        self.proof_at = timezone.now()

    def finish(self, *, paid_eur: Decimal | None) -> None:
        self._must_be(self.State.APPROVED)
        if self.offer.needs_proof and not self.proof:
            raise ProofMissing(self)
        self.state, self.done_at, self.paid_eur = self.State.DONE, timezone.now(), paid_eur

    def _decide(self, by: "User", state: str, reason: str) -> None:
        self._must_be(self.State.REQUESTED)
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.decision_reason = reason

    def _must_be(self, *states: str) -> None:
        if self.state not in states:
            raise RequestDecided(self)
