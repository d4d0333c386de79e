"""Against machines that fill in public forms: a field that people do not see, a time that people need, a limit."""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimapakt.lib import tokens

DAY = 86_400


class TrapForm(forms.Form):
    """The honeypot and the time trap; both answer in words, in case it was a person after all."""

    website = forms.CharField(label=_("Leave this field empty"), required=False, max_length=200)
    started = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.fields["started"].initial = tokens.make("form-started", int(time.time()))

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        if values.get("website"):
            raise ValidationError(_("A field that has to stay empty was filled in. Please try again."), code="honey")
        try:
            started = int(tokens.read("form-started", values.get("started", ""), max_age=DAY))
        except (tokens.InvalidToken, ValueError):
            raise ValidationError(_("The page was open for too long. Please send it again."), code="old") from None
        if time.time() - started < settings.LEAST_SECONDS_IN_FORM:
            raise ValidationError(_("That was very fast. Please send it once more."), code="fast")
        return values


def allows(action: str, who: str, *, most: int, seconds: int = 3600) -> bool:
    """Counts; False once it was done more than `most` times within the time."""
    key = f"limit:{action}:{who}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ran out between the two
        return True


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind proxies, what the outermost trusted one has seen."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))
