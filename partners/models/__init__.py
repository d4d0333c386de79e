from partners.models.history import HouseRole
from partners.models.job import Job
from partners.models.letter import Letter, Recipient
from partners.models.log import LogEntry
from partners.models.pact import District, Pact
from partners.models.partner import Agreement, Membership, Partner, Site
from partners.models.privacy import Consent, Erasure, InactivityNotice, RetentionRule
from partners.models.user import User

__all__ = [
    "Agreement",
    "Consent",
    "District",
    "Erasure",
    "HouseRole",
    "InactivityNotice",
    "Job",
    "Letter",
    "LogEntry",
    "Membership",
    "Pact",
    "Partner",
    "Recipient",
    "RetentionRule",
    "Site",
    "User",
]
