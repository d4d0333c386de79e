"""What the office finds in its list: a saved filter, a company that stands there twice, an import to decide on."""

import datetime as dt

from django.db.models import F, Func, Value

from klimapakt.pact.demo.people import NEWCOMER
from klimapakt.pact.models import SavedFilter
from partners import actions
from partners.models import Membership, Note, Partner, Site, TeamInvitation, User

FILTERS = (("Überfällig und ohne Ziel", "delivery=overdue&target=no"),)
OLD_LIST = """\
Name;Status;Beigetreten am;Branche;Beschäftigte;Straße;PLZ;Ort;Vorname;Nachname;E-Mail
Neue Muster Optik GmbH;aktiv;05.12.2022;26;12;Musterweg 1;40213;Düsseldorf;Kim;Muster;kim@muster-optik.example
Muster Chemie AG;aktiv;;20;abc;;;;;;
Beispiel Bank eG;aktiv;;64;1.250;;;;;;
Beispil Druckhaus GmbH;;;;;;;;;;
"""
TAGS = (("Beratung gewünscht", 9), ("Pilot Kreislaufwirtschaft", 11))
PREPARED = (("Mara", "Beispiel"), ("Jonas", "Muster"), ("Ayşe", "Beispiel"))


def load(*, office: User, today: dt.date) -> None:
    for name, query in FILTERS:
        SavedFilter.objects.create(name=name, query=query, created_by=office)
    known = Partner.objects.get(slug=NEWCOMER)
    double = Partner.objects.create(
        name="Beispieldruckhaus GmbH",
        slug="beispieldruckhaus",
        status=Partner.Status.INTERESTED,
        sector=known.sector,
        size=Partner.Size.SMALL,
        employees=45,
        website="https://beispieldruckhaus.example",
    )
    site = known.sites.order_by("pk").first()
    if site:
        Site.objects.create(partner=double, name=site.name, street=site.street, postcode=site.postcode, town=site.town)
    Note.objects.create(
        partner=double,
        created_by=office,
        text="Anruf: möchte mitmachen. Ist das Unternehmen schon dabei?",
        due_on=today + dt.timedelta(days=7),
    )
    imported = actions.begin_import(content=OLD_LIST.encode(), file_name="Partnerliste-alt.csv", by=office)
    actions.read_import(partner_import=imported)
    prepare_invitations(office, today)
    for tag, every in TAGS:
        tagged = Partner.objects.climate().active().annotate(turn=F("pk") % every).filter(turn=0)
        tagged.update(tags=Func("tags", Value(tag), function="array_append"))


def prepare_invitations(office: User, today: dt.date) -> None:
    """Contacts that an earlier import left for the office to invite."""
    known = Partner.objects.filter(kind=Partner.Kind.CLIMATE, status=Partner.Status.ACTIVE).order_by("-slug")
    TeamInvitation.objects.bulk_create(
        TeamInvitation(
            partner=partner,
            email=f"{first.lower().replace('ş', 's')}@{partner.slug}.example",
            first_name=first,
            last_name=last,
            role=Membership.Role.VIEWER,
            state=TeamInvitation.State.PREPARED,
            invited_by=office,
            expires_on=today + dt.timedelta(days=14),
        )
        for partner, (first, last) in zip(known, PREPARED, strict=False)
    )
