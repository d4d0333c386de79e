"""One login per role, the same every time; and invented contacts of invented companies."""

import random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from partners.access import synchronise_roles
from partners.models import Membership, Partner, User

PASSWORD = "klimapakt-demo"  # noqa: S105 -- the demo's own, printed at the start
DOMAIN = "demo.example"
NEWCOMER = "beispiel-druckhaus"  # has just joined: lead@ begins from nothing
PIONEER = "muster-maschinenbau"  # has delivered for years: pioneer@, editor@ and viewer@

STAFF = (
    ("office", "Olga", "Muster", User.Role.OFFICE_TEAM),
    ("office-lead", "Oskar", "Beispiel", User.Role.OFFICE_LEAD),
    ("city", "Carla", "Muster", User.Role.CITY_OFFICIAL),
    ("it", "Ida", "Beispiel", User.Role.IT_ADMIN),
)
MEMBERS = (
    ("lead", "Lena", "Beispiel", NEWCOMER, Membership.Role.LEAD),
    ("pioneer", "Paul", "Muster", PIONEER, Membership.Role.LEAD),
    ("editor", "Emre", "Muster", PIONEER, Membership.Role.EDITOR),
    ("viewer", "Vera", "Muster", PIONEER, Membership.Role.VIEWER),
    ("chamber", "Clemens", "Beispiel", "ihk-duesseldorf", Membership.Role.LEAD),
)
FIRST_NAMES = [
    "Anna",
    "Aylin",
    "Bernd",
    "Britta",
    "Can",
    "Chiara",
    "David",
    "Elif",
    "Emil",
    "Frieda",
    "Georg",
    "Hanna",
    "Ivan",
    "Jana",
    "Jonas",
    "Karla",
    "Leon",
    "Mila",
    "Murat",
    "Nele",
    "Olaf",
    "Petra",
    "Ralf",
    "Selin",
    "Timo",
    "Ute",
    "Victor",
    "Wiebke",
    "Yusuf",
    "Zoe",
]
LAST_NAMES = ("Muster", "Beispiel", "Mustermann", "Musterfrau", "Beispielmann", "Probe")


def load_staff() -> dict[str, User]:
    """The people of the house, by the part of their address before the @."""
    synchronise_roles()
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        User(
            email=f"{name}@{DOMAIN}",
            first_name=first,
            last_name=last,
            password=password,
            is_staff=role in User.Role.STAFF,
        )
        for name, first, last, role in STAFF
    )
    users = {name: User.objects.get(email=f"{name}@{DOMAIN}") for name, *_rest in STAFF}
    for name, _first, _last, role in STAFF:
        users[name].groups.add(Group.objects.get(name=role))
    return users


def load_contacts(*, partners: list[Partner], rng: random.Random) -> None:
    """A lead for each partner, and a second contact for every other one."""
    password = make_password(PASSWORD)
    by_slug = {partner.slug: partner for partner in Partner.objects.all()}
    users: list[User] = []
    roles: list[tuple[Partner, str]] = []
    for name, first, last, slug, role in MEMBERS:
        users.append(User(email=f"{name}@{DOMAIN}", first_name=first, last_name=last, password=password))
        roles.append((by_slug[slug], role))
    taken = {slug for _name, _first, _last, slug, role in MEMBERS if role == Membership.Role.LEAD}
    for number, partner in enumerate(partners):
        if partner.slug not in taken and partner.status == Partner.Status.ACTIVE:
            users.append(contact(partner, "klima", rng))
            roles.append((partner, Membership.Role.LEAD))
        if number % 2 and partner.status == Partner.Status.ACTIVE:
            users.append(contact(partner, "energie", rng))
            roles.append((partner, Membership.Role.EDITOR))
    User.objects.bulk_create(users, batch_size=1000)
    Membership.objects.bulk_create(
        (Membership(user=user, partner=partner, role=role) for user, (partner, role) in zip(users, roles, strict=True)),
        batch_size=1000,
    )


def contact(partner: Partner, mailbox: str, rng: random.Random) -> User:
    return User(
        email=f"{mailbox}@{partner.slug}.example",
        first_name=rng.choice(FIRST_NAMES),
        last_name=rng.choice(LAST_NAMES),
        password="!",  # noqa: S106 -- no login: these people are invented
    )
