"""Companies on their way in: messages in every state, agreements to sign and to confirm, certificates."""

import datetime as dt
import io
import random

from django.core.files.base import ContentFile
from django.utils import timezone

from partners.duplicates import company_key
from partners.models import (
    Agreement,
    AgreementText,
    Certificate,
    Interest,
    InterestMessage,
    LogEntry,
    Membership,
    Partner,
    User,
)

State = Interest.State
Kind = InterestMessage.Kind
TEXT = """Dies ist ein Mustertext für die Demonstration, keine Vereinbarung der Stadt.

{partner} schließt sich dem {pact} an.

§ 1 Ziele. Das Unternehmen setzt sich innerhalb eines Jahres ein eigenes Ziel für weniger Treibhausgase und macht es zum Teil seiner Strategie.

§ 2 Maßnahmen. Das Unternehmen plant Maßnahmen, setzt sie um und berichtet der Geschäftsstelle regelmäßig, was daraus geworden ist.

§ 3 Unterstützung. Die Stadt {city} und die Initialpartner unterstützen das Unternehmen mit Information, Beratung, Hinweisen auf Fördermittel, Schulungen und Netzwerktreffen.

§ 4 Veröffentlichung. Der Name des Unternehmens wird im Verzeichnis der Klimapartner genannt. Zahlen werden nur als Summe vieler Unternehmen veröffentlicht. Das Umweltinformationsgesetz NRW bleibt unberührt.

§ 5 Ende. Das Unternehmen kann den Klimapakt jederzeit verlassen; eine Mitteilung an die Geschäftsstelle genügt."""

# company, street, place, sector, size, contact, mail, state, days since it was handed in
INTERESTS = (
    ("Muster Optik GmbH", "Beispielweg 12", "40213", "G", "small", "Nadia Muster", State.NEW, 1),
    ("Beispiel Druckhaus Service GmbH", "Musterallee 3", "40219", "C", "micro", "Jonas Beispiel", State.NEW, 4),
    ("Musterkeller Wein eG", "Beispielplatz 8", "40233", "G", "micro", "Elif Probe", State.NEW, 9),
    ("Beispiel Robotik AG", "Musterstraße 77", "40472", "C", "medium", "Timo Musterfrau", State.ASKED, 6),
    ("Muster Werbetechnik GmbH", "Beispielstraße 140", "40589", "M", "small", "Ute Probe", State.DECLINED, 40),
    ("Beispiel Friseur e. K.", "Mustergasse 2", "40227", "S", "micro", "Can Beispiel", State.FORWARDED, 25),
    ("Muster Filmstudio GmbH", "Beispielufer 6", "40549", "J", "small", "Chiara Muster", State.UNCONFIRMED, 2),
)
VERBS: dict[str, str] = {State.UNCONFIRMED: "handed-in", State.NEW: "confirmed"}
QUESTION = "Hat Ihr Unternehmen einen Standort in Düsseldorf, oder nur den Sitz im Register?"
REFUSAL = "Ihr Standort liegt außerhalb der Stadt. Bitte wenden Sie sich an das Bündnis Ihrer Stadt."


def load(*, staff: dict[str, User], rng: random.Random, today: dt.date) -> None:
    text = AgreementText.objects.create(
        version="2021-10 (Muster)",
        title="Klimaschutzvereinbarung (Muster)",
        text=TEXT,
        valid_from=dt.date(2021, 10, 7),
        published_at=timezone.make_aware(dt.datetime(2021, 10, 7, 9)),
    )
    Agreement.objects.update(text=text)
    load_interests(office=staff["office"])
    load_agreements(text=text, office=staff["office"], rng=rng)
    load_certificates(today)


def load_certificates(today: dt.date) -> None:
    """One for the year of joining, one for this year."""
    certificates = []
    for partner in Partner.objects.climate().active():
        first = partner.joined_on or today
        days = {first.year: first, today.year: max(first, dt.date(today.year, 1, 1))}
        certificates += [Certificate(partner=partner, year=year, issued_on=day) for year, day in days.items()]
    Certificate.objects.bulk_create(certificates, batch_size=1000)


def load_interests(*, office: User) -> None:
    chamber = Partner.objects.get(slug="ihk-duesseldorf")
    for position, (company, street, postcode, sector, size, contact, state, days) in enumerate(INTERESTS, start=1):
        at = timezone.now() - dt.timedelta(days=days, hours=position)
        is_decided = state in (State.DECLINED, State.FORWARDED)
        interest = Interest.objects.create(
            number=f"IB-{at.year}-{position:04d}",
            state=state,
            company=company,
            company_key=company_key(company),
            street=street,
            postcode=postcode,
            town="Düsseldorf",
            sector=sector,
            size=size,
            contact=contact,
            email=f"{contact.split()[0].lower()}@{company_key(company).replace(' ', '-')}.example",
            source="ihk" if position == 2 else "",
            created_at=at,
            handed_in_at=at,
            confirmed_at=None if state == State.UNCONFIRMED else at + dt.timedelta(minutes=7),
            chamber=chamber if state == State.FORWARDED else None,
            decided_at=at + dt.timedelta(days=2) if is_decided else None,
            decided_by=office if is_decided else None,
            looks_like=Partner.objects.filter(slug="beispiel-druckhaus").first() if position == 2 else None,
        )
        log(interest, at, State.DRAFT, State.UNCONFIRMED, None)
        if state != State.UNCONFIRMED:
            log(interest, at + dt.timedelta(minutes=7), State.UNCONFIRMED, State.NEW, None)
        if state not in (State.UNCONFIRMED, State.NEW):
            log(interest, at + dt.timedelta(days=2), State.NEW, state, office)
        words = {State.ASKED: (Kind.QUESTION, QUESTION), State.DECLINED: (Kind.REFUSAL, REFUSAL)}
        if state in words:
            kind, text = words[state]
            InterestMessage.objects.create(
                interest=interest, kind=kind, text=text, by=office, at=at + dt.timedelta(days=2)
            )


def log(interest: Interest, at: dt.datetime, before: str, after: str, by: User | None) -> None:
    LogEntry.objects.create(
        at=at,
        by=by,
        verb=f"interest-{VERBS.get(after, after)}",
        subject_type=interest._meta.label_lower,
        subject_key=str(interest.pk),
        state_from=before,
        state_to=after,
    )


def load_agreements(*, text: AgreementText, office: User, rng: random.Random) -> None:
    """Partners whose agreement is sent: the first has handed it in, the others have not."""
    for position, partner in enumerate(Partner.objects.filter(status=Partner.Status.AGREEMENT_SENT).order_by("pk")):
        person, _made = User.objects.get_or_create(
            email=f"leitung@{partner.slug}.example",
            defaults={"first_name": "Robin", "last_name": "Beispiel", "password": "!"},
        )
        Membership.objects.create(user=person, partner=partner, role=Membership.Role.LEAD)
        sent_at = timezone.now() - dt.timedelta(days=rng.randint(5, 12))
        agreement = Agreement(
            partner=partner,
            text=text,
            text_version=text.version,
            signatory="Robin Beispiel, Geschäftsführung",
            sent_at=sent_at,
        )
        if position == 0:
            agreement.state, agreement.uploaded_at, agreement.uploaded_by = Agreement.State.UPLOADED, sent_at, office
            agreement.signed_on = timezone.localdate(sent_at)
            agreement.file.save(f"{partner.slug}.pdf", ContentFile(blank_page()), save=False)
        agreement.save()


def blank_page() -> bytes:
    from pypdf import PdfWriter  # noqa: PLC0415 -- slow import

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()
