"""The network's year: who met, what was wanted, what was offered. Nobody shows, neither a person nor a partner."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events.models import Event, Feedback, Registration, TopicVote, TopicWish
from klimapakt.pact.figures.disclosure import Cell, Rule, summarise, text, total
from klimapakt.pact.models import News
from partners.models import Offer, OfferRequest, Partner

Json = dict[str, Any]  # Any: JSON
LEAST_ANSWERS = 5  # fewer marks could be told apart
MOST_TOPICS, MOST_MILESTONES, MOST_PLANS = 10, 12, 8


def compute(year: int, cut_off: dt.datetime, rule: Rule) -> Json:
    held = Event.objects.filter(status=Event.Status.HELD, starts_at__year=year, starts_at__lte=cut_off)
    came = Registration.objects.who_came().filter(event__in=held, came_at__lte=cut_off, partner__isnull=False)
    before = Registration.objects.who_came().filter(partner=OuterRef("pk"), event__starts_at__lt=start_of(year))
    reached = Partner.objects.filter(Exists(came.filter(partner=OuterRef("pk"))))
    return {
        "events": [event_row(event) for event in held.annotate(**marks()).order_by("starts_at", "pk")],
        "reached": reached.count(),
        "first_timers": reached.filter(~Exists(before)).count(),
        "topics": topics(cut_off, rule),
        "offers": offers(year, cut_off, rule),
        "milestones": milestones(year, cut_off),
        "planned": planned(cut_off),
    }


def start_of(year: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(year, 1, 1), dt.time()))


def marks() -> dict[str, Any]:  # Any: expressions of two kinds
    """How the guests liked each event, and how many said so."""
    return {
        "answers": Count("feedback", distinct=True),
        **{f"mean_{name}": Avg(f"feedback__{name}") for name in Feedback.MARKS},
    }


def event_row(event: Event) -> Json:
    answers: int = event.answers  # type: ignore[attr-defined]  # annotated
    is_told = answers >= LEAST_ANSWERS
    return {
        "day": timezone.localdate(event.starts_at).isoformat(),
        "kind": event.kind,
        **titles(event),
        "people": event.people_attended,
        "companies": event.companies_attended,
        "feedback_n": answers if is_told else None,
        **{name: text(Decimal(str(getattr(event, f"mean_{name}")))) if is_told else None for name in Feedback.MARKS},
    }


def titles(row: Event | News) -> Json:
    return {"title_de": row.title_de, "title_en": row.title_en or row.title_de}


def topics(cut_off: dt.datetime, rule: Rule) -> list[Json]:
    """What many want to talk about, open at the cut-off; the words of a few would tell whose they are."""
    still_open = Q(settled_on__isnull=True) | Q(settled_on__gt=timezone.localdate(cut_off))
    voted = TopicVote.objects.filter(created_at__lte=cut_off)
    wanted = (
        TopicWish.objects.filter(still_open, created_at__lte=cut_off)
        .annotate(companies=Count("votes", filter=Q(votes__in=voted)))
        .filter(companies__gte=max(rule.minimum, 1))
        .order_by("-companies", "created_at", "pk")[:MOST_TOPICS]
    )
    return [{"kind": wish.kind, "text": wish.text, "companies": wish.companies} for wish in wanted]  # type: ignore[attr-defined]  # annotated


def offers(year: int, cut_off: dt.datetime, rule: Rule) -> list[Json]:
    """By kind: cases of the year and what was given, with the number of partners; a few of them do not show."""
    asked = in_year(OfferRequest.objects.all(), "requested_at", year, cut_off)
    given = in_year(OfferRequest.objects.filter(state__in=Offer.GIVEN), "decided_at", year, cut_off)
    names = ("asked", "given", "seats", "eur")
    columns: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: {name: {} for name in names})
    for kind, partner in asked.values_list("offer__kind", "partner"):
        add(columns[kind]["asked"], partner, Decimal(1))
    for kind, partner, seats, granted, paid in given.values_list(
        "offer__kind", "partner", "granted_seats", "granted_eur", "paid_eur"
    ):
        eur = granted if paid is None else paid
        for name, value in (("given", Decimal(1)), ("seats", Decimal(seats or 0)), ("eur", eur)):
            if value:
                add(columns[kind][name], partner, value)
    cells = summarise([Cell(kind, own) for kind, own in columns.items()], rule)
    order = [*Offer.Kind.values, None]
    return [offer_row(cell) for cell in sorted(cells, key=lambda cell: order.index(cell.key))]


def in_year(rows: QuerySet[OfferRequest], moment: str, year: int, cut_off: dt.datetime) -> QuerySet[OfferRequest]:
    return rows.filter(**{f"{moment}__year": year, f"{moment}__lte": cut_off})


def add(column: dict[int, Decimal], partner: int, value: Decimal) -> None:
    column[partner] = column.get(partner, Decimal(0)) + value


def offer_row(cell: Cell) -> Json:
    counts = {name: int(total(cell.columns[name].values())) for name in ("asked", "given", "seats")}
    return {
        "kind": cell.key,
        "partners": len(cell.partners) if cell.is_told else None,
        **{name: value if cell.is_told else None for name, value in counts.items()},
        "eur": text(total(cell.columns["eur"].values())) if cell.is_told and cell.columns["eur"] else None,
    }


def milestones(year: int, cut_off: dt.datetime) -> list[Json]:
    """What the pact told of itself in the year."""
    news = News.objects.published(cut_off).filter(published_at__year=year).order_by("published_at", "pk")
    return [{"day": timezone.localdate(one.published_at).isoformat(), **titles(one)} for one in news[:MOST_MILESTONES]]


def planned(cut_off: dt.datetime) -> list[Json]:
    """What is announced for the time after the cut-off."""
    ahead = Event.objects.published().filter(status=Event.Status.PUBLISHED, starts_at__gt=cut_off)
    return [
        {"day": timezone.localdate(event.starts_at).isoformat(), **titles(event)}
        for event in ahead.order_by("starts_at", "pk")[:MOST_PLANS]
    ]
