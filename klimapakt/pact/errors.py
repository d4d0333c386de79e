"""What can go wrong, by name."""

from partners.errors import PortalError


class ReportNotReady(PortalError):
    """The report has no file yet, is published already, or is at work."""


class NothingChecked(PortalError):
    """There is no checked balance of the year."""


class PageOvertaken(PortalError):
    """Somebody saved a newer version of the page; the number says which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class MergeBlocked(PortalError):
    """Two entries cannot become one as they are; the arguments say why, in words."""


class MergeBusy(PortalError):
    """Somebody is writing to one of the two entries right now."""


class MergeOver(PortalError):
    """One of the two entries is gone."""


class DoneAlready(PortalError):
    """The same confirmation came before."""


class FilterNameTaken(PortalError):
    """Another saved filter has this name."""
