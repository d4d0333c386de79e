"""Mail to those who lead a partner, and to the one of the office who asked."""

from collections.abc import Sequence

from emissions import emails
from emissions.models import Balance, Question
from klimapakt.lib.mail import Parts
from partners import actions as partner_actions
from partners.models import Letter, Membership, Partner, User


def tell_leads(balance: Balance, name: str, *, by: User, reason: str = "", figure: str = "") -> list[Letter]:
    """One letter per person, in that person's language."""
    return [_tell(lead, balance, name, by=by, reason=reason, figure=figure) for lead in leads_of(balance.partner)]


def tell_of_questions(balance: Balance, questions: Sequence[Question]) -> None:
    """All of them in one letter per person; what was typed is filled in last, and never read as a placeholder."""
    for lead in leads_of(balance.partner):
        values: dict[str, str] = {}
        for place, question in enumerate(questions, start=1):
            values |= {f"figure{place}": question.label, f"text{place}": question.text}
        parts = emails.questions_asked(balance, lead, [bool(question.label) for question in questions])
        queue(lead, balance.partner, "questions-asked", parts, values, by=questions[-1].asked_by)


def tell_office(balance: Balance, name: str, person: User, *, by: User, reason: str, figure: str) -> Letter:
    """To the one who asked."""
    return _tell(person, balance, name, by=by, reason=reason, figure=figure)


def _tell(person: User, balance: Balance, name: str, *, by: User, reason: str, figure: str) -> Letter:
    """Reason and figure are values for placeholders: what somebody typed is never read as one."""
    parts = emails.about_balance(name, balance, person)
    values = {"reason": reason, **({"figure": figure} if figure else {})}
    return queue(person, balance.partner, name.replace("_", "-"), parts, values, by=by)


def leads_of(partner: Partner) -> list[User]:
    leads = Membership.objects.leads().reachable().filter(partner=partner)
    return [lead.user for lead in leads.select_related("user").order_by("pk")]


def queue(
    person: User, partner: Partner, purpose: str, parts: Parts, values: dict[str, str], *, by: User | None
) -> Letter:
    return partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=purpose,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            partner_actions.NewRecipient(
                email=person.email,
                name=str(person),
                user=person,
                partner=partner,
                language=person.language,
                values=values,
            )
        ],
        by=by,
    )
