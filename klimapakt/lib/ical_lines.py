"""A calendar file that asks its reader to answer (RFC 5546, REQUEST): each mail names its own attendee."""

import re
from typing import Final

ATTENDEE: Final = "kpk_attendee"
MOST_OCTETS: Final = 74


def asking(calendar: str, mailbox: str) -> str:
    """PUBLISH becomes REQUEST, answers go to the mailbox; a placeholder holds the attendee. CANCEL stays CANCEL."""
    text = calendar.replace("METHOD:PUBLISH", "METHOD:REQUEST", 1)
    text = re.sub(r"\r?\n[ \t]", "", text)  # unfolded
    text = re.sub(r"^(ORGANIZER[^\n]*?)mailto:[^\r\n]*", rf"\1mailto:{mailbox}", text, count=1, flags=re.MULTILINE)
    text = "\n".join(folded(line) for line in text.splitlines())
    return text.replace("END:VEVENT", f"{{{ATTENDEE}}}\nEND:VEVENT", 1) + "\n"


def attendee(email: str, name: str) -> str:
    """The line, folded at 75 octets."""
    common_name = re.sub(r'["\r\n]', "", name or email)
    return folded(f'ATTENDEE;CN="{common_name}";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{email}')


def folded(line: str) -> str:
    """At most 75 octets a line, no sign cut in two (RFC 5545, 3.1)."""
    lines, rest = [], line
    while len(rest.encode()) > MOST_OCTETS:
        start = rest.encode()[:MOST_OCTETS].decode(errors="ignore")
        lines.append(start)
        rest = " " + rest[len(start) :]
    return "\n".join([*lines, rest])
