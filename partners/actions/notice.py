"""One sentence to one person about a partner: who joined, who leads now, who leaves."""

from django.utils.functional import Promise
from django.utils.translation import override

from partners import emails
from partners.actions.letter import NewRecipient, queue_letter
from partners.models import Letter, Pact, Partner, User


def tell(
    *, user: User, sentence: str | Promise, partner: Partner, by: User | None = None, path: str = "", **values: object
) -> None:
    """`sentence` may hold {company} and the names of `values`: the outbox fills them in."""
    person = NewRecipient(email=user.email, name=user.get_full_name(), user=user, language=user.language)
    _write(person, sentence, partner, by, path, values)


def tell_office(
    *, sentence: str | Promise, partner: Partner, by: User | None = None, path: str, **values: object
) -> None:
    office = NewRecipient(email=Pact.objects.current().office_email)
    _write(office, sentence, partner, by, path, values)


def tell_leads(
    *, sentence: str | Promise, partner: Partner, by: User | None = None, path: str, **values: object
) -> None:
    for membership in partner.memberships.leads().reachable().select_related("user"):
        tell(user=membership.user, sentence=sentence, partner=partner, by=by, path=path, **values)


def _write(
    to: NewRecipient,
    sentence: str | Promise,
    partner: Partner,
    by: User | None,
    path: str,
    values: dict[str, object],
) -> None:
    with override(to.language):
        parts = emails.partner_notice(str(sentence), path=path)
    words = {key: str(value) for key, value in values.items()}
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="partner-notice",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            NewRecipient(
                email=to.email,
                name=to.name,
                user=to.user,
                partner=partner,
                language=to.language,
                values={"company": partner.name, **words},
            )
        ],
        by=by,
    )
