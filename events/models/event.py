"""What takes place."""

import datetime as dt
import uuid
from typing import Self

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import Partner, Recipient


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """What the public may see; a cancelled event stays visible and says so."""
        return self.filter(is_public=True).exclude(status=Event.Status.DRAFT)

    def upcoming(self, now: dt.datetime) -> Self:
        return self.filter(ends_at__gte=now).order_by("starts_at")

    def past(self, now: dt.datetime) -> Self:
        return self.filter(ends_at__lt=now).order_by("-starts_at")

    def in_year(self, year: int) -> Self:
        return self.filter(starts_at__year=year)

    def latest_first(self) -> Self:
        return self.order_by("-starts_at")

    def per_year(self) -> dict[int, int]:
        """How many began in each year, the latest first."""
        years = self.order_by().annotate(year_begun=ExtractYear("starts_at")).values("year_begun")
        return dict(years.annotate(count=models.Count("pk")).order_by("-year_begun").values_list("year_begun", "count"))

    def numbered(self, kind: str | None, number: int | None) -> Self:
        """Those that have this number in the series of their kind; nobody has none."""
        return self.filter(kind=kind, number=number).exclude(number=None)

    def next_number(self, kind: str) -> int:
        """Of a new event in the series of its kind."""
        return (self.filter(kind=kind).aggregate(last=models.Max("number"))["last"] or 0) + 1

    def with_a_queue(self, now: dt.datetime) -> Self:
        """To come, and somebody waits or was offered a seat."""
        queued = Q(registrations__state__in=("waiting", "offered"))
        return self.filter(queued, status=Event.Status.PUBLISHED, starts_at__gt=now).distinct()

    def with_answers(self) -> Self:
        """How many companies accepted, declined, said maybe, or have not answered."""
        states = {"accepted": "accepted", "declined": "declined", "maybe": "maybe", "silent": "open"}
        return self.annotate(
            **{
                name: models.Count("invitations", filter=Q(invitations__state=state), distinct=True)
                for name, state in states.items()
            }
        )

    def with_silence(self) -> Self:
        """Companies without an answer: how many, and the names of those whom no mail of ours has reached."""
        silent = Partner.objects.exclude(status=Partner.Status.LEFT).filter(
            invitations__event=OuterRef("pk"), invitations__state="open"
        )
        mails = Recipient.objects.filter(letter__mailing__event=OuterRef(OuterRef("pk")), partner=OuterRef("pk"))
        came_back = mails.filter(state__in=(Recipient.State.BOUNCED, Recipient.State.FAILED))
        lost = silent.filter(Exists(came_back), ~Exists(mails.filter(state=Recipient.State.SENT)))
        return self.annotate(
            silent_companies=ArraySubquery(silent.values("pk")),
            lost_companies=ArraySubquery(lost.in_alphabet().values("name")),
        )

    def with_counts(self) -> Self:
        """Seats taken, and answers by kind, in one query."""
        seated = Q(registrations__state__in=Event.SEATED)
        return self.annotate(
            seats_taken=models.Count("registrations", filter=seated, distinct=True),
            waiting=models.Count("registrations", filter=Q(registrations__state="waiting"), distinct=True),
        )


class Event(models.Model):
    """A meeting, workshop or training of the pact."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Network meeting")
        WORKSHOP = "workshop", _("Workshop")
        WEBINAR = "webinar", _("Webinar")
        TRAINING = "training", _("Training")
        CONSULTATION = "consultation", _("Consultation")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    SEATED = ("seated", "offered")  # states of a registration that take a seat

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    number = models.PositiveSmallIntegerField(_("number in its series"), null=True, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    slug = models.SlugField(_("address in the portal"), max_length=80, unique=True)
    theme_de = models.CharField(_("theme (German)"), max_length=160, blank=True)
    theme_en = models.CharField(_("theme (English)"), max_length=160, blank=True)
    summary_de = models.TextField(_("in short (German)"), blank=True)
    summary_en = models.TextField(_("in short (English)"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("seats"))
    seats_per_company = models.PositiveSmallIntegerField(_("seats per company"), default=2)
    answer_until = models.DateField(_("answers until"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    is_open = models.BooleanField(
        _("open registration"),
        default=False,
        help_text=_("Everybody may register on the public page, without invitation."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a seat that became free"), default=48, validators=[MinValueValidator(1)]
    )
    calendar_sequence = models.PositiveSmallIntegerField(_("version of the calendar entry"), default=0, editable=False)
    calendar_changed_at = models.DateTimeField(_("calendar entry changed at"), default=timezone.now, editable=False)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=300, blank=True)
    people_attended = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    companies_attended = models.PositiveIntegerField(_("companies that came"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="event_has_seats"),
            models.CheckConstraint(condition=Q(seats_per_company__gt=0), name="companies_have_seats"),
            models.UniqueConstraint(
                F("kind"), F("number"), condition=Q(number__isnull=False), name="one_number_per_series"
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled") | Q(cancel_reason=""), name="only_cancelled_events_say_why"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="capacity_covers_the_seats_taken",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("capacity"),  # type: ignore[no-untyped-call]  # no types
                func="""
                    IF EXISTS (
                        SELECT 1 FROM events_registration WHERE event_id = NEW.id AND seat_no > NEW.capacity
                    ) THEN
                        RAISE EXCEPTION 'more seats are taken than there would be'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'capacity_covers_the_seats_taken';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event_detail", args=[self.year, self.slug])

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_de

    @property
    def theme(self) -> str:
        return (self.theme_en if get_language() == "en" else "") or self.theme_de

    @property
    def summary(self) -> str:
        return (self.summary_en if get_language() == "en" else "") or self.summary_de

    @property
    def year(self) -> int:
        return timezone.localtime(self.starts_at).year

    @property
    def deadline(self) -> dt.datetime:
        """Answers count until 23:59 of the day, local time."""
        return timezone.make_aware(dt.datetime.combine(self.answer_until, dt.time(23, 59, 59)))

    def takes_sign_ups(self, now: dt.datetime) -> bool:
        return self.is_public and self.is_open and self.takes_answers(now)

    def takes_answers(self, now: dt.datetime) -> bool:
        return self.status == self.Status.PUBLISHED and now <= min(self.deadline, self.ends_at)

    def change_calendar(self) -> None:
        """A new version of the entry in people's calendars. The caller saves."""
        self.calendar_sequence += 1
        self.calendar_changed_at = timezone.now()
