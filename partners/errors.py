"""What can go wrong, by name."""


class PortalError(Exception):
    """A rule of the house says no. Callers turn it into a message."""


class LastLead(PortalError):
    """A partner keeps at least one lead."""


class LetterNotDraft(PortalError):
    """Somebody sent or stopped the mailing a moment ago."""


class NoRecipients(PortalError):
    """A mailing without anybody to receive it."""


class AlreadyMember(PortalError):
    """The person acts for the partner already."""


class AlreadyInvited(PortalError):
    """An invitation to this address is open."""


class InvitationOver(PortalError):
    """The invitation was accepted, withdrawn, or is too old."""


class HandoverOpen(PortalError):
    """The lead has named a successor already."""


class HandoverOver(PortalError):
    """The handover is done, or was withdrawn."""


class SiteInUse(PortalError):
    """Figures refer to the site: it can be given up with a reason, but not vanish."""


class LeavingOpen(PortalError):
    """The partner has announced already that it leaves."""


class LeavingDecided(PortalError):
    """Somebody was faster: the leaving is confirmed, withdrawn, or done."""


class SiteExists(PortalError):
    """The partner has a site of this name."""
