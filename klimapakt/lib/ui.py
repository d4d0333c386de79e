"""Template tags and filters for everyone."""

import datetime as dt
import json
from decimal import Decimal

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.urls import translate_url
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from klimapakt.lib import numbers

register = template.Library()


@register.filter
def number(value: Decimal | int | None, digits: int | None = None) -> str:
    return numbers.number(value, digits)


@register.filter
def tonnes(value_t: Decimal | int | None, digits: int = 1) -> str:
    return numbers.tonnes(value_t, digits)


@register.filter
def kg_as_tonnes(value_kg: Decimal | None, digits: int = 1) -> str:
    return numbers.tonnes(None if value_kg is None else value_kg / 1000, digits)


@register.filter
def percent(value: Decimal | int | None, digits: int = 1) -> str:
    return numbers.percent(value, digits)


@register.filter
def eur(value: Decimal | int | None) -> str:
    return numbers.euros(value)


@register.filter
def lookup(mapping: dict[object, object], key: object) -> object:
    return mapping.get(key)


@register.filter
def json_ld(data: object) -> SafeString:
    """JSON inside a block of data in the page: nothing in it ends the block."""
    text = json.dumps(data, ensure_ascii=False)
    return mark_safe(text.translate({ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}))  # noqa: S308 -- escaped here


@register.filter
def has_errors(form: BaseForm | None) -> bool:
    return form is not None and form.is_bound and bool(form.errors)


@register.filter
def days_until(day: dt.date) -> int:
    return (day - timezone.localdate()).days


BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser_name(user_agent: str) -> str:
    """“Firefox, Windows”: browser and system, as far as the browser tells them. The first that fits counts."""
    names = [next((name for sign, name in signs.items() if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or gettext("Unknown browser")


@register.simple_tag(takes_context=True)
def is_below(context: template.Context, address: str) -> bool:
    """Whether the page lies at or below the address: marks the place in the navigation."""
    request = context.get("request")
    return bool(request and request.path.startswith(address))


@register.simple_tag(takes_context=True)
def in_all_languages(context: template.Context) -> list[tuple[str, str]]:
    """The page's addresses by language; none where the page has only one, or does not exist."""
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return []
    found = [(language, translate_url(request.path, language)) for language, _name in settings.LANGUAGES]
    return [(language, settings.BASE_URL + path) for language, path in found] if found[0][1] != found[1][1] else []


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, language: str) -> str:
    """The page's own address in that language; nothing where there is none."""
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return ""
    address = translate_url(request.path, language)
    return "" if address == request.path else address
