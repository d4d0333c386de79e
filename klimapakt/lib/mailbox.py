"""A mailbox read by IMAP: a thin layer, so that the rest knows bytes only. The address is a URL: imaps://user:password@host/Folder."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

TIMEOUT: Final = 30


class Mailbox:
    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Key and content of each mail that nobody has dealt with; looking does not mark it."""
        _ok, found = self.server.uid("SEARCH", "UNSEEN")
        for key in (found[0] or b"").decode().split():
            _ok, parts = self.server.uid("FETCH", key, "(BODY.PEEK[])")
            for part in parts:
                if isinstance(part, tuple):
                    yield key, part[1]

    def done(self, key: str) -> None:
        self.server.uid("STORE", key, "+FLAGS", r"(\Seen)")


@contextmanager
def mailbox(url: str) -> Iterator[Mailbox]:
    """Open, selected, closed in the end."""
    place = urlsplit(url)
    is_safe = place.scheme == "imaps"
    kind = imaplib.IMAP4_SSL if is_safe else imaplib.IMAP4
    server = kind(place.hostname or "", place.port or (993 if is_safe else 143), timeout=TIMEOUT)
    try:
        server.login(unquote(place.username or ""), unquote(place.password or ""))
        server.select(place.path.strip("/") or "INBOX")
        yield Mailbox(server)
    finally:
        server.logout()
