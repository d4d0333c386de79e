"""Reads what ./portal's mail catcher caught: one .eml file per mail."""

import datetime as dt
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class CaughtMail:
    """A mail with its file's name as key."""

    key: str
    message: EmailMessage
    caught_at: dt.datetime

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    def parts(self) -> list[EmailMessage]:
        """Everything but the containers, in order: text, HTML, calendar, attachments."""
        return [part for part in self.message.walk() if not part.is_multipart()]


def files() -> list[Path]:
    """Newest first."""
    return sorted(Path(settings.MAILBOX_DIR).glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name))[::-1]


def read(file: Path) -> CaughtMail:
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    return CaughtMail(file.stem, message, dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC))


def find(key: str) -> CaughtMail | None:
    """The mail with this key, which is a slug: no path leads out of the folder."""
    file = Path(settings.MAILBOX_DIR) / f"{key}.eml"
    return read(file) if file.is_file() else None
