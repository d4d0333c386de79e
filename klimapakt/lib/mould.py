"""One mail to many: what all share is encoded once, only what is personal is filled in.

Texts are quoted-printable. A value begins and ends with a soft line break, so that no line grows too long,
whatever stands before it.
"""

import quopri
from base64 import b64encode
from collections.abc import Mapping
from email.message import Message
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives
from django.utils.html import escape

from klimapakt.lib.mail import PLACEHOLDER, UnknownPlaceholder, bare_address

SOFT_BREAK = b"=\r\n"
WORD = 42  # octets of text in an encoded word: "Subject: " fits before it
PERSONAL = ("To", "Subject", "Message-ID", "Date", "List-Unsubscribe")


class FinishedMail(EmailMultiAlternatives):
    """Bytes that are ready for the wire, for any of Django's ways to send."""

    content: bytes = b""

    @property
    def sender(self) -> str:
        """As it stands in the envelope."""
        return bare_address(self.from_email)

    def message(self) -> "Finished":  # type: ignore[override]  # what a connection asks of it
        return Finished(self.content)


class Finished:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def as_bytes(self, **_options: object) -> bytes:
        return self.content


class Mould:
    """Made of a mail in which `{name}` stands for what differs; `cast` gives one person's."""

    def __init__(self, pattern: EmailMultiAlternatives, *, is_strict: bool = True) -> None:
        self.is_strict = is_strict
        message = pattern.message()
        self.headers = [name for name in PERSONAL if name in message]
        for name in self.headers:
            message.replace_header(name, f"kpk-header-{name}-kpk")
        self.leaves: list[list[tuple[bytes, str, bool]]] = []
        for part in message.walk():
            if part.get_content_maintype() == "text" or part.get_content_type() == "application/ics":
                self._take(part)
        self.pieces = self._cut(message.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own

    def _take(self, part: Message) -> None:
        """Its text goes into `leaves`, a mark into its place."""
        raw = part.get_payload(decode=True)
        text = raw.decode(part.get_content_charset() or "utf-8").replace("\r\n", "\n")  # type: ignore[union-attr]  # a leaf
        is_html = part.get_content_subtype() == "html"
        pieces, end = [], 0
        for match in PLACEHOLDER.finditer(text):
            pieces.append((encode(text[end : match.start()]), match[1], is_html))
            end = match.end()
        pieces.append((encode(text[end:]), "", is_html))
        part.replace_header("Content-Transfer-Encoding", "quoted-printable")
        part.set_payload(f"kpk-leaf-{len(self.leaves)}-kpk")
        self.leaves.append(pieces)

    def _cut(self, wire: bytes) -> list[tuple[bytes, str, bool]]:
        """Everything in one row: shared bytes, then the name of what follows them."""
        pieces: list[tuple[bytes, str, bool]] = []
        for name in self.headers:
            wire = wire.replace(f"kpk-header-{name}-kpk".encode(), b"\0header:" + name.encode() + b"\0")
        for number in range(len(self.leaves)):
            wire = wire.replace(f"kpk-leaf-{number}-kpk".encode(), b"\0leaf:%d\0" % number)
        shared = b""
        for number, chunk in enumerate(wire.split(b"\0")):
            if number % 2 == 0:
                shared += chunk
            elif chunk.startswith(b"header:"):
                pieces.append((shared, chunk.decode(), False))
                shared = b""
            else:
                for before, name, is_html in self.leaves[int(chunk.removeprefix(b"leaf:"))]:
                    shared += before
                    if name:
                        pieces.append((shared, name, is_html))
                        shared = b""
        pieces.append((shared, "", False))
        return pieces

    def cast(self, values: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
        """One person's mail. Raises UnknownPlaceholder."""
        done: list[bytes] = []
        known: dict[tuple[str, bool], bytes] = {}
        for shared, name, is_html in self.pieces:
            done.append(shared)
            if not name:
                continue
            if name.startswith("header:"):
                done.append(header(name.removeprefix("header:"), headers))
                continue
            if (name, is_html) not in known:
                known[name, is_html] = self._value(name, values, is_html=is_html)
            done.append(known[name, is_html])
        return b"".join(done)

    def _value(self, name: str, values: Mapping[str, object], *, is_html: bool) -> bytes:
        if name not in values:
            if self.is_strict:
                raise UnknownPlaceholder(name)
            return SOFT_BREAK + f"{{{name}}}".encode() + SOFT_BREAK
        plain = str(values[name])
        return SOFT_BREAK + encode(escape(plain) if is_html else plain) + SOFT_BREAK


def encode(text: str) -> bytes:
    """Quoted-printable with CRLF; ends where the text ends."""
    return quopri.encodestring(text.encode()).replace(b"\r", b"").replace(b"\n", b"\r\n")


def header(name: str, headers: Mapping[str, str]) -> bytes:
    """On one line, or one line for each encoded word."""
    value = " ".join(headers[name].split())
    if name == "Subject":
        value = words(value)
    return value.replace("?= =?", "?=\r\n =?").encode()


def address(name: str, email: str) -> str:
    """For To: a name, and the address as it stands in the envelope."""
    name = " ".join(name.split())
    return formataddr((name, email)) if name.isascii() else f"{words(name)} <{email}>"


def words(text: str) -> str:
    """ASCII stays; anything else becomes encoded words of at most 75 signs (RFC 2047)."""
    if text.isascii():
        return text
    chunks, rest = [], text
    while rest:
        chunk = rest[:WORD].encode()[:WORD].decode(errors="ignore")
        chunks.append(f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=")
        rest = rest[len(chunk) :]
    return " ".join(chunks)


def finished(content: bytes, *, sender: str, to: str) -> FinishedMail:
    mail = FinishedMail(from_email=sender, to=[to])
    mail.content = content
    return mail
