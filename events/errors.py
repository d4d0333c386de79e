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


class EventChanged(PortalError):
    """A colleague moved it since the page was opened, or it stands as it should already."""


class EventNotOver(PortalError):
    """What is still to come was not held yet."""


class NumberTaken(PortalError):
    """An event of this kind has this number already; the number is the first argument."""


class OnlyLeadSends(PortalError):
    """People would get mail, and that is the lead's; how many is the first argument."""


class AppearanceOver(PortalError):
    """The month after the event is over, or the event is cancelled."""


class DraftChanged(PortalError):
    """A colleague saved or sent the draft since the page was opened; what stands now is the first argument."""


class MailingNotReady(PortalError):
    """The checks found something; the list of texts is the first argument."""


class WishExists(PortalError):
    """An open wish says the same; it is the first argument."""


class WishSettled(PortalError):
    """The office has answered it meanwhile."""


class OfferOver(PortalError):
    """The seat was kept for a while, and is somebody else's turn now."""


class NotConfirmed(PortalError):
    """Nothing to confirm: the sign-up is gone, or the event takes no more registrations."""


class TooEarly(PortalError):
    """The event has not begun yet."""
