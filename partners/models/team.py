"""How people come into the team of a partner, and how its lead passes on."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.partner import Membership, Partner


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def pending(self) -> Self:
        return self.filter(state=TeamInvitation.State.OPEN)

    def unsent(self) -> Self:
        """Prepared by an import; the office sends or discards them."""
        return self.filter(state=TeamInvitation.State.PREPARED)

    def for_table(self) -> Self:
        return self.select_related("partner").order_by("partner__sort_name", "email")

    def overdue(self, today: dt.date) -> Self:
        return self.pending().filter(expires_on__lt=today)

    def in_order(self) -> Self:
        return self.select_related("invited_by").order_by("sent_at", "pk")


class TeamInvitation(models.Model):
    """A lead asks somebody, known to the portal or not, to act for the partner."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("not sent yet")
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="team_invitations", verbose_name=_("partner")
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Membership.Role, default=Membership.Role.VIEWER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_on = models.DateField(_("good until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                F("partner"),
                Lower("email"),
                condition=Q(state__in=["prepared", "open"]),
                name="one_open_team_invitation_per_partner_and_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "open"], ended_at__isnull=True)
                | (~Q(state__in=["prepared", "open"]) & Q(ended_at__isnull=False)),
                name="ended_team_invitation_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.partner})"

    def can_be_answered(self, today: dt.date) -> bool:
        return self.state == self.State.OPEN and today <= self.expires_on

    def end(self, state: str) -> None:
        """The caller saves."""
        self.state, self.ended_at = state, timezone.now()


class HandoverQuerySet(models.QuerySet["Handover"]):
    def pending(self) -> Self:
        return self.filter(state=Handover.State.OPEN)

    def due(self, today: dt.date) -> Self:
        return self.pending().filter(steps_back_on__lte=today)


class Handover(models.Model):
    """A lead has named a successor, who leads at once, and steps back on a day."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("partner"))
    predecessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("successor")
    )
    steps_back_on = models.DateField(_("steps back on"))
    stays_as_viewer = models.BooleanField(_("keeps the right to read"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "predecessor"], condition=Q(state="open"), name="one_open_handover_per_lead"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="successor_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="ended_handover_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.predecessor} → {self.successor}"

    def end(self, state: str) -> None:
        """The caller saves."""
        self.state, self.ended_at = state, timezone.now()
