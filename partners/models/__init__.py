from partners.models.job import Job
from partners.models.leaving import Leaving
from partners.models.letter import Letter, Recipient
from partners.models.log import LogEntry
from partners.models.pact import District, Pact
from partners.models.partner import Agreement, Membership, Partner
from partners.models.profile import PartnerYear, ProfileVisibility
from partners.models.site import Site
from partners.models.team import Handover, TeamInvitation
from partners.models.user import User

__all__ = [
    "Agreement",
    "District",
    "Handover",
    "Job",
    "Leaving",
    "Letter",
    "LogEntry",
    "Membership",
    "Pact",
    "Partner",
    "PartnerYear",
    "ProfileVisibility",
    "Recipient",
    "Site",
    "TeamInvitation",
    "User",
]
