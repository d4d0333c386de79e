"""What companies say about themselves, who has signed in when, and what is under way in some teams."""

import datetime as dt
import random

from django.utils import timezone

from klimapakt.pact.demo.people import NEWCOMER, PIONEER
from partners.models import (
    Handover,
    Leaving,
    Membership,
    Partner,
    PartnerYear,
    ProfileVisibility,
    TeamInvitation,
    User,
)
from partners.visibility import NETWORK, PUBLIC

DESCRIPTION = (
    "Wir bauen Werkzeugmaschinen und beschäftigen dafür rund 430 Menschen. Seit 2022 erfassen wir unsere Emissionen "
    "jedes Jahr und tauschen alte Antriebe gegen sparsame."
)
SHOWN_BY_SOME = {"size": PUBLIC, "website": PUBLIC, "programmes": NETWORK, "chamber": NETWORK, "contact": NETWORK}


def load(*, rng: random.Random, today: dt.date) -> None:
    members = list(Partner.objects.climate().active().order_by("pk"))
    sign_ins(rng, today)
    visibility(members, rng)
    pioneer = Partner.objects.filter(slug=PIONEER).first()
    newcomer = Partner.objects.filter(slug=NEWCOMER).first()
    if pioneer and newcomer:
        tell_of(pioneer, rng, today)
        invite(pioneer, "neu@muster-maschinenbau.example", today)
        invite(newcomer, "einkauf@beispiel-druckhaus.example", today)
    others = [one for one in members if one.slug not in (PIONEER, NEWCOMER)]
    teams = [one for one in others if one.memberships.count() > 1]
    if teams:
        pass_on(teams[-1], today)
    if len(teams) > 1:
        Membership.objects.create(user=teams[0].memberships.leads().get().user, partner=teams[1])  # acts for two
    if others:
        lead = others[-1].memberships.leads().first()
        if lead:
            Leaving.objects.create(
                partner=others[-1],
                leaves_on=today + dt.timedelta(days=36),
                reason="Der Betrieb zieht in eine andere Stadt.",
                announced_by=lead.user,
            )


def sign_ins(rng: random.Random, today: dt.date) -> None:
    """Most people were here lately, some long ago or never."""
    users = list(User.objects.filter(memberships__isnull=False).order_by("pk").distinct())
    for user in users:
        days = rng.choice((2, 9, 30, 61, 95, 120, 150, 260, None))
        user.last_login = at(today - dt.timedelta(days=days)) if days else None
    User.objects.bulk_update(users, ["last_login"], batch_size=1000)


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30)))


def visibility(members: list[Partner], rng: random.Random) -> None:
    ProfileVisibility.objects.bulk_create(
        (
            ProfileVisibility(partner=partner, field=field, audience=audience)
            for partner in members
            if partner.slug != PIONEER
            for field, audience in SHOWN_BY_SOME.items()
            if rng.random() < 0.4
        ),
        batch_size=1000,
    )


def tell_of(partner: Partner, rng: random.Random, today: dt.date) -> None:
    """One profile with all that there is to see."""
    partner.description, partner.website = DESCRIPTION, "https://muster-maschinenbau.example"
    partner.save(update_fields=["description", "website"])
    for field, audience in {**SHOWN_BY_SOME, "description": PUBLIC}.items():
        ProfileVisibility.objects.create(partner=partner, field=field, audience=audience)
    for year in range(today.year - 3, today.year):
        PartnerYear.objects.create(
            partner=partner, year=year, employees=rng.randint(400, 440), floor_area_m2=9_800, turnover_eur=61_000_000
        )


def invite(partner: Partner, email: str, today: dt.date) -> None:
    lead = partner.memberships.leads().get().user
    TeamInvitation.objects.create(
        partner=partner,
        email=email,
        role=Membership.Role.EDITOR,
        invited_by=lead,
        expires_on=today + dt.timedelta(days=11),
    )


def pass_on(partner: Partner, today: dt.date) -> None:
    """A lead has named a successor and steps back next month."""
    lead = partner.memberships.leads().get()
    successor = partner.memberships.exclude(pk=lead.pk)[0]
    successor.role = Membership.Role.LEAD
    successor.save(update_fields=["role"])
    Handover.objects.create(
        partner=partner,
        predecessor=lead.user,
        successor=successor.user,
        steps_back_on=today + dt.timedelta(days=20),
    )
