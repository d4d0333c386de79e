"""Mail to those who lead a partner, and to the one of the office who asked."""

from emissions import emails
from emissions.models import Balance
from partners import actions as partner_actions
from partners.models import Letter, Membership, User


def tell_leads(balance: Balance, name: str, *, by: User, reason: str = "", figure: str = "") -> list[Letter]:
    """One letter per person, in that person's language."""
    leads = Membership.objects.leads().reachable().filter(partner=balance.partner).select_related("user").order_by("pk")
    return [_tell(lead.user, balance, name, by=by, reason=reason, figure=figure) for lead in leads]


def tell_office(balance: Balance, name: str, person: User, *, by: User, reason: str, figure: str) -> Letter:
    """To the one who asked."""
    return _tell(person, balance, name, by=by, reason=reason, figure=figure)


def _tell(person: User, balance: Balance, name: str, *, by: User, reason: str, figure: str) -> Letter:
    """Reason and figure are values for placeholders: what somebody typed is never read as one."""
    parts = emails.about_balance(name, balance, person)
    return partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=name.replace("_", "-"),
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            partner_actions.NewRecipient(
                email=person.email,
                name=str(person),
                user=person,
                partner=balance.partner,
                language=person.language,
                values={"reason": reason, **({"figure": figure} if figure else {})},
            )
        ],
        by=by,
    )
