"""What happens at an event, who speaks there, and what each speaker allows."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def unheard_since(self, until: dt.datetime) -> Self:
        """Whose last event ended before; who was never at one stays."""
        return self.filter(appearances__isnull=False).exclude(appearances__event__ends_at__gte=until).distinct()

    def of_event(self, event: Event) -> Self:
        """Each with `has_declined`: to speak at this event."""
        no = Appearance.objects.filter(event=event, speaker=OuterRef("pk"), state=Appearance.State.DECLINED)
        found = self.filter(Q(appearances__event=event) | Q(agenda_items__event=event)).distinct()
        return found.annotate(has_declined=Exists(no))


class Speaker(models.Model):
    """Who speaks; has no account."""

    class Language(models.TextChoices):
        GERMAN = "de", _("German")
        ENGLISH = "en", _("English")

    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("academic title"), max_length=40, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    position = models.CharField(_("position"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language of our mails"), max_length=2, choices=Language, default=Language.GERMAN)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name"]

    def __str__(self) -> str:
        name = f"{self.title} {self.name}".strip()
        return f"{name}, {self.organisation}" if self.organisation else name


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def public(self) -> Self:
        return self.filter(is_internal=False)

    def with_speakers(self) -> Self:
        return self.prefetch_related("speakers")

    def with_questions(self) -> Self:
        """What was asked beforehand, for the office."""
        return self.prefetch_related("questions")


class AgendaItem(models.Model):
    """One point of the agenda, with minutes for the talk and for questions."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Talk")
        DISCUSSION = "discussion", _("Discussion")
        BREAK = "break", _("Break")
        NETWORKING = "networking", _("Networking")
        CLOSING = "closing", _("Closing")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="agenda", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TALK)
    title_de = models.CharField(_("title (German)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    question_minutes = models.PositiveSmallIntegerField(_("minutes for questions"), default=0)
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="agenda_items", verbose_name=_("speakers"))
    is_internal = models.BooleanField(_("only for the office"), default=False)
    internal_note = models.CharField(_("note for the office"), max_length=300, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_de


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def in_order(self) -> Self:
        return self.select_related("speaker", "event").order_by("speaker__name", "pk")

    def told(self) -> Self:
        """Who has heard of the event from us, and has not said no."""
        return self.filter(asked_at__isnull=False).exclude(state=Appearance.State.DECLINED)

    def with_words(self) -> Self:
        """That still hold what the speaker wrote or was asked."""
        return self.exclude(quote="", note="")


class Appearance(models.Model):
    """A speaker at one event: asked, answered, and what may be published."""

    class State(models.TextChoices):
        PLANNED = "planned", _("not asked yet")
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="appearances", verbose_name=_("event"))
    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, related_name="appearances", verbose_name=_("speaker")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    may_be_photographed = models.BooleanField(_("may be photographed"), default=False)
    may_be_quoted = models.BooleanField(_("may be quoted"), default=False)
    quote = models.CharField(_("quote for the press"), max_length=500, blank=True)
    note = models.CharField(_("message to the office"), max_length=500, blank=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "speaker"], name="one_appearance_per_speaker_and_event"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "declined"]) | Q(answered_at__isnull=False),
                name="answered_appearance_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(may_be_quoted=True) | Q(quote=""), name="quote_only_of_who_may_be_quoted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.event}"

    @property
    def open_until(self) -> dt.datetime:
        """Slides and consents may still come for a month."""
        return self.event.ends_at + dt.timedelta(days=30)

    def is_over(self, now: dt.datetime) -> bool:
        return now > self.open_until or self.event.status == Event.Status.CANCELLED

    def answer(self, state: str) -> None:
        """The caller saves."""
        self.state, self.answered_at = state, timezone.now()
