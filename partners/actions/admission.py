"""Accepting an interest: the company becomes a partner with its site, its first person and an agreement to sign."""

from collections.abc import Collection
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from klimapakt.lib.later import after_commit
from partners import document_tasks
from partners.actions.agreement import write_to_leads
from partners.actions.interest import locked
from partners.actions.log import log
from partners.actions.people import invite_person
from partners.errors import AccountBlocked, NoAgreementText
from partners.models import Agreement, AgreementText, Interest, Membership, Pact, Partner, Site, User

RESERVED = ("import",)  # pages that stand where a partner's would
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@transaction.atomic
def accept_interest(*, interest: Interest, by: User) -> Partner:
    """Raises InterestMoved, NoAgreementText, or AccountBlocked."""
    interest = locked(interest, *Interest.UNDECIDED)
    text = AgreementText.objects.valid_on(timezone.localdate())
    if text is None:
        raise NoAgreementText
    pact = Pact.objects.current()
    Pact.objects.select_for_update().get()  # one admission at a time: addresses in the portal are unique
    partner = Partner.objects.create(
        name=interest.company,
        slug=free_slug(interest.company),
        status=Partner.Status.AGREEMENT_SENT,
        sector=interest.sector,
        size=interest.size,
    )
    Site.objects.create(
        partner=partner,
        name=interest.street or interest.town,
        street=interest.street,
        postcode=interest.postcode,
        town=interest.town,
        is_in_city=interest.town.casefold().startswith(pact.city.casefold()),
    )
    lead = first_person(interest)
    Membership.objects.create(user=lead, partner=partner, role=Membership.Role.LEAD)
    agreement = Agreement.objects.create(
        partner=partner, text=text, text_version=text.version, signatory=interest.contact
    )
    before, interest.partner = interest.state, partner
    interest.decide(Interest.State.ACCEPTED, by)
    interest.save(update_fields=["state", "partner", "decided_at", "decided_by"])
    log(
        by=by,
        verb="interest-accepted",
        subject=interest,
        partner=partner,
        state_from=before,
        state_to=Interest.State.ACCEPTED,
    )
    log(by=by, verb="status-changed", subject=partner, partner=partner, state_to=partner.status)
    write_to_leads(agreement, "agreement_to_sign", by=by)
    if lead.last_login is None:
        invite_person(user=lead, by=by)
    after_commit(document_tasks.render_agreement, agreement.pk)
    return partner


def first_person(interest: Interest) -> User:
    """Who wrote, with the account that the address may have already."""
    known = User.objects.filter(email__iexact=interest.email).first()
    if known is not None:
        if not known.is_active:
            raise AccountBlocked(known)
        return known
    first, _space, last = interest.contact.rpartition(" ")
    return User.objects.create_user(
        interest.email, first_name=first[:80], last_name=last[:80], language=interest.language
    )


def free_slug(name: str) -> str:
    wish = slug_wish(name)
    return first_free(wish, set(Partner.objects.filter(slug__startswith=wish).values_list("slug", flat=True)))


def slug_wish(name: str) -> str:
    return slugify(name.lower().translate(GERMAN))[:60].strip("-") or "partner"


def first_free(wish: str, taken: Collection[str]) -> str:
    wishes = (wish if number == 1 else f"{wish}-{number}" for number in count(1))
    return next(slug for slug in wishes if slug not in taken and slug not in RESERVED)
