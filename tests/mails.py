"""Mails as they are read at the other end: from the bytes on the wire."""

import email
import email.policy
from dataclasses import dataclass

from partners.models import Recipient
from partners.tasks import compose


@dataclass(frozen=True)
class ReadMail:
    subject: str
    body: str
    html: str


def read(recipient: Recipient) -> ReadMail:
    mail = email.message_from_bytes(compose(recipient.letter, recipient, {}).content, policy=email.policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return ReadMail(mail["Subject"], text.get_content(), html.get_content() if html else "")
