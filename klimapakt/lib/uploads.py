"""Files from outside: known by their content, not by their name; pictures are drawn anew: nothing hides in them."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image

MEGABYTE: Final = 1_000_000
MOST_PIXELS: Final = 50_000_000
STARTS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
FORMATS: Final = {"jpg": ("JPEG", "RGB"), "png": ("PNG", "RGBA")}


class UploadRefused(Exception):
    """Says in the person's language what is wrong with the file."""


@dataclass(frozen=True)
class Checked:
    kind: str
    content: bytes


def check_upload(file: File, *, kinds: Collection[str], max_bytes: int) -> Checked:
    """The content that may be stored. Raises UploadRefused."""
    if file.size > max_bytes:
        limit = max_bytes // MEGABYTE
        raise UploadRefused(_("The file is too large. It may have at most %(limit)s MB.") % {"limit": limit})
    content = file.read()
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    if kind not in kinds:
        names = ", ".join(one.upper() for one in kinds)
        raise UploadRefused(_("This is not a file of the kind that is possible here: %(kinds)s.") % {"kinds": names})
    return Checked(kind, redrawn(content, kind) if kind in FORMATS else content)


def redrawn(content: bytes, kind: str) -> bytes:
    """The picture's points and nothing else."""
    name, mode = FORMATS[kind]
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=[name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UploadRefused(_("The picture is too large. Please scan it with fewer points."))
            picture.convert(mode).save(out, name)
    except (OSError, ValueError, SyntaxError) as error:
        raise UploadRefused(_("The picture is damaged. Please save or scan it again.")) from error
    return out.getvalue()


class UploadField(forms.FileField):
    """A file that has passed the check; comes back with a name of our own that fits its content."""

    def __init__(
        self, *, kinds: Collection[str] = ("pdf", "jpg", "png"), max_bytes: int = 20 * MEGABYTE, **options: Any
    ) -> None:  # Any: as in Django
        self.kinds, self.max_bytes = kinds, max_bytes
        options.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in kinds)}))
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
