"""Links to an interest. What was sent by mail proves the address; what stands in the browser's address bar does not."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from klimapakt.lib import tokens
from partners.models import Interest

PURPOSE: Final = "interest"
VALID: Final = dt.timedelta(days=60)
TYPED: Final = "typed"


@dataclass(frozen=True)
class Found:
    interest: Interest
    token: str
    is_proven: bool  # the link came by mail to the address that the interest has now


def make(interest: Interest, *, mailed: bool = False) -> str:
    return tokens.make(PURPOSE, f"{interest.pk} {_mark(interest.email) if mailed else TYPED}")


def mailed(view: str, interest: Interest, *, language: str | None = None) -> str:
    with translation.override(language or interest.language):
        return f"{settings.BASE_URL}{reverse(f'partners:{view}', args=[make(interest, mailed=True)])}"


def find(token: str) -> Found | None:
    """None if the link is forged, too old, or its interest is gone."""
    try:
        key, _space, mark = tokens.read(PURPOSE, token, max_age=VALID).partition(" ")
    except tokens.InvalidToken:
        return None
    interest = Interest.objects.select_related("looks_like").filter(pk=key).first()
    if interest is None:
        return None
    return Found(interest, token, is_proven=constant_time_compare(mark, _mark(interest.email)))


def _mark(email: str) -> str:
    return salted_hmac(PURPOSE, email.lower()).hexdigest()[:16]
