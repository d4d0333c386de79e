"""What can go wrong, by name."""


class PortalError(Exception):
    """A rule of the house says no. Callers turn it into a message."""


class EditedMeanwhile(PortalError):
    """Somebody else saved other values since the page was opened; they are in the database now."""


class LastLead(PortalError):
    """A partner keeps at least one lead."""


class HouseAccount(PortalError):
    """Accounts of the house are closed by the office, not by their owners."""


class LetterNotDraft(PortalError):
    """Somebody sent or stopped the mailing a moment ago."""


class NoRecipients(PortalError):
    """A mailing without anybody to receive it."""


class OfferClosed(PortalError):
    """The offer takes no requests (any more)."""


class OfferExhausted(PortalError):
    """Less is left than was asked for."""


class RequestExists(PortalError):
    """The partner has an open request for this offer; it is the first argument."""


class RequestDecided(PortalError):
    """Somebody decided, withdrew or finished the request a moment ago."""


class ProofMissing(PortalError):
    """This offer is done only with a proof."""


class InterestMoved(PortalError):
    """Somebody decided about the interest, or handed it in, a moment ago."""


class InterestExists(PortalError):
    """The same company and address wait for an answer already."""


class NoAgreementText(PortalError):
    """No text of the agreement is published and valid."""


class AccountBlocked(PortalError):
    """The address belongs to an account that the office has closed."""


class ChamberUnreachable(PortalError):
    """The founding partner has nobody who leads it in the portal."""


class AgreementMoved(PortalError):
    """The agreement is valid already, or there is nothing signed yet."""


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


class FollowUpDone(PortalError):
    """A colleague ticked it off a moment ago."""


class ImportMoved(PortalError):
    """Somebody took, undid or cancelled the import a moment ago, or its day is over."""


class TooManyTokens(PortalError):
    """So many access keys nobody keeps in sight: one must be revoked first."""
