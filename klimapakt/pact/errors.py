"""What can go wrong, by name."""

from partners.errors import PortalError


class ReportNotReady(PortalError):
    """The report has no file yet, is published already, or is at work."""


class PageOvertaken(PortalError):
    """Somebody saved a newer version of the page; the number says which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
