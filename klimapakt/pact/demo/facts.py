"""Public facts: the pact, its goals, its four founding partners."""

import datetime as dt
from decimal import Decimal

from partners.models import District, Pact, Partner

FOUNDED_ON = dt.date(2021, 10, 7)
FOUNDING = (
    ("Landeshauptstadt Düsseldorf", "landeshauptstadt-duesseldorf"),
    ("Industrie- und Handelskammer zu Düsseldorf", "ihk-duesseldorf"),
    ("Handwerkskammer Düsseldorf", "hwk-duesseldorf"),
    ("Kreishandwerkerschaft Düsseldorf", "kreishandwerkerschaft-duesseldorf"),
)
SUMMARY_DE = (
    "Der Klimapakt ist ein Bündnis der Stadt mit Unternehmen, die hier zu Hause sind. Wer beitritt, setzt sich eigene "
    "Ziele für weniger Treibhausgase und macht sie zum Teil seiner Strategie. Die Geschäftsstelle unterstützt mit "
    "Information, Beratung, Förderung, Schulungen und Netzwerktreffen."
)
SUMMARY_EN = (
    "The climate pact is an alliance of the city with companies that are based here. Whoever joins sets targets for "
    "less greenhouse gas and makes them part of its strategy. The office supports them with information, advice, "
    "funding, training and network meetings."
)
POSTCODES = (
    "40210 40211 40212 40213 40215 40217 40219 40221 40223 40225 40227 40229 40231 40233 40235 40237 40239 40468 40470 "
    "40472 40474 40476 40477 40479 40489 40545 40547 40549 40589 40591 40593 40595 40597 40599 40625 40627 40629"
)


def load() -> None:
    Pact.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Düsseldorfer Klimapakt mit der Wirtschaft",
            "city": "Düsseldorf",
            "founded_on": FOUNDED_ON,
            "target_year": 2035,
            "target_t_per_head": Decimal(2),
            "inhabitants": 653_000,
            "business_share_percent": Decimal(38),
            "saving_goal_t": Decimal(2_800_000),
            "summary_de": SUMMARY_DE,
            "summary_en": SUMMARY_EN,
            "office_name": "Geschäftsstelle Klimapakt",
            "office_address": "Musterplatz 1\n40200 Düsseldorf",
            "office_email": "klimapakt@demo.example",
            "office_phone": "0211 000000 (Beispiel)",
            "postcodes": POSTCODES,
        },
    )
    District.objects.bulk_create(District(number=n, name=f"Stadtbezirk {n}") for n in range(1, 11))
    Partner.objects.bulk_create(
        Partner(
            kind=Partner.Kind.FOUNDING,
            name=name,
            slug=slug,
            status=Partner.Status.ACTIVE,
            sector=Partner.Sector.O,
            joined_on=FOUNDED_ON,
        )
        for name, slug in FOUNDING
    )
