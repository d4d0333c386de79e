"""News of the demo: what is publicly known of the pact's own history."""

import datetime as dt

from django.utils import timezone

from klimapakt.pact.models import News

NEWS = (
    (
        dt.date(2025, 7, 3),
        "ueber-100-klimapartner",
        "Über 100 Klimapartner",
        "More than 100 climate partners",
        "Das 8. Netzwerktreffen in der Merkur Spiel-Arena stand im Zeichen von mehr als 100 Unternehmen im Klimapakt.",
        "The 8th network meeting in the Merkur Spiel-Arena was about more than 100 companies in the pact.",
        "Von den ersten 31 Partnern, deren Maßnahmen durchgesehen wurden, liegen 157 Maßnahmen vor. Ihr **mögliches** "
        "Einsparpotenzial beträgt zusammen rund 100.000\u00a0t\u00a0CO₂ im Jahr; das ist eine Planung und keine erreichte "
        "Minderung.\n\nDie Partner wurden gefragt, was sie brauchen: Herausforderungen, Themen, "
        "konkrete Unterstützung, eigene Beiträge und Schulungen.",
        "There are 157 measures of the first 31 partners whose measures were looked through. Together they have a "
        "**potential** of about 100,000\u00a0t\u00a0CO₂ a year; that is a plan, not a reduction achieved.\n\nThe partners were "
        "asked what they need: challenges, topics, concrete support, contributions of their own and training.",
    ),
    (
        dt.date(2024, 2, 27),
        "netzwerktreffen-circular-economy",
        "Viertes Netzwerktreffen: Circular Economy",
        "Fourth network meeting: circular economy",
        "Rund 80 Menschen aus den Unternehmen haben sich über Kreislaufwirtschaft ausgetauscht.",
        "About 80 people from the companies talked about the circular economy.",
        "Nach der Eröffnung durch Oberbürgermeister Dr. Stephan Keller führte Andreas Mucke (Circular Valley) in das "
        "Thema ein. Einblicke gaben die jungen Unternehmen rhinopaq, Green Ocean, BIOWEG und Janado.",
        "After the opening by the mayor, Dr. Stephan Keller, Andreas Mucke (Circular Valley) introduced the theme. The "
        "young companies rhinopaq, Green Ocean, BIOWEG and Janado gave insights.",
    ),
    (
        dt.date(2023, 11, 15),
        "klimaaktive-kommune",
        "Düsseldorf ist „Klimaaktive Kommune“",
        "Düsseldorf is a “Klimaaktive Kommune”",
        "Die Stadt wurde im November 2023 ausgezeichnet. Das Preisgeld von 25.000\u00a0EUR finanziert Schulungen.",
        "The city won the award in November 2023. The prize of 25,000\u00a0EUR pays for training.",
        "Welche Schulungen angeboten werden, richtet sich nach dem Bedarf der Partner. Der Tag dieser Nachricht ist in "
        "der Demo angenommen; bekannt ist der Monat.",
        "Which training is offered follows the partners' needs. The day of this piece of news is assumed for the demo; "
        "the month is known.",
    ),
)


def load() -> None:
    News.objects.bulk_create(
        News(
            published_at=timezone.make_aware(dt.datetime.combine(day, dt.time(12))),
            slug=slug,
            title_de=title_de,
            title_en=title_en,
            teaser_de=teaser_de,
            teaser_en=teaser_en,
            text_de=text_de,
            text_en=text_en,
        )
        for day, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en in NEWS
    )
