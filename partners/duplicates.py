"""Is this company here already? By name, by address, by the domain of its mail."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from partners.models import Interest, Partner
from partners.models.partner import PartnerQuerySet


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALIKE: Final = 0.5  # of the groups of three letters that both names have
FOLDED: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "á": "a", "à": "a"})
LEGAL_FORMS: Final = words(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug se eg ev ek kdor co partg partgmbb haftungsbeschrankt und"
)
FREEMAIL: Final = words(
    "gmail.com googlemail.com gmx.de gmx.net web.de t-online.de freenet.de arcor.de outlook.de outlook.com "
    "hotmail.de hotmail.com live.de live.com icloud.com me.com yahoo.de yahoo.com aol.com posteo.de "
    "mailbox.org proton.me protonmail.com online.de email.de mail.de vodafonemail.de"
)


@dataclass(frozen=True)
class Likeness:
    """A partner that may be the same company, and why."""

    partner: Partner
    reasons: tuple[str, ...]


def company_key(name: str) -> str:
    """The name without case, accents, signs and legal form: what two spellings of it have in common."""
    plain = name.lower().translate(FOLDED).replace("e.v.", "ev").replace("e. v.", "ev")
    plain = plain.replace("e.k.", "ek").replace("e. k.", "ek")
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)[:160]


def mail_domain(email: str) -> str:
    """The company's own domain; nothing if the address belongs to a provider that serves everybody."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREEMAIL else domain


def find(interest: Interest) -> list[Likeness]:
    """The most alike first, at most five. One query, one more for the addresses of those found."""
    domain = mail_domain(interest.email)
    spellings = (interest.company_key, interest.company.lower().translate(FOLDED))
    places = Q(sites__postcode=interest.postcode, sites__street__iexact=interest.street or "-")
    return _alike(Partner.objects.exclude(interest=interest), spellings, {domain} - {""}, places)


def of_partner(partner: Partner) -> list[Likeness]:
    """Other entries that may be the same company."""
    spellings = (company_key(partner.name), partner.sort_name)
    people = partner.memberships.values_list("user__email", flat=True)
    places = Q(pk__in=())
    for street, postcode in partner.sites.exclude(street="").values_list("street", "postcode"):
        places |= Q(sites__postcode=postcode, sites__street__iexact=street)
    others = Partner.objects.filter(kind=partner.kind).exclude(pk=partner.pk)
    return _alike(others, spellings, {mail_domain(email) for email in people} - {""}, places)


def _alike(partners: PartnerQuerySet, spellings: tuple[str, str], domains: set[str], places: Q) -> list[Likeness]:
    own = Q(pk__in=())
    for domain in domains:
        own |= Q(memberships__user__email__iendswith=f"@{domain}")
    neighbours = partners.filter(places, sites__is_in_city=True)
    same_mail, same_place = (set(found.values_list("pk", flat=True)) for found in (partners.filter(own), neighbours))
    alike = (
        partners.annotate(alike=Greatest(*(TrigramSimilarity("sort_name", spelling) for spelling in spellings)))
        .filter(Q(alike__gte=ALIKE) | Q(pk__in=same_mail | same_place))
        .order_by("-alike", "pk")[:5]
    )
    return [Likeness(partner, tuple(_reasons(partner, same_mail, same_place))) for partner in alike]


def public_partner(interest: Interest) -> Partner | None:
    """The climate partner that everybody knows of and that this company seems to be."""
    found = (one.partner for one in find(interest))
    return next((one for one in found if one.status == Partner.Status.ACTIVE and one.is_public), None)


def _reasons(partner: Partner, same_mail: set[int], same_place: set[int]) -> Iterable[str]:
    if partner.alike >= ALIKE:  # type: ignore[attr-defined]  # annotated
        yield _("similar name")
    if partner.pk in same_place:
        yield _("same address")
    if partner.pk in same_mail:
        yield _("same mail domain")
