"""What can go wrong, by name."""

from partners.errors import PortalError


class ReportNotReady(PortalError):
    """The report has no file yet, is published already, or is at work."""
