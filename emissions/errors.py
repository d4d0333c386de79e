"""What can go wrong, by name."""

from partners.errors import EditedMeanwhile, PortalError

__all__ = ["EditedMeanwhile"]  # of the house; asked for here by the others of this app


class BalanceExists(PortalError):
    """There is a valid balance of that year already."""


class BalanceLocked(PortalError):
    """Somebody handed it in, withdrew, checked or returned it a moment ago."""


class BalanceIncomplete(PortalError):
    """Nothing to hand in: no scope 1 or no scope 2."""


class YearNotPossible(PortalError):
    """Balances are about whole calendar years that are over."""


class FactorNotUsable(PortalError):
    """For reference only, with upstream inside, or not of this edition."""


class FactorSetWithdrawn(PortalError):
    """The balance counts with an edition that the office took back; the set is the first argument."""


class FactorsMissing(PortalError):
    """Another edition does not have all factors that a balance uses; their names are the first argument."""


class FactorUploadGone(PortalError):
    """Somebody took or discarded it a moment ago."""


class FactorFileWrong(PortalError):
    """A file with mistakes becomes no edition."""


class OwnFactorExists(PortalError):
    """There is one in place of that factor already."""


class OwnFactorInUse(PortalError):
    """Activities of scope 3 count with it."""


class ReasonMissing(PortalError):
    """Returning and correcting need a reason."""


class RoundHasDeliveries(PortalError):
    """The round was opened before."""


class EditionDiffers(PortalError):
    """An edition of that name exists with other content: factors never change."""


class TargetExists(PortalError):
    """There is a valid target for these scopes already; it is the first argument."""


class MeasureChecked(PortalError):
    """What the office has checked stays."""


class DeliveryMoved(PortalError):
    """It is not with the partner any more: handed in a moment ago."""


class DeliveryIncomplete(BalanceIncomplete):
    """Other parts of the delivery are missing; they are the first argument."""


class DeliveryNotApproved(PortalError):
    """Only what is approved is released, and once."""


class CheckBegun(PortalError):
    """Somebody else of the office has begun the check; the review is the first argument."""


class NeedsTwoPeople(PortalError):
    """Who prepared the check does not approve; without anybody who prepared it nobody approves."""


class QuestionAnswered(PortalError):
    """Somebody answered it a moment ago, or the check is over."""


class SectionDelegated(PortalError):
    """Somebody has this section already."""


class DelegationOver(PortalError):
    """It is done, or was withdrawn."""


class ColleagueGone(PortalError):
    """Has left the team meanwhile, or only reads; or the invitation is over."""


class ImportMoved(PortalError):
    """It has been taken, undone or cancelled meanwhile."""
