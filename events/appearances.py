"""Personal links of speakers: signed, each naming one appearance, good until a month after the event."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Appearance
from klimapakt.lib import tokens

PURPOSE: Final = "appearance"


def link(appearance: Appearance) -> str:
    with translation.override(appearance.speaker.language):
        return settings.BASE_URL + reverse("events:appearance", args=[tokens.make(PURPOSE, appearance.pk)])


def find(token: str) -> Appearance | None:
    """Whom the link names; None if it is forged, cut off, over, or the office has withdrawn it."""
    try:
        key = tokens.read(PURPOSE, token)
    except tokens.InvalidToken:
        return None
    found = Appearance.objects.in_order().filter(pk=key, asked_at__isnull=False).first()
    return None if found is None or found.is_over(timezone.now()) else found
