"""What the office finds in its list: a filter that it saved, and a company that stands there twice."""

import datetime as dt

from klimapakt.pact.demo.people import NEWCOMER
from klimapakt.pact.models import SavedFilter
from partners.models import Note, Partner, Site, User

FILTERS = (("Überfällig und ohne Ziel", "delivery=overdue&target=no"),)


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
