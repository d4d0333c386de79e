"""The barometer: what partners want to talk about, learn or bring in, and which of it the others want too."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from partners.models import Offer, Partner


class TopicWishQuerySet(models.QuerySet["TopicWish"]):
    def open(self) -> Self:
        return self.filter(state=TopicWish.State.OPEN)

    def settled(self) -> Self:
        return self.exclude(state=TopicWish.State.OPEN).order_by("-settled_on", "-pk")

    def with_votes(self) -> Self:
        return self.annotate(vote_count=models.Count("votes"))

    def by_votes(self) -> Self:
        """The most wanted first; needs `with_votes`."""
        return self.order_by("-vote_count", "created_at", "pk")

    def seen_by(self, partner: Partner) -> Self:
        """With `is_own` and `has_vote` of that partner."""
        voted = TopicVote.objects.filter(wish=models.OuterRef("pk"), partner=partner)
        own = models.ExpressionWrapper(Q(partner=partner), output_field=models.BooleanField())
        return self.annotate(is_own=own, has_vote=models.Exists(voted))

    def for_office(self) -> Self:
        return self.select_related("partner", "event", "offer").with_votes()


class TopicWish(models.Model):
    """What one partner wants. Others see the wish and not whose it is."""

    class Kind(models.TextChoices):
        CHALLENGE = "challenge", _("Challenge")
        TOPIC = "topic", _("Topic for a meeting")
        SUPPORT = "support", _("Concrete support")
        CONTRIBUTION = "contribution", _("Own contribution or discussion")
        TRAINING = "training", _("Training")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("wish", "open")
        PLANNED = "planned", _("planned for an event")
        OFFERED = "offered", _("became an offer")
        ANSWERED = "answered", _("answered")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.CharField(_("wish"), max_length=160)
    details = models.TextField(_("more about it"), max_length=1000, blank=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, related_name="topic_wishes", verbose_name=_("company")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("wished at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="wishes", verbose_name=_("event")
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="wishes", verbose_name=_("offer")
    )
    answer = models.TextField(_("answer of the office"), max_length=1000, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    objects = TopicWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for a topic")
        verbose_name_plural = _("wishes for topics")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "kind", Lower("text"), condition=Q(state="open"), name="the_same_wish_is_open_only_once"
            ),
            models.CheckConstraint(
                condition=(Q(state="planned") & Q(event__isnull=False) & Q(offer__isnull=True))
                | (Q(state="offered") & Q(offer__isnull=False) & Q(event__isnull=True))
                | (Q(state__in=["open", "answered"]) & Q(event__isnull=True) & Q(offer__isnull=True)),
                name="settled_wish_names_what_became_of_it",
            ),
            models.CheckConstraint(
                condition=(Q(state="open") & Q(settled_on__isnull=True))
                | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="settled_wish_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(state="answered") | ~Q(answer=""), name="answered_wish_has_its_answer"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("events:topic_manage", args=[self.pk])

    def settle(self, state: str, *, event: Event | None = None, offer: Offer | None = None, answer: str = "") -> None:
        """Say what became of it. The caller saves."""
        self.state, self.event, self.offer, self.answer = state, event, offer, answer
        self.settled_on = timezone.localdate()


class TopicVote(models.Model):
    """A company wants it too. Whoever writes a wish has a vote for it."""

    wish = models.ForeignKey(TopicWish, on_delete=models.CASCADE, related_name="votes")
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="topic_votes", verbose_name=_("company")
    )
    created_at = models.DateTimeField(_("voted at"), default=timezone.now)

    class Meta:
        verbose_name = _("vote for a topic")
        verbose_name_plural = _("votes for topics")
        constraints = [
            models.UniqueConstraint(fields=["wish", "partner"], name="one_vote_per_company_and_wish"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.wish}"
