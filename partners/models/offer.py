"""What the pact offers its partners. What is given away never exceeds what there is: triggers see to it."""

import datetime as dt
from decimal import Decimal
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class OfferQuerySet(models.QuerySet["Offer"]):
    def published(self) -> Self:
        return self.exclude(state=Offer.State.DRAFT)

    def open_on(self, day: dt.date) -> Self:
        """Offers that take requests on that day; the last day counts in full."""
        begun, running = Q(opens_on__isnull=True), Q(closes_on__isnull=True)
        return self.filter(begun | Q(opens_on__lte=day), running | Q(closes_on__gte=day), state=Offer.State.OPEN)

    def advice(self) -> Self:
        return self.filter(kind=Offer.Kind.ADVICE)

    def with_demand(self) -> Self:
        """What is asked for and what is given away, in one query."""
        waiting, given = Q(requests__state="requested"), Q(requests__state__in=Offer.GIVEN)
        money = models.DecimalField(max_digits=14, decimal_places=2)
        spent = Coalesce("requests__paid_eur", "requests__granted_eur")
        return self.annotate(
            waiting=models.Count("requests", filter=waiting),
            given=models.Count("requests", filter=given),
            seats_asked=Coalesce(models.Sum("requests__seats", filter=waiting), 0),
            eur_asked=Coalesce(models.Sum("requests__amount_eur", filter=waiting), Decimal(0), output_field=money),
            seats_given=Coalesce(models.Sum("requests__granted_seats", filter=given), 0),
            eur_given=Coalesce(models.Sum(spent, filter=given), Decimal(0), output_field=money),
        )

    def in_order(self) -> Self:
        return self.order_by("kind", "title_de", "pk")


NOT_OVERSPENT = """
    SELECT seats, budget_eur INTO limits FROM partners_offer WHERE id = {offer} FOR UPDATE;
    SELECT COALESCE(SUM(granted_seats), 0) AS seats, COALESCE(SUM(COALESCE(paid_eur, granted_eur)), 0) AS eur
        INTO given FROM partners_offerrequest WHERE offer_id = {offer} AND state IN ('approved', 'done');
    IF given.seats > limits.seats OR given.eur > limits.budget_eur THEN
        RAISE EXCEPTION 'more is given away than the offer has'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_is_not_overspent';
    END IF;
    RETURN NULL;
"""
RECORDS = [("limits", "RECORD"), ("given", "RECORD")]


class Offer(models.Model):
    """Advice, funding or training, with as many seats and as much money as there is."""

    class Kind(models.TextChoices):
        ADVICE = "advice", _("Advice")
        FUNDING = "funding", _("Funding")
        TRAINING = "training", _("Training")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    GIVEN = ("approved", "done")  # states of a request that take seats and money

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    title_de = models.CharField(_("title (German)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    slug = models.SlugField(_("address in the portal"), max_length=80, unique=True)
    summary_de = models.CharField(_("in short (German)"), max_length=300)
    summary_en = models.CharField(_("in short (English)"), max_length=300, blank=True)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    provider = models.CharField(_("provided by"), max_length=160, blank=True)
    seats = models.PositiveIntegerField(_("seats in all"), null=True, blank=True)
    seats_per_request = models.PositiveSmallIntegerField(_("most seats per request"), null=True, blank=True)
    budget_eur = models.DecimalField(_("budget in EUR"), max_digits=12, decimal_places=2, null=True, blank=True)
    eur_per_request = models.DecimalField(
        _("most EUR per request"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    needs_proof = models.BooleanField(_("is done only with a proof (bill, certificate)"), default=False)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("last day for requests"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["kind", "title_de"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="offer_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(budget_eur__isnull=True) | Q(budget_eur__gte=0), name="budget_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(eur_per_request__isnull=True) | Q(budget_eur__isnull=False, eur_per_request__gt=0),
                name="most_per_request_needs_a_budget",
            ),
            models.CheckConstraint(
                condition=Q(seats_per_request__isnull=True) | Q(seats__isnull=False, seats_per_request__gt=0),
                name="most_seats_per_request_need_seats",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="offer_is_not_cut_below_what_is_given",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("seats", "budget_eur"),  # type: ignore[no-untyped-call]  # no types
                declare=RECORDS,
                func=NOT_OVERSPENT.format(offer="NEW.id"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:offer_detail", args=[self.slug])

    def text_of(self, field: str) -> str:
        """`field` in the language of the page, in German where English is missing."""
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return str(english or getattr(self, f"{field}_de"))

    @property
    def title(self) -> str:
        return self.text_of("title")

    @property
    def summary(self) -> str:
        return self.text_of("summary")

    @property
    def text(self) -> str:
        return self.text_of("text")

    @property
    def seats_left(self) -> int | None:
        """None: seats do not count. Needs with_demand."""
        return None if self.seats is None else self.seats - self.seats_given  # type: ignore[attr-defined]  # annotated

    @property
    def eur_left(self) -> Decimal | None:
        """None: there is no budget. Needs with_demand."""
        return None if self.budget_eur is None else self.budget_eur - self.eur_given  # type: ignore[attr-defined]  # annotated

    @property
    def is_exhausted(self) -> bool:
        return self.seats_left == 0 or self.eur_left == 0

    def takes_requests(self, day: dt.date) -> bool:
        return (
            self.state == self.State.OPEN
            and (self.opens_on is None or self.opens_on <= day)
            and (self.closes_on is None or day <= self.closes_on)
        )

    def covers(self, *, seats: int | None, eur: Decimal | None) -> bool:
        """Whether so much is left. Needs with_demand."""
        return (self.seats_left is None or (seats or 0) <= self.seats_left) and (
            self.eur_left is None or (eur or 0) <= self.eur_left
        )
