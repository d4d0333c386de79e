"""What remains of an event to read: slides, minutes, pictures."""

import datetime as dt
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models.agenda import Appearance
from events.models.event import Event
from events.models.invitation import Invitation
from partners.models import User

JUST_OVER: Final = dt.timedelta(days=14)


class MaterialQuerySet(models.QuerySet["Material"]):
    def public(self) -> Self:
        """Of an event that the public sees."""
        return self.filter(visibility=Material.Visibility.PUBLIC, event__in=Event.objects.published())

    def in_event(self, year: int, slug: str) -> Self:
        return self.select_related("event").filter(event__starts_at__year=year, event__slug=slug)

    def for_invited(self) -> Self:
        return self.exclude(visibility=Material.Visibility.OFFICE)

    def slides_to_release(self, now: dt.datetime) -> Self:
        """Handed in by speakers, seen by the office alone so far, of an event to come or of the last two weeks."""
        waiting = self.filter(appearance__isnull=False, visibility=Material.Visibility.OFFICE)
        return waiting.filter(event__ends_at__gte=now - JUST_OVER).select_related("event", "appearance__speaker")

    def visible_to(self, user: User) -> Self:
        """The office sees all; who is of an invited company or is invited in person sees what is for the invited."""
        if user.is_office:
            return self.all()
        invited = Invitation.objects.standing().filter(
            Q(partner__memberships__user=user) | Q(partner__isnull=True, email__iexact=user.email)
        )
        return self.for_invited().filter(event__in=invited.values("event"))


class Material(models.Model):
    """A file of an event, and who may read it."""

    class Visibility(models.TextChoices):
        OFFICE = "office", _("only the office")
        INVITED = "invited", _("whoever is invited")
        PUBLIC = "public", _("everybody")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="material", verbose_name=_("event"))
    appearance = models.OneToOneField(
        Appearance, on_delete=models.SET_NULL, null=True, blank=True, related_name="slides", verbose_name=_("slides of")
    )
    title_de = models.CharField(_("title (German)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    file = models.FileField(_("file"), upload_to="events/")
    visibility = models.CharField(_("visible to"), max_length=8, choices=Visibility, default=Visibility.OFFICE)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("material")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:material", args=[self.event.year, self.event.slug, self.pk])

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_de

    @property
    def file_name(self) -> str:
        """For whoever saves it: the event's address, the number, the kind."""
        return f"{self.event.slug}-{self.pk}.{str(self.file).rpartition('.')[2]}"
