"""Who is invited, and who comes."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.needs import Needs
from partners.models import Partner, Recipient


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def silent(self) -> Self:
        return self.filter(state=Invitation.State.OPEN)

    def unsettled(self, now: dt.datetime) -> Self:
        """Neither accepted nor declined, to events that are still to come."""
        states = (Invitation.State.OPEN, Invitation.State.MAYBE)
        return self.filter(state__in=states, event__ends_at__gte=now)

    def standing(self) -> Self:
        """Not withdrawn, and of nobody who left."""
        return self.exclude(state=Invitation.State.WITHDRAWN).exclude(partner__status=Partner.Status.LEFT)


class Invitation(models.Model):
    """A company's invitation, or, without company, one person's."""

    class State(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        MAYBE = "maybe", _("maybe")
        WITHDRAWN = "withdrawn", _("withdrawn")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("event"))
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("company")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=254, blank=True)
    note = models.CharField(_("message to the office"), max_length=500, blank=True)
    to_confirm = models.ForeignKey(
        Recipient, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )  # who answered by the link and still gets the mail that says so

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "partner"], name="one_invitation_per_company_and_event"),
            models.UniqueConstraint(
                F("event"), Lower("email"), condition=Q(partner__isnull=True), name="one_invitation_per_guest_and_event"
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | ~Q(email=""), name="invitation_names_a_company_or_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined", "maybe"]) | Q(answered_at__isnull=False),
                name="answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner or self.name or self.email}: {self.event}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def seated(self) -> Self:
        return self.filter(state__in=Event.SEATED)

    def in_queue(self) -> Self:
        return self.filter(state=Registration.State.WAITING).order_by("created_at", "pk")

    def coming(self) -> Self:
        """In order of arrival, with those who wait."""
        return self.exclude(state=Registration.State.CANCELLED).order_by("created_at", "pk")

    def to_call(self) -> Self:
        """Who waits or was offered a seat, in the order in which the office calls."""
        states = (Registration.State.WAITING, Registration.State.OFFERED)
        return self.filter(state__in=states).order_by("created_at", "pk")

    def attended(self) -> Self:
        """Who was checked in; of an event that is not held yet, or had no check-in, who has a seat."""
        came = self.model.objects.who_came().filter(event__status=Event.Status.HELD)
        checked_in = came.filter(event=OuterRef("event"))
        return self.filter(Q(pk__in=came.values("pk")) | Q(~Exists(checked_in), state__in=Event.SEATED))

    def who_came(self) -> Self:
        return self.filter(came_at__isnull=False)

    def companies(self) -> int:
        """How many: partners by their key, others by the name they gave."""
        partners = self.filter(partner__isnull=False).values("partner").distinct().count()
        guests = self.filter(partner__isnull=True).exclude(company="")
        return partners + guests.annotate(firm=Lower("company")).values("firm").distinct().count()

    def overdue(self, now: dt.datetime) -> Self:
        """Offered a seat, and out of time."""
        return self.filter(state=Registration.State.OFFERED, offered_until__lte=now)

    def for_the_door(self) -> Self:
        """Who is expected or came, as one looks for names."""
        return (
            self.filter(Q(state__in=Event.SEATED) | Q(state=Registration.State.WAITING) | Q(came_at__isnull=False))
            .select_related("partner", "checked_in_by")
            .order_by(Lower("name"), "pk")
        )

    def named_like(self, words: str) -> Self:
        """Each word is part of the name or of the company."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(Q(name__icontains=word) | Q(company__icontains=word))
        return found


SEAT = ("state", "seat_no", "offered_until", "changed_at")


class Registration(Needs):
    """One person at one event: seated, waiting, offered a seat, or cancelled; and whether the person came."""

    class State(models.TextChoices):
        SEATED = "seated", _("seat confirmed")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("seat offered")
        CANCELLED = "cancelled", _("cancelled")

    class Via(models.TextChoices):
        LINK = "link", _("link in the mail")
        PORTAL = "portal", _("portal")
        PHONE = "phone", _("phone, by the office")
        PUBLIC = "public", _("open registration")
        DOOR = "door", _("at the door")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations", verbose_name=_("event"))
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    recipient = models.ForeignKey(Recipient, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations")
    host = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="companions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    stands_in_for = models.CharField(_("in place of"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=160, blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(_("state"), max_length=10, choices=State)
    seat_no = models.PositiveIntegerField(_("seat"), null=True, blank=True, editable=False)
    offered_until = models.DateTimeField(_("seat offered until"), null=True, blank=True, editable=False)
    came_at = models.DateTimeField(_("came at"), null=True, blank=True, editable=False)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    certificate = models.FileField(_("certificate of attendance"), upload_to="attendance/", blank=True, editable=False)
    may_be_photographed = models.BooleanField(_("may be photographed"), default=False)
    via = models.CharField(_("answered by way of"), max_length=8, choices=Via, default=Via.LINK)
    created_at = models.DateTimeField(_("registered at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("event"), Lower("email"), condition=~Q(email=""), name="one_registration_per_person_and_event"
            ),
            models.UniqueConstraint(fields=["event", "seat_no"], name="one_person_per_seat"),
            models.CheckConstraint(
                condition=Q(state__in=["seated", "offered"], seat_no__isnull=False, seat_no__gte=1)
                | Q(state__in=["waiting", "cancelled"], seat_no__isnull=True),
                name="who_sits_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="an_offer_has_its_end",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="seats_never_exceed_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("seat_no", "event_id"),  # type: ignore[no-untyped-call]  # no types
                condition=pgtrigger.Q(new__seat_no__isnull=False),
                func="""
                    IF NEW.seat_no > (SELECT capacity FROM events_event WHERE id = NEW.event_id FOR SHARE) THEN
                        RAISE EXCEPTION 'seat % is beyond the capacity', NEW.seat_no
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_never_exceed_capacity';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.event}"

    @property
    def place(self) -> int | None:
        """How many wait before this person, and one."""
        if self.state != self.State.WAITING:
            return None
        queue = Registration.objects.filter(event=self.event_id).in_queue().values_list("pk", flat=True)
        return list(queue).index(self.pk) + 1

    def sit(self, seat: int) -> None:
        """The caller saves, with the fields of `SEAT`."""
        self.state, self.seat_no, self.offered_until = self.State.SEATED, seat, None

    def offer(self, seat: int, until: dt.datetime) -> None:
        """A seat, kept until the answer or that moment. The caller saves, with the fields of `SEAT`."""
        self.state, self.seat_no, self.offered_until = self.State.OFFERED, seat, until

    def leave(self) -> None:
        """No seat any more. The caller saves, with the fields of `SEAT`."""
        self.state, self.seat_no, self.offered_until = self.State.CANCELLED, None, None
