"""Which partner a row of a list means, and what it would change there. As many queries for 10,000 rows as for one."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.db import connection
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partners.duplicates import mail_domain
from partners.models import District, Membership, Pact, Partner, Site, TeamInvitation
from partners.partner_cells import Lists, Value
from partners.partner_sheet import CONTACT, SITE, Reading

ALIKE: Final = 0.5  # of the groups of three letters that two names have in common
UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
OF_PARTNER: Final = (
    "status", "joined_on", "sector", "division", "size", "employees", "district_id", "chamber_id", "programmes",
    "website",
)  # fmt: skip
OF_SITE: Final = (*SITE, "is_in_city")
Change = list[Value]  # key, before, after
Near = list[tuple[int, list[str]]]  # partners that a row may mean, and why


@dataclass
class Known:
    """What is stored, as far as rows are compared with it."""

    pact: Pact
    partners: dict[int, Partner]
    keys: dict[str, int] = field(default_factory=dict)
    sites: dict[int, list[Site]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    domains: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    led: set[int] = field(default_factory=set)


def known(only: Collection[int] | None = None) -> Known:
    """All partners, or some of them."""
    chosen = {} if only is None else {"partner__in": only}
    partners = Partner.objects.all() if only is None else Partner.objects.filter(pk__in=only)
    found = Known(Pact.objects.current(), {one.pk: one for one in partners.order_by("pk")})
    names = [one.name for one in found.partners.values()]
    for pk, keys in zip(found.partners, keys_of(names), strict=True):
        for key in keys:
            found.keys.setdefault(key, pk)
    for site in Site.objects.in_use().filter(**chosen).order_by("pk"):
        found.sites[site.partner_id].append(site)
    members = Membership.objects.filter(**chosen)
    invited = TeamInvitation.objects.filter(state__in=("prepared", "open"), **chosen)
    for pk, email in [
        *members.values_list("partner", Lower("user__email")),
        *invited.values_list("partner", Lower("email")),
    ]:
        found.people[pk].add(email)
        found.domains[mail_domain(email)].add(pk)
    found.led = set(members.leads().values_list("partner", flat=True))
    for one in found.partners.values():
        found.domains[web_domain(one.website)].add(one.pk)
    found.domains.pop("", None)
    return found


def lists() -> Lists:
    districts = list(District.objects.in_order())
    return Lists(
        districts={one.name: one.pk for one in districts},
        district_numbers={one.number: one.pk for one in districts},
        chambers={one.name: one.pk for one in Partner.objects.founding().in_alphabet()},
    )


def keys_of(names: Sequence[str]) -> list[tuple[str, ...]]:
    """By what each name is found: plain, and with its umlauts written out. One query for all."""
    spelled = [form for name in names for form in (name, name.translate(UMLAUTS))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partners_plain(name) FROM unnest(%s::text[]) WITH ORDINALITY AS t(name, place) ORDER BY place",
            [spelled],
        )
        plain = [row[0] for row in cursor.fetchall()]
    return [tuple(dict.fromkeys(plain[place : place + 2])) for place in range(0, len(plain), 2)]


def near(readings: Sequence[Reading], stored: Known) -> list[Near]:
    """For each row without a partner of its name: at most three that it may mean, by name or by domain."""
    keys = [own[0] for own in keys_of([reading.name for reading in readings])]
    alike = alike_names(keys, stored.keys)
    found: list[Near] = []
    for reading, key in zip(readings, keys, strict=True):
        reasons: dict[int, list[str]] = {pk: [_("similar name")] for pk in alike.get(key, ())}
        for domain, reason in (
            (web_domain(str(reading.values.get("website") or "")), _("same website")),
            (mail_domain(str(reading.values.get("email") or "")), _("same mail domain")),
        ):
            for pk in sorted(stored.domains.get(domain, ()))[:3]:
                reasons.setdefault(pk, []).append(reason)
        ordered = sorted(reasons.items(), key=lambda one: -len(one[1]))
        found.append(ordered[:3])
    return found


def alike_names(wanted: Iterable[str], stored: Mapping[str, int]) -> dict[str, list[int]]:
    """As pg_trgm counts; here, since ten thousand names against all partners take the database a minute.

    Names that share half of their groups of letters meet in the rarer half of each, and one more (prefix filter).
    """
    groups = {key: trigrams(key) for key in stored}
    how_often = Counter(group for found in groups.values() for group in found)

    def rarer(found: frozenset[str]) -> list[str]:
        ordered = sorted(found, key=lambda group: (how_often[group], group))
        return ordered[: len(found) // 2 + 1]

    index: dict[str, list[str]] = defaultdict(list)
    for key, found in groups.items():
        for group in rarer(found):
            index[group].append(key)
    alike: dict[str, list[int]] = {}
    for name in set(wanted):
        mine = trigrams(name)
        best: dict[int, float] = {}
        for key in {key for group in rarer(mine) for key in index.get(group, ())}:
            theirs = groups[key]
            shared = len(mine & theirs)
            share = shared / (len(mine) + len(theirs) - shared)
            if share >= ALIKE:
                best[stored[key]] = max(share, best.get(stored[key], 0))
        alike[name] = sorted(best, key=lambda pk: (-best[pk], pk))[:3]
    return alike


def trigrams(text: str) -> frozenset[str]:
    padded = (f"  {word} " for word in text.split())
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))


def web_domain(address: str) -> str:
    return (urlsplit(address).hostname or "").lower().removeprefix("www.") if address else ""


def differences(reading: Reading, partner: Partner | None, stored: Known) -> list[Change]:
    """What the row would change, or record; adds to the row's problems what may not be."""
    values = reading.values
    if partner is None:
        changes, status, people, sites = of_new_partner(reading), values.get("status"), set[str](), list[Site]()
    else:
        changes, status = of_stored_partner(reading, partner), partner.status
        people, sites = stored.people.get(partner.pk, set()), stored.sites.get(partner.pk, [])
    changes += of_site(reading, sites, stored.pact)
    return changes if status == Partner.Status.LEFT else changes + of_contact(values, people)


def of_new_partner(reading: Reading) -> list[Change]:
    values = reading.values
    default = Partner.Status.ACTIVE if values.get("joined_on") else Partner.Status.INTERESTED
    said: dict[str, Value] = {
        "name": values.get("name"),
        "kind": values.get("kind") or Partner.Kind.CLIMATE.value,
        **{key: values.get(key) for key in OF_PARTNER},
        "left_on": values.get("left_on"),
        "status": values.get("status") or default.value,
    }
    check_dates(reading, said["status"], said["joined_on"])
    if said["status"] == Partner.Status.LEFT and not said["left_on"] and not reading.has_problem("left_on"):
        reading.refuse("left_on", _("Say on which day the partner left."))
    if said["left_on"] and said["status"] != Partner.Status.LEFT:
        reading.refuse("left_on", _("A day of leaving goes with the status “left”."))
    return [[key, None, value] for key, value in said.items() if value not in (None, "")]


def of_stored_partner(reading: Reading, partner: Partner) -> list[Change]:
    """Its name stays as it is; a row that leaves a field empty leaves it as it is."""
    values = reading.values
    changes = [
        [key, before, values[key]]
        for key in OF_PARTNER
        if key in values and (before := as_json(getattr(partner, key))) != values[key]
    ]
    status = values.get("status", partner.status)
    check_dates(reading, status, values.get("joined_on") or partner.joined_on)
    if status != partner.status and Partner.Status.LEFT in (status, partner.status):
        reading.refuse("status", _("Leaving and coming back are recorded on the partner's page, not by an import."))
    if values.get("left_on", as_json(partner.left_on)) != as_json(partner.left_on):
        reading.refuse("left_on", _("Leaving and coming back are recorded on the partner's page, not by an import."))
    if partner.left_on and str(values.get("joined_on") or "") > partner.left_on.isoformat():
        reading.refuse("joined_on", _("A partner cannot leave before it joined."))
    if values.get("kind", partner.kind) != partner.kind:
        reading.refuse("kind", _("The kind of a partner is changed on its page, not by an import."))
    return changes


def check_dates(reading: Reading, status: Value, joined_on: object) -> None:
    if status == Partner.Status.ACTIVE and not joined_on and not reading.has_problem("joined_on"):
        reading.refuse("joined_on", _("Say since when the partner takes part."))


def sites_meant(values: Mapping[str, Value], sites: Sequence[Site]) -> list[Site]:
    """Those at this address; else the only one there is, which has moved."""
    address = {key: str(values[key]).casefold() for key in ("street", "postcode") if key in values}
    there = [site for site in sites if all(getattr(site, key).casefold() == said for key, said in address.items())]
    return there or [*sites][:1] * (len(sites) == 1)


def of_site(reading: Reading, sites: Sequence[Site], pact: Pact) -> list[Change]:
    values: dict[str, Value] = {key: reading.values[key] for key in SITE if key in reading.values}
    if not values:
        return []
    meant = sites_meant(values, sites)
    if len(meant) > 1:
        reading.refuse("street", _("The partner has several sites: say by postcode and street which one is meant."))
        return []
    in_city = pact.lies_in_city(str(values.get("postcode", "")))
    if meant:
        if "postcode" in values and in_city is not None:
            values["is_in_city"] = in_city
        return [[key, before, value] for key, value in values.items() if (before := getattr(meant[0], key)) != value]
    values.setdefault("town", pact.city if in_city else None)
    for key, reason in (("postcode", _("A new site needs a postcode.")), ("town", _("A new site needs a town."))):
        if not values.get(key):
            if not any(reading.has_problem(one) for one in SITE):
                reading.refuse(key, reason)
            return []
    named_so = str(values["town"]).casefold().startswith(pact.city.casefold())
    values["is_in_city"] = named_so if in_city is None else in_city
    return [[key, None, value] for key, value in values.items()]


def of_contact(values: Mapping[str, Value], people: Collection[str]) -> list[Change]:
    """Somebody who neither acts for the partner nor is invited: an invitation is prepared."""
    if not values.get("email") or values["email"] in people:
        return []
    return [[key, None, values[key]] for key in CONTACT if key in values]


def as_json(value: object) -> Value:
    return value.isoformat() if isinstance(value, dt.date) else value  # type: ignore[return-value]  # a field's value


def same_partner(number: int) -> str:
    return _("The same partner stands in row %(row)s already.") % {"row": number}


def twice(readings: Iterable[tuple[Reading, tuple[str, ...]]]) -> None:
    """The same partner or person a second time: an error that names the first."""
    names: dict[str, int] = {}
    people: dict[str, int] = {}
    for reading, keys in readings:
        if not reading.name:
            continue
        number = reading.row.number
        if first := next((names[key] for key in keys if key in names), None):
            reading.refuse("name", same_partner(first))
            continue
        names |= dict.fromkeys(keys, number)
        email = str(reading.values.get("email") or "")
        if email and (first := people.setdefault(email, number)) != number:
            reading.refuse(
                "email",
                _("The same person stands in row %(row)s already.") % {"row": first},
                _("Leave the contact out here and invite the person on the partner's page."),
            )
