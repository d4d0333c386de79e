"""What of this app is kept, and what of it is personal and therefore is not."""

from klimapakt.lib.history import keep
from partners.models.agreement import Agreement, AgreementText, Certificate
from partners.models.interest import Interest
from partners.models.leaving import Leaving
from partners.models.note import Note
from partners.models.offer import Offer
from partners.models.offer_request import OfferRequest
from partners.models.pact import District, Pact
from partners.models.partner import Membership, Partner
from partners.models.privacy import RetentionRule
from partners.models.profile import PartnerYear, ProfileVisibility
from partners.models.site import Site
from partners.models.team import Handover, TeamInvitation
from partners.models.user import User


class HouseRole(User.groups.through):  # type: ignore[name-defined,misc]  # Django makes it
    """A person's role of the house: who is given one or loses it matters."""

    class Meta:
        proxy = True
        default_permissions = ()

    def __str__(self) -> str:
        return str(User.Role.LABELS.get(self.group.name, self.group.name))


keep(Pact)
keep(District)
keep(Partner, without=("sort_name", "search_name"))
keep(Site, index=("partner",))
keep(Membership, index=("partner", "user"))
keep(Agreement, without=("signatory",), index=("partner",))
keep(AgreementText)
keep(Certificate, index=("partner",))
keep(Interest, without=("contact", "email", "street", "company_key"))
keep(Note, without=("text",), index=("partner",))
keep(Offer)
keep(OfferRequest, index=("partner", "offer"))
keep(TeamInvitation, without=("email", "first_name", "last_name"), index=("partner",))
keep(Handover, index=("partner",))
keep(Leaving, index=("partner",))
keep(PartnerYear, index=("partner",))
keep(ProfileVisibility, index=("partner",))
keep(
    User,
    without=("email", "first_name", "last_name", "title", "phone", "password", "last_login"),
)
keep(RetentionRule)
keep(HouseRole, index=("user",))
