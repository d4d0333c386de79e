"""Invented companies with sectors, sizes, districts and sites; they join as the pact really grew."""

import datetime as dt
import random
from itertools import islice, pairwise, product
from typing import NamedTuple

from django.utils.text import slugify

from klimapakt.pact.demo.people import NEWCOMER, PIONEER
from partners import sectors
from partners.models import Agreement, District, Partner, Site

GROWTH = (  # share of today's partners that had joined by the day: with the two that left, 30, 45, 67, then over 100
    (0 / 104, dt.date(2022, 5, 2)),
    (28 / 104, dt.date(2022, 12, 31)),
    (43 / 104, dt.date(2023, 6, 15)),
    (65 / 104, dt.date(2023, 11, 30)),
    (101 / 104, dt.date(2025, 7, 3)),
    (104 / 104, dt.date(2026, 9, 15)),
)
SIZES = (
    (Partner.Size.MICRO, 3, 9, 0.18),
    (Partner.Size.SMALL, 10, 49, 0.32),
    (Partner.Size.MEDIUM, 50, 249, 0.31),
    (Partner.Size.LARGE, 250, 1400, 0.19),
)
UNUSUAL = {  # sizes that a legal form does not have, as a rule
    "AG": (Partner.Size.MICRO, Partner.Size.SMALL),
    "eG": (Partner.Size.MICRO,),
    "PartG mbB": (Partner.Size.LARGE,),
    "e. K.": (Partner.Size.MEDIUM, Partner.Size.LARGE),
}
PROGRAMMES = ("", "", "", "ÖKOPROFIT", "EMAS", "SBTi", "ÖKOPROFIT, EMAS")


class Trade(NamedTuple):
    name: str
    division: str
    form: str


TRADES = tuple(
    Trade(*line.split("|"))
    for line in """Maschinenbau|28|GmbH
Druckhaus|18|GmbH
Logistik|52|GmbH & Co. KG
Bäckerei|10|GmbH
Metallbau|25|GmbH
Hotel|55|GmbH
Wohnungsbau|68|eG
Versicherung|65|AG
Krankenhaus|86|gGmbH
Elektrotechnik|43|GmbH
Softwarehaus|62|GmbH
Großhandel|46|GmbH & Co. KG
Chemie|20|AG
Spedition|49|GmbH
Dachdeckerei|43|GmbH
Messebau|82|GmbH
Steuerberatung|69|PartG mbB
Gebäudereinigung|81|GmbH
Autohaus|45|GmbH
Textilien|13|GmbH
Bank|64|eG
Ingenieurbüro|71|PartG mbB
Pflegedienst|88|GmbH
Brauerei|11|GmbH
Malerbetrieb|43|GmbH
Sanitär und Heizung|43|GmbH
Werbeagentur|73|GmbH
Rechenzentrum|63|GmbH
Entsorgung|38|GmbH
Energieberatung|71|GmbH
Verkehrsbetrieb|49|AG
Stadtgärtnerei|01|GmbH
Möbelhaus|47|GmbH
Akademie|85|gGmbH
Theater|90|gGmbH
Catering|56|GmbH
Glasbau|23|GmbH
Medizintechnik|32|GmbH
Papierwerk|17|GmbH
Stahlhandel|46|GmbH
Architekten|71|PartG mbB
Immobilien|68|GmbH
Tischlerei|31|GmbH
Fahrzeugbau|29|GmbH
Personalservice|78|GmbH
Apotheke|47|e. K.
Telekommunikation|61|GmbH
Kunststoffwerk|22|GmbH
Fitnessstudio|93|GmbH
Wäscherei|96|GmbH
Kältetechnik|43|GmbH
Unternehmensberatung|70|GmbH""".splitlines()
)
PREFIXES = ("Muster", "Beispiel", "Muster & Söhne", "Beispiel & Töchter")


def load(*, count: int, rng: random.Random, today: dt.date) -> list[Partner]:
    """`count` active partners, two that left, three on their way in."""
    districts = list(District.objects.in_order())
    chambers = list(Partner.objects.founding().order_by("pk")[1:3])
    partners = []
    for number, (prefix, trade, series) in enumerate(names(count + 5)):
        usual = [size for size in SIZES if size[0] not in UNUSUAL.get(trade.form, ())]
        size, least, most, _share = rng.choices(usual, weights=[share for *_rest, share in usual])[0]
        label = f"{prefix} {trade.name}"
        slug = slugify(label.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("&", ""))
        if slug == PIONEER:
            size, least, most = Partner.Size.LARGE, 400, 460
        if slug == NEWCOMER:
            size, least, most = Partner.Size.MEDIUM, 80, 90
        partner = Partner(
            name=f"{label}{f' {series}' if series > 1 else ''} {trade.form}",
            slug=f"{slug}{f'-{series}' if series > 1 else ''}",
            sector=sectors.section_of(trade.division),
            division=trade.division,
            size=size,
            employees=rng.randint(least, most),
            district=rng.choice(districts),
            chamber=rng.choice(chambers),
            chamber_sees_status=rng.random() < 0.6,
            programmes=rng.choice(PROGRAMMES),
            status=Partner.Status.ACTIVE,
            joined_on=min(joined_on(number / max(count, 1)), today),
        )
        if slug == NEWCOMER and series == 1:
            partner.joined_on = min(dt.date(2026, 9, 15), today)
        if number >= count:
            partner.joined_on = None
            partner.status = Partner.Status.INTERESTED if number % 2 else Partner.Status.AGREEMENT_SENT
        if count <= number < count + 2:
            partner.status = Partner.Status.LEFT
            partner.joined_on, partner.left_on = dt.date(2022, 9, 1), dt.date(2025, 3, 31)
            partner.left_reason = "Umzug in eine andere Stadt" if number % 2 else "Betrieb aufgegeben"
        partners.append(partner)
    Partner.objects.bulk_create(partners, batch_size=1000)
    Site.objects.bulk_create(site for partner in partners for site in sites(partner, rng))
    Agreement.objects.bulk_create(
        Agreement(
            partner=partner,
            state=Agreement.State.VALID,
            text_version="2021-10 (Muster)",
            signatory="Geschäftsführung",
            signed_on=partner.joined_on,
            first_delivery_due_on=partner.joined_on + dt.timedelta(days=365),
        )
        for partner in partners
        if partner.joined_on
    )
    return partners


def names(count: int) -> list[tuple[str, Trade, int]]:
    """(prefix, trade, series): each combination once, then numbered; the two of the logins are always among them."""
    every = ((prefix, trade, series) for series in range(1, 10_000) for prefix, trade in combinations())
    return list(islice(every, count))


def combinations() -> list[tuple[str, Trade]]:
    """Neighbours differ in trade and prefix, so that a list of the first hundred looks mixed."""
    pairs = [
        (PREFIXES[(i + shift) % len(PREFIXES)], trade) for shift, (i, trade) in product(range(4), enumerate(TRADES))
    ]
    first = {("Muster", "Maschinenbau"), ("Beispiel", "Druckhaus")}
    return sorted(pairs, key=lambda pair: (pair[0], pair[1].name) not in first)


def joined_on(share: float) -> dt.date:
    """The day on which this share of all partners had joined, between the known days."""
    for (low, start), (high, end) in pairwise(GROWTH):
        if share <= high:
            return start + (end - start) * ((share - low) / (high - low))
    return GROWTH[-1][1]


def sites(partner: Partner, rng: random.Random) -> list[Site]:
    """One site in the city; large companies have a second, every third of them elsewhere."""
    made = [
        Site(
            partner=partner,
            name="Hauptsitz",
            street=f"Beispielstraße {rng.randint(1, 180)}",
            postcode=rng.choice(("40210", "40219", "40227", "40233", "40472", "40549", "40589")),
            town="Düsseldorf",
            floor_area_m2=(partner.employees or 10) * rng.randint(14, 40),
        )
    ]
    if partner.size == Partner.Size.LARGE:
        in_city = rng.random() < 0.66
        made.append(
            Site(
                partner=partner,
                name="Werk 2",
                street="Musterweg 5",
                postcode="40599" if in_city else "41460",
                town="Düsseldorf" if in_city else "Neuss",
                is_in_city=in_city,
                floor_area_m2=rng.randint(2000, 20000),
            )
        )
    return made
