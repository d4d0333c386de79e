"""What happens around a delivery: the first are in check, with questions and answers; some are released; a timeline."""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from emissions.models import Balance, Delivery, Question, Receipt, Review
from klimapakt.pact import actions, report_texts
from klimapakt.pact.demo import report_words
from klimapakt.pact.demo.people import PIONEER
from klimapakt.pact.models import CityReport
from partners.models import LogEntry, User

IN_CHECK = 3
QUESTIONS = (
    ("scope1", "Scope 1", "Ist der Verbrauch des neuen Blockheizkraftwerks schon enthalten?", ""),
    (
        "scope2_location",
        "Scope 2 (standortbasiert)",
        "Der Strom ist deutlich gesunken. Was ist der Grund?",
        "Halle 2 steht seit April leer; die Produktion zieht im Herbst um.",
    ),
)
State = Delivery.State


def load(*, staff: dict[str, User]) -> None:
    office, lead = staff["office"], staff["office-lead"]
    begin_checks(office)
    release(lead)
    Delivery.objects.unfinished().update(told_on=F("due_on") + dt.timedelta(days=14))
    tell_of_pioneer(office)


def publish(*, staff: dict[str, User], today: dt.date) -> None:
    """Last year's report, with the figures as they stand; a worker draws its file."""
    report_words.load(year=today.year - 1)
    snapshot = actions.freeze_snapshot(year=today.year - 1, cut_off=timezone.now(), by=staff["city"])
    report = CityReport.objects.create(
        snapshot=snapshot,
        state=CityReport.State.PUBLISHED,
        published_at=timezone.now(),
        published_by=staff["office-lead"],
        texts=report_texts.texts(snapshot.year),
        examples=report_texts.examples(snapshot.year),
    )
    actions.render_again(report, staff["office-lead"])


def begin_checks(office: User) -> None:
    """The balances that have waited longest."""
    waiting = Balance.objects.to_check().filter(delivery__isnull=False, delivery__round__is_closed=False)
    balances = list(waiting.select_related("delivery", "partner").order_by("submitted_at", "pk")[:IN_CHECK])
    Delivery.objects.filter(pk__in=[balance.delivery_id for balance in balances]).update(state=State.IN_CHECK)
    Review.objects.bulk_create(Review(balance=one, begun_at=after(one, 3), begun_by=office) for one in balances)
    Question.objects.bulk_create(
        Question(
            balance=balance,
            field=field,
            label=label,
            text=text,
            asked_at=after(balance, 4),
            asked_by=office,
            answer=answer,
            answered_at=after(balance, 6) if answer else None,
            answer_by=balance.partner.memberships.order_by("pk")[0].user if answer else None,
        )
        for balance in balances[:2]
        for field, label, text, answer in QUESTIONS
        if not answer or balance.partner.memberships.exists()
    )


def release(lead: User) -> None:
    """The closed round is done with."""
    done = Delivery.objects.filter(state=State.APPROVED, round__is_closed=True)
    done.update(state=State.RELEASED, released_at=F("approved_at") + dt.timedelta(days=7), released_by=lead)


def tell_of_pioneer(office: User) -> None:
    """The timeline of one delivery from the opening to the check, and its receipts."""
    delivery = (
        Delivery.objects.filter(partner__slug=PIONEER, round__is_closed=False, state=State.APPROVED)
        .select_related("round", "partner")
        .first()
    )
    balance = delivery.balances.filter(approved_at__isnull=False).first() if delivery else None
    if delivery is None or balance is None or delivery.handed_in_at is None or delivery.approved_at is None:
        return
    person = delivery.partner.memberships.order_by("pk")[0].user
    opened = timezone.make_aware(dt.datetime.combine(delivery.round.opens_on, dt.time(8)))
    handed_in, checked = delivery.handed_in_at, delivery.approved_at
    steps = (
        ("delivery-asked", opened, None),
        ("delivery-draft", handed_in - dt.timedelta(days=9), person),
        ("delivery-handed_in", handed_in, person),
        ("delivery-in_check", checked - dt.timedelta(days=3), office),
        ("delivery-approved", checked, office),
    )
    LogEntry.objects.bulk_create(
        LogEntry(
            at=at,
            by=by,
            verb=verb,
            subject_type=Delivery._meta.label_lower,
            subject_key=str(delivery.pk),
            partner=delivery.partner,
        )
        for verb, at, by in steps
    )
    Receipt.objects.bulk_create(  # the clock lets a worker draw them
        Receipt(balance=balance, kind=kind, at=at)
        for kind, at in ((Receipt.Kind.RECEIVED, handed_in), (Receipt.Kind.CHECKED, checked))
    )


def after(balance: Balance, days: int) -> dt.datetime:
    return (balance.submitted_at or timezone.now()) + dt.timedelta(days=days)
