"""What the invented partners wish for. The kinds are the questions of the eighth meeting (product.md)."""

import datetime as dt
import random
from typing import Final

from django.utils import timezone

from events.models import Event, TopicVote, TopicWish
from klimapakt.pact.demo.people import PIONEER
from partners.models import Offer, Partner

Kind, State = TopicWish.Kind, TopicWish.State
# kind, words, more about it, days ago, votes
WISHES: Final = (
    (
        Kind.TRAINING,
        "Scope 3: womit anfangen?",
        "Eine Schulung für Betriebe, die bisher nur Scope 1 und 2 haben.",
        64,
        17,
    ),
    (Kind.TOPIC, "Wärmepumpen in Bestandshallen", "Erfahrungen mit Kosten, Schall und Genehmigung.", 51, 12),
    (Kind.CHALLENGE, "Lieferanten antworten nicht auf Fragen zu Emissionen", "", 40, 9),
    (Kind.SUPPORT, "Vorlage für eine Klimaklausel im Einkauf", "", 33, 7),
    (Kind.CONTRIBUTION, "Wir zeigen unsere Lastspitzen-Steuerung", "Führung für bis zu 15 Personen.", 20, 5),
    (Kind.TRAINING, "Energiemanagement nach ISO 50001 für kleine Betriebe", "", 12, 4),
    (Kind.TOPIC, "Dienstrad und Jobticket zusammen anbieten", "", 5, 2),
)
SETTLED: Final = (
    (Kind.TOPIC, "Mehrweg und Rücknahme von Verpackungen", State.PLANNED, "", 120, 14),
    (Kind.SUPPORT, "Beratung zum Einstieg in die Bilanz", State.OFFERED, "", 150, 11),
    (
        Kind.CHALLENGE,
        "Photovoltaik auf gemieteten Dächern",
        State.ANSWERED,
        "Ein Mustervertrag liegt bei der Geschäftsstelle; wir schicken ihn auf Anfrage gern zu.",
        90,
        6,
    ),
)


def load(*, partners: list[Partner], rng: random.Random, today: dt.date) -> None:
    """Wishes with votes of other companies; the pioneer has one of its own."""
    active = [partner for partner in partners if partner.status == Partner.Status.ACTIVE and partner.slug != PIONEER]
    pioneer = Partner.objects.get(slug=PIONEER)
    coming = Event.objects.filter(status=Event.Status.PUBLISHED).upcoming(timezone.now()).first()
    advice = Offer.objects.open_on(today).filter(slug="erstberatung").first()
    wishes = [
        TopicWish(kind=kind, text=text, details=more, created_at=timezone.now() - dt.timedelta(days=ago))
        for kind, text, more, ago, _votes in WISHES
    ]
    for kind, text, state, answer, ago, _votes in SETTLED:
        wish = TopicWish(kind=kind, text=text, created_at=timezone.now() - dt.timedelta(days=ago))
        event, offer = (coming if state == State.PLANNED else None), (advice if state == State.OFFERED else None)
        wish.settle(state, event=event, offer=offer, answer=answer)
        wish.settled_on = today - dt.timedelta(days=ago // 3)
        wishes.append(wish)
    counts = [row[-1] for row in (*WISHES, *SETTLED)]
    voters = [rng.sample(active, min(count, len(active))) for count in counts]
    voters[4] = [pioneer, *voters[4][1:]]
    for wish, companies in zip(wishes, voters, strict=True):
        wish.partner = companies[0] if companies else pioneer
    TopicWish.objects.bulk_create(wishes)
    TopicVote.objects.bulk_create(
        TopicVote(wish=wish, partner=company)
        for wish, companies in zip(wishes, voters, strict=True)
        for company in companies
    )
