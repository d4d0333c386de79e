"""What can go wrong, by name."""


class PortalError(Exception):
    """A rule of the house says no. Callers turn it into a message."""


class LastLead(PortalError):
    """A partner keeps at least one lead."""


class HouseAccount(PortalError):
    """Accounts of the house are closed by the office, not by their owners."""


class LetterNotDraft(PortalError):
    """Somebody sent or stopped the mailing a moment ago."""


class NoRecipients(PortalError):
    """A mailing without anybody to receive it."""
