from partners.models.agreement import Agreement, AgreementText, Certificate
from partners.models.api_token import ApiToken
from partners.models.bounce import Bounce
from partners.models.device import KnownDevice
from partners.models.history import HouseRole
from partners.models.interest import Interest, InterestMessage
from partners.models.job import Job
from partners.models.leaving import Leaving
from partners.models.letter import Letter, Recipient
from partners.models.log import LogEntry
from partners.models.note import Note
from partners.models.offer import Offer
from partners.models.offer_request import OfferRequest
from partners.models.pact import District, Pact
from partners.models.partner import Membership, Partner, in_pact_on
from partners.models.partner_import import ImportRow, PartnerImport
from partners.models.privacy import Consent, Erasure, InactivityNotice, RetentionRule
from partners.models.profile import PartnerYear, ProfileVisibility
from partners.models.site import Site
from partners.models.team import Handover, TeamInvitation
from partners.models.user import User

__all__ = [
    "Agreement",
    "AgreementText",
    "ApiToken",
    "Bounce",
    "Certificate",
    "Consent",
    "District",
    "Erasure",
    "Handover",
    "HouseRole",
    "ImportRow",
    "InactivityNotice",
    "Interest",
    "InterestMessage",
    "Job",
    "KnownDevice",
    "Leaving",
    "Letter",
    "LogEntry",
    "Membership",
    "Note",
    "Offer",
    "OfferRequest",
    "Pact",
    "Partner",
    "PartnerImport",
    "PartnerYear",
    "ProfileVisibility",
    "Recipient",
    "RetentionRule",
    "Site",
    "TeamInvitation",
    "User",
    "in_pact_on",
]
