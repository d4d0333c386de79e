"""What comes back to the mailbox: reports of mails that did not arrive (RFC 3464), answers of calendars (RFC 5546)."""

import datetime as dt
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import Any, Final

from icalendar import Calendar

PARTICIPATION: Final = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "maybe"}


@dataclass(frozen=True)
class Failure:
    """A server gave one address up for good."""

    source: str
    email: str
    reason: str
    message_id: str = ""


@dataclass(frozen=True)
class CalendarAnswer:
    uid: str
    email: str
    state: str
    sequence: int
    said_at: dt.datetime


def parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def sender(message: EmailMessage) -> str:
    """Whose mail it is; nobody's if the receiving server says that the address is not the sender's."""
    if any("dmarc=fail" in str(line).lower() for line in message.get_all("Authentication-Results", [])):
        return ""
    return parseaddr(str(message.get("From", "")))[1].lower()


def failures(message: EmailMessage) -> list[Failure]:
    """Of a delivery report, the addresses that failed for good; delays are no failures."""
    if message.get_content_type() != "multipart/report":
        return []
    original = original_id(message)
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():  # a list of header blocks
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                email = address(block)
                reason = " ".join(str(block.get("Diagnostic-Code") or block.get("Status") or "").split())
                source = f"{str(message.get('Message-ID', original)).strip()} {email}"[-250:]
                if email and is_permanent(block):
                    found.append(Failure(source, email, reason[:300], original))
    return found


def is_permanent(block: Message) -> bool:
    return not str(block.get("Status", "5")).strip().startswith("4")


def address(block: Message) -> str:
    """As we wrote to it; some servers name only where it was forwarded to."""
    line = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return line.rpartition(";")[2].strip().strip("<>").lower()


def original_id(message: EmailMessage) -> str:
    """Message-ID of the mail that did not arrive."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            return str(inner[0].get("Message-ID", "")).strip() if inner else ""  # type: ignore[union-attr,index]  # a list of one
        if part.get_content_type() == "text/rfc822-headers":
            return str(parse(part.get_payload(decode=True)).get("Message-ID", "")).strip()  # type: ignore[arg-type]  # bytes
    return ""


def calendar_answers(message: EmailMessage) -> list[CalendarAnswer]:
    """Of METHOD:REPLY, one per attendee. Whatever cannot be read is no answer."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            try:
                return _answers(Calendar.from_ical(part.get_content()))
            except (ValueError, KeyError, TypeError, AttributeError):
                return []
    return []


def _answers(calendar: Any) -> list[CalendarAnswer]:  # Any: a value of the file may be of any type of icalendar
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return []
    found = []
    for entry in calendar.walk("VEVENT"):
        attendees = entry.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            state = PARTICIPATION.get(str(attendee.params.get("PARTSTAT", "")).upper())
            if state:
                email = str(attendee).lower().removeprefix("mailto:")
                said_at = entry["DTSTAMP"].dt
                found.append(CalendarAnswer(str(entry["UID"]), email, state, int(entry.get("SEQUENCE", 0)), said_at))
    return found
