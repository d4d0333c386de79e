"""What the pact offers. The prize money of 25,000 EUR is a fact (product.md); providers and requests are invented."""

import datetime as dt
import random
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from klimapakt.pact.demo.people import PIONEER
from partners.models import Membership, Offer, OfferRequest, Partner, User

State = OfferRequest.State
PROOF = (  # the smallest page that opens: an empty sheet
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
WISHES = (
    ("Zwei Auszubildende zu Energie-Scouts ausbilden", "Sie suchen danach Stromfresser in allen Hallen."),
    ("Schulung zur CO₂-Bilanz nach GHG Protocol", "Wir wollen die nächste Bilanz selbst erstellen."),
    ("Fahrtraining für sparsames Fahren, 12 Personen", "Der Fuhrpark ist unser größter Posten."),
    ("Kurs Energiemanagement nach ISO 50001", "Vorbereitung auf die Zertifizierung im nächsten Jahr."),
    ("Werkstatt zur Kreislaufwirtschaft mit dem Einkauf", "Verpackungen sollen zurückgenommen werden."),
)
# (days ago, state, EUR wanted, EUR granted, EUR paid, has proof); the first is the pioneer's
FUND = (
    (40, State.APPROVED, 2400, 2000, None, False),
    (300, State.DONE, 2500, 2500, "2380.00", True),
    (280, State.DONE, 1800, 1800, "1800.00", True),
    (120, State.DONE, 2500, 2000, "1956.40", True),
    (60, State.APPROVED, 2500, 2500, None, True),
    (35, State.APPROVED, 900, 900, None, False),
    (90, State.DECLINED, 2500, None, None, False),
    (50, State.WITHDRAWN, 1200, None, None, False),
    (12, State.REQUESTED, 2500, None, None, False),
    (6, State.REQUESTED, 1750, None, None, False),
    (2, State.REQUESTED, 2500, None, None, False),
)


def load(*, partners: list[Partner], office: User, rng: random.Random, today: dt.date) -> None:
    fund, advice, workshop, roofs = offers(today)
    active = [partner for partner in partners if partner.status == Partner.Status.ACTIVE and partner.slug != PIONEER]
    active = active or partners
    pioneer = Partner.objects.get(slug=PIONEER)
    asked = [
        request_for_fund(fund, partner, case, WISHES[number % len(WISHES)], office, today)
        for number, (partner, case) in enumerate(zip([pioneer, *active], FUND, strict=False))
    ]
    for number, partner in enumerate(rng.sample(active, min(len(active), 9))):
        if number < 4:
            asked.append(new(roofs, partner, today, 70 - number, office, wish="Hallendach, Süd", seats=1, granted=1))
        elif number < 7:
            asked.append(new(workshop, partner, today, 9 - number, office, wish="Zwei Plätze bitte", seats=2))
        else:
            asked.append(new(advice, partner, today, 11 - number, office, wish="Wir wissen nicht, womit wir anfangen."))
    leads = dict(Membership.objects.leads().values_list("partner", "user"))
    for one in asked:
        one.requested_by_id = leads.get(one.partner_id)
    OfferRequest.objects.bulk_create(asked)
    for one in asked:
        if one.proof_at:
            one.proof.save("nachweis.pdf", ContentFile(PROOF))


def offers(today: dt.date) -> tuple[Offer, Offer, Offer, Offer]:
    made = (
        Offer(
            kind=Offer.Kind.TRAINING,
            slug="schulungsbudget",
            title_de="Schulungsbudget „Klimaaktive Kommune“",
            title_en="Training budget “Klimaaktive Kommune”",
            summary_de="Bis zu 2.500 € für eine Schulung Ihrer Wahl, aus dem Preisgeld der Stadt.",
            summary_en="Up to 2,500 € for training of your choice, from the city's prize money.",
            text_de="Im November 2023 wurde die Stadt als „Klimaaktive Kommune“ ausgezeichnet. Das Preisgeld von "
            "25.000 € kommt den Klimapartnern zugute: für Schulungen, die zu ihrem Bedarf passen.\n\nSie suchen die "
            "Schulung aus, fragen hier an und reichen danach die Rechnung ein.",
            text_en="In November 2023 the city was named “Klimaaktive Kommune”. The prize money of 25,000 € goes to "
            "the partners: for training that fits their needs.\n\nYou choose the training, ask here and hand in the "
            "bill afterwards.",
            provider="Geschäftsstelle Klimapakt",
            budget_eur=Decimal(25_000),
            eur_per_request=Decimal(2_500),
            needs_proof=True,
        ),
        Offer(
            kind=Offer.Kind.ADVICE,
            slug="erstberatung",
            title_de="Erstberatung Klimabilanz und Ziele (Beispiel)",
            title_en="First advice on balance and targets (example)",
            summary_de="Eine Stunde am Telefon oder bei Ihnen: Was brauchen Sie, womit fangen Sie an?",
            summary_en="One hour by phone or at your place: what do you need, where do you begin?",
            text_de="Kostenfrei. Sie brauchen nichts vorzubereiten.",
            text_en="Free of charge. You need not prepare anything.",
            provider="Geschäftsstelle Klimapakt",
        ),
        Offer(
            kind=Offer.Kind.TRAINING,
            slug="bilanz-an-einem-tag",
            title_de="Klimabilanz an einem Tag (Beispiel)",
            title_en="A balance in one day (example)",
            summary_de="Mit Ihren Rechnungen kommen, mit der fertigen Bilanz gehen.",
            summary_en="Come with your bills, leave with a finished balance.",
            provider="Akademie Beispiel",
            seats=16,
            seats_per_request=2,
            closes_on=today + dt.timedelta(days=45),
        ),
        Offer(
            kind=Offer.Kind.ADVICE,
            slug="dach-check",
            title_de="Dach-Check Photovoltaik (Beispiel)",
            title_en="Roof check for photovoltaics (example)",
            summary_de="Fachleute sehen sich Ihr Dach an und schätzen den Ertrag.",
            summary_en="Experts look at your roof and estimate the yield.",
            provider="Energieberatung Muster",
            seats=4,
            seats_per_request=1,
        ),
    )
    for offer in made:
        offer.state = Offer.State.OPEN
    Offer.objects.bulk_create(made)
    return made


def request_for_fund(
    fund: Offer, partner: Partner, case: tuple, words: tuple[str, str], office: User, today: dt.date
) -> OfferRequest:
    days, state, wanted, granted, paid, has_proof = case
    asked = moment(today, days)
    return OfferRequest(
        offer=fund,
        partner=partner,
        state=state,
        wish=words[0],
        reason=words[1],
        amount_eur=wanted,
        granted_eur=granted,
        paid_eur=Decimal(paid) if paid else None,
        requested_at=asked,
        decided_at=asked + dt.timedelta(days=3) if state not in (State.REQUESTED, State.WITHDRAWN) else None,
        decided_by=office if state not in (State.REQUESTED, State.WITHDRAWN) else None,
        decision_reason="Diese Schulung bezahlt schon der Bund." if state == State.DECLINED else "",
        proof_at=asked + dt.timedelta(days=30) if has_proof else None,
        done_at=asked + dt.timedelta(days=34) if state == State.DONE else None,
    )


def new(
    offer: Offer,
    partner: Partner,
    today: dt.date,
    days: int,
    office: User,
    *,
    granted: int | None = None,
    **fields: object,
) -> OfferRequest:
    asked = OfferRequest(offer=offer, partner=partner, requested_at=moment(today, days), **fields)
    if granted:
        asked.state, asked.granted_seats = State.APPROVED, granted
        asked.decided_at, asked.decided_by = asked.requested_at + dt.timedelta(days=2), office
    return asked


def moment(today: dt.date, days_ago: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=days_ago), dt.time(10, 30)))
