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
IMPRINT_DE = (
    "Dies ist eine Demonstration. Sie wird nicht von der Stadt Düsseldorf betrieben und ist kein Angebot der "
    "Stadt.\n\nDie Angaben zum Klimapakt und zu den Initialpartnern sind öffentlich bekannt. Alle anderen Unternehmen, "
    "Personen und Zahlen sind erfunden."
)
IMPRINT_EN = (
    "This is a demonstration. It is not run by the city of Düsseldorf and is no service of the city.\n\nWhat is said "
    "of the pact and its founding partners is public. All other companies, people and figures are invented."
)
PRIVACY_DE = (
    "Welche Daten wir verarbeiten\n\nZu Ihrem Konto: E-Mail-Adresse, Name, Telefon und Sprache, Zeitpunkt der Anmeldung. "
    "Zu Ihrem Unternehmen: die Angaben, die Sie im Portal machen.\n\nCookies\n\nNur die technisch nötigen: Sitzung, Schutz "
    "vor gefälschten Anfragen, Sprache und Darstellung. Öffentliche Seiten setzen keine.\n\nWer Ihre Zahlen sieht\n\n"
    "Die Geschäftsstelle sieht die Angaben, die Sie einreichen. Die Stadt sieht Summen. Für Umweltinformationen, die "
    "eine Behörde besitzt, gilt das Umweltinformationsgesetz NRW: Vollständige Vertraulichkeit können wir nicht zusagen."
)
PRIVACY_EN = (
    "What we process\n\nOf your account: e-mail address, name, phone and language, time of sign-in. Of your company: "
    "what you enter in the portal.\n\nCookies\n\nOnly those that are technically needed: session, protection against "
    "forged requests, language and appearance. Public pages set none.\n\nWho sees your figures\n\nThe office sees what "
    "you hand in. The city sees sums. Environmental information held by a public body falls under the law on "
    "environmental information: we cannot promise complete confidentiality."
)
ACCESSIBILITY_DE = (
    "Stand der Vereinbarkeit\n\nDas Portal ist nach WCAG 2.2 AA gebaut und wird bei jeder Änderung automatisch geprüft. "
    "Eine Prüfung durch eine unabhängige Stelle steht noch aus.\n\nBekannte Lücken\n\nInhalte in Leichter Sprache und in "
    "Deutscher Gebärdensprache fehlen noch.\n\nBarriere melden\n\nSchreiben Sie der Geschäftsstelle; Anschrift und "
    "E-Mail-Adresse stehen am Ende der Seite."
)
ACCESSIBILITY_EN = (
    "Conformance\n\nThe portal is built to WCAG 2.2 AA and checked automatically with each change. A check by an "
    "independent body is still to come.\n\nKnown gaps\n\nContent in easy language and sign language is missing.\n\n"
    "Report a barrier\n\nWrite to the office; its address is at the end of the page."
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
            "imprint_de": IMPRINT_DE,
            "imprint_en": IMPRINT_EN,
            "privacy_de": PRIVACY_DE,
            "privacy_en": PRIVACY_EN,
            "accessibility_de": ACCESSIBILITY_DE,
            "accessibility_en": ACCESSIBILITY_EN,
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
