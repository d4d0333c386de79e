"""What can go wrong, by name."""

from partners.errors import PortalError


class AnswersClosed(PortalError):
    """The deadline is over, or the event is cancelled or held."""


class TooManyPeople(PortalError):
    """More people than seats for one company."""


class PersonRegistered(PortalError):
    """Somebody with this address comes already; the address is the first argument."""


class SeatsTaken(PortalError):
    """More people have a seat than there would be; how many is the first argument."""


class EventNotDraft(PortalError):
    """Somebody published or cancelled it a moment ago."""


class DraftChanged(PortalError):
    """A colleague saved or sent the draft since the page was opened; what stands now is the first argument."""


class MailingNotReady(PortalError):
    """The checks found something; the list of texts is the first argument."""


class OfferOver(PortalError):
    """The seat was kept for a while, and is somebody else's turn now."""


class NotConfirmed(PortalError):
    """Nothing to confirm: the sign-up is gone, or the event takes no more registrations."""


class TooEarly(PortalError):
    """The event has not begun yet."""
