"""HTML in, PDF/UA-1 out. What a document shows comes from `static/` or is handed in by name; nothing else is fetched.

The same template, context and `created` give the same bytes: dates and the identifier in the file come from the caller.
"""

import datetime as dt
import gc
import hashlib
import io
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from fontTools.ttLib import woff2
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE: Final = "https://document.invalid/"  # a name that leads nowhere by law (RFC 2606)
VARIANT: Final = "pdf/ua-1"
_drawing = Lock()


class FetchRefused(Exception):
    """A document asked for something that is neither static nor handed in."""


class Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint is untyped
    """Opens static files and named pictures. No file, no network, no data address."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        address = urlsplit(url)
        if address.scheme == "picture" and (name := unquote(address.path or address.netloc)) in self.pictures:
            return URLFetcherResponse(url, self.pictures[name])
        prefix = urlsplit(settings.STATIC_URL).path
        if url.startswith(BASE) and address.path.startswith(prefix):
            name = unquote(address.path.removeprefix(prefix))
            content = _unpacked_font(name) if name.endswith(".woff2") else static_file(name)
            if content is not None:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, content, {"Content-Type": kind})
        raise FetchRefused(url)


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    pictures: Mapping[str, bytes] | None = None,
    created: dt.datetime | None = None,
) -> bytes:
    """The document as PDF/UA-1. A picture handed in as "logo" is `<img src="picture:logo" alt="…">` in the template.

    Any: a template's context holds whatever its template shows. `created`: the cut-off, or now.
    """
    moment = (created or timezone.now()).astimezone(dt.UTC).replace(microsecond=0)
    with translation.override(language):
        values = {**context, "language": language, "created": moment, "base_url": settings.BASE_URL}
        html = render_to_string(template, values).replace("t CO₂", "t\u00a0CO₂")  # a unit stays in one line
    return write(html, pictures=pictures or {}, identity=f"{template}{moment:%Y%m%dT%H%M%SZ}{html}")


def write(html: str, *, pictures: Mapping[str, bytes], identity: str) -> bytes:
    """One document at a time per process: drawing is bound to one processor anyway, and memory is not endless."""
    identifier = hashlib.sha256(identity.encode()).hexdigest()[:32].encode()
    with _drawing, _no_collection():
        try:
            document = HTML(string=html, base_url=BASE, url_fetcher=Fetcher(pictures))
            pdf = document.write_pdf(
                pdf_variant=VARIANT,
                pdf_identifier=identifier,
                font_config=FontConfiguration(),
                optimize_images=True,
                cache={},
            )
        except FatalURLFetchingError as error:  # a BaseException, which would end the worker
            raise FetchRefused(str(error.__cause__)) from error
    return bytes(pdf)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Layout makes millions of small objects that live to the end: looking for cycles among them costs much time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


@cache
def _unpacked_font(name: str) -> bytes | None:
    """Unpacked once per process: left to WeasyPrint, this takes four fifths of the time of a short document."""
    packed = static_file(name)
    if packed is None:
        return None
    font = io.BytesIO()
    woff2.decompress(io.BytesIO(packed), font)
    return font.getvalue()


def static_file(name: str) -> bytes | None:
    """Named plainly, or as collectstatic names it with a digest."""
    if ".." in name.split("/") or name.startswith("/"):
        return None
    if path := finders.find(name):
        return Path(path).read_bytes()
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    return None
