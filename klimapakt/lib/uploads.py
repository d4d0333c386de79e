"""Files from outside: known by their content, not by their name; pictures are drawn anew."""

import io
import socket
import struct
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader

PDF: Final = "pdf"
JPEG: Final = "jpg"
PNG: Final = "png"
WORDS: Final = {PDF: "PDF", JPEG: "JPG", PNG: "PNG"}
MEGABYTE: Final = 1_000_000
MOST_PIXELS: Final = 50_000_000
MOST_PAGES: Final = 200
CHUNK: Final = 65_536


class UploadRefused(Exception):
    """Says in the person's language what is wrong with the file."""


@dataclass(frozen=True)
class Checked:
    kind: str
    content: bytes


def check_upload(
    file: File, *, kinds: Collection[str] = (PDF, JPEG, PNG), max_bytes: int = 20 * MEGABYTE
) -> Checked:  # the file as the browser sent it
    """The content that may be stored. Raises UploadRefused."""
    if file.size is None or file.size > max_bytes:
        raise UploadRefused(
            _("The file is too large. It may have at most %(limit)s MB.") % {"limit": max_bytes // MEGABYTE}
        )
    content = file.read()
    if not content:
        raise UploadRefused(_("The file is empty."))
    kind = kind_of(content)
    if kind not in kinds:
        names = ", ".join(WORDS[one] for one in kinds)
        raise UploadRefused(_("This is not a file of the kind that is possible here: %(kinds)s.") % {"kinds": names})
    scan(content)
    if kind == PDF:
        check_pdf(content)
        return Checked(kind, content)
    return Checked(kind, redrawn(content, kind))


def kind_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return ""


def check_pdf(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        pages = 0 if reader.is_encrypted else len(reader.pages)
    except Exception as error:  # a damaged file breaks its reader in many ways
        raise UploadRefused(_("The PDF is damaged. Please save or scan it again.")) from error
    if reader.is_encrypted:
        raise UploadRefused(_("The PDF is protected by a password. Please send it without."))
    if not 0 < pages <= MOST_PAGES:
        raise UploadRefused(_("The PDF has no pages, or too many."))


def redrawn(content: bytes, kind: str) -> bytes:
    """The picture's points and nothing else: no place of the photograph, no text, no script."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UploadRefused(_("The picture is too large. Please scan it with fewer points."))
                upright = ImageOps.exif_transpose(picture)
                clean = upright.convert("RGBA" if kind == PNG and "A" in upright.getbands() else "RGB")
    except UploadRefused:
        raise
    except Exception as error:  # a damaged file breaks its reader in many ways
        raise UploadRefused(_("The picture is damaged. Please save or scan it again.")) from error
    out = io.BytesIO()
    fresh = Image.frombytes(clean.mode, clean.size, clean.tobytes())  # leaves behind what else the file carried
    fresh.save(out, **({"format": "PNG"} if kind == PNG else {"format": "JPEG", "quality": 90}))
    return out.getvalue()


def scan(content: bytes) -> None:
    """Asks the virus scanner, if this installation has one (clamd). Without an answer nothing is taken."""
    if not settings.CLAMD_ADDRESS:
        return
    try:
        answer = ask_clamd(content)
    except OSError as error:
        raise UploadRefused(_("The file cannot be checked for viruses just now. Please try again later.")) from error
    if not answer.rstrip(b"\0\n").endswith(b" OK"):
        raise UploadRefused(_("The virus scanner refuses this file."))


def ask_clamd(content: bytes) -> bytes:
    """clamd's INSTREAM: pieces with their length before them, none ends it."""
    host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as server:
        server.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            server.sendall(struct.pack("!I", len(piece)) + piece)
        server.sendall(struct.pack("!I", 0))
        return server.recv(1024)


class UploadField(forms.FileField):
    """A file that has passed the check; comes back with a name of our own that fits its content."""

    def __init__(
        self, *, kinds: Collection[str] = (PDF, JPEG, PNG), max_bytes: int = 20 * MEGABYTE, **options: Any
    ) -> None:  # Any: as in Django
        self.kinds, self.max_bytes = kinds, max_bytes
        accept = ",".join({PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png"}[kind] for kind in kinds)
        options.setdefault("widget", forms.FileInput(attrs={"accept": accept}))
        super().__init__(**options)

    def to_python(self, data: Any) -> ContentFile | None:  # Any: what the browser sent
        file = super().to_python(data)
        if file is None:
            return None
        try:
            checked = check_upload(file, kinds=self.kinds, max_bytes=self.max_bytes)
        except UploadRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        return ContentFile(checked.content, name=f"upload.{checked.kind}")
