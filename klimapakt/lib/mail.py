"""What all mails have in common: three templates, one envelope, placeholders. Sending is the outbox's work."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from pathlib import Path
from typing import Any, Final

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.html import escape

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
METHODS: Final = frozenset({"REQUEST", "PUBLISH", "CANCEL"})


class UnknownPlaceholder(Exception):
    """A text asks for a value that this kind of letter does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Parts:
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mimetype: str = "application/octet-stream"


def render_parts(name: str, context: Mapping[str, Any], *, language: str | None = None) -> Parts:
    """`<name>.subject.txt`, `.txt` and `.html`, in the given or the active language; styles inlined.

    Any: a template's context holds whatever its template shows.
    """
    with translation.override(language or translation.get_language() or settings.LANGUAGE_CODE):
        values = {"base_url": settings.BASE_URL, "language": translation.get_language(), **context}
        subject = _render(f"{name}.subject.txt", values, autoescape=False)
        text = _render(f"{name}.txt", values, autoescape=False)
        html = _render(f"{name}.html", values | {"subject": " ".join(subject.split())}, autoescape=True)
    return Parts(subject=" ".join(subject.split()), text=_tidy(text), html=inline(html))


def build(
    parts: Parts,
    *,
    to: str,
    message_id: str,
    name: str = "",
    reply_to: str = "",
    from_email: str = "",
    sent_at: dt.datetime | None = None,
    language: str = "",
    unsubscribe_url: str = "",
    calendar: str = "",
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """One mail to one person. An unsubscribe address makes it bulk mail (RFC 8058), a calendar text an invitation."""
    lines = {
        "Message-ID": message_id,
        "Date": format_datetime(timezone.localtime(sent_at)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **({"Content-Language": language} if language else {}),
        **(headers or {}),
    }
    if unsubscribe_url:
        lines |= {
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        }
    mail = EmailMultiAlternatives(
        subject=" ".join(parts.subject.split()),
        body=parts.text,
        from_email=from_email or settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((" ".join(name.split()), to)) if name else to],
        reply_to=[reply_to] if reply_to else [],
        headers=lines,
    )
    if parts.html:
        mail.attach_alternative(parts.html, "text/html")
    if calendar:
        wire = "\r\n".join(calendar.splitlines()) + "\r\n"
        mail.attach_alternative(wire, f"text/calendar; method={calendar_method(calendar)}; component=VEVENT")
        mail.attach("einladung.ics", wire.encode(), "application/ics")
    for attachment in attachments:
        mail.attach(attachment.name, attachment.content, attachment.mimetype)
    return mail


def make_message_id(local: str) -> str:
    """The same words give the same id, so that a mail sent twice is seen as one."""
    return f"<{re.sub(r'[^A-Za-z0-9.-]+', '-', local)}@{bare_address(settings.DEFAULT_FROM_EMAIL).rpartition('@')[2]}>"


@cache
def bare_address(sender: str) -> str:
    """Without the name: for the portal's own senders, which are few."""
    return parseaddr(sender)[1]


def calendar_method(calendar: str) -> str:
    """What the calendar file asks its reader to do; the mail must say the same, or programs show no buttons."""
    found = re.search(r"^METHOD:([A-Z]+)\s*$", calendar, re.MULTILINE)
    if found is None or found[1] not in METHODS:
        raise ValueError("A calendar file in a mail needs METHOD:REQUEST, PUBLISH or CANCEL.")
    return found[1]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, object], *, html: bool, is_strict: bool = True) -> str:
    """Every `{name}` with its value, escaped for HTML; values are not searched for placeholders again.

    `is_strict`: a name without a value raises UnknownPlaceholder; else it stays as it stands.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            if not is_strict:
                return match[0]
            raise UnknownPlaceholder(match[1])
        plain = str(values[match[1]])
        return escape(plain) if html else plain

    return PLACEHOLDER.sub(value, text)


def inline(html: str) -> str:
    """Mail programs drop style sheets: each rule of mail.css goes to the elements it means."""
    return css_inline.inline(html, extra_css=_stylesheet(), keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _stylesheet() -> str:
    path = finders.find("css/mail.css")
    if path is None:
        raise FileNotFoundError("static/css/mail.css")
    return Path(path).read_text(encoding="utf-8")


def _render(template: str, context: Mapping[str, Any], *, autoescape: bool) -> str:  # Any: as above
    found: Any = get_template(template)  # Any: the Django backend's wrapper, which cannot switch escaping off itself
    return str(found.template.render(Context(dict(context), autoescape=autoescape)))


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
