"""The figures of the network, of plans and of changes, computed a second time by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from events.models import Feedback
from klimapakt.pact.figures import changes, network, plans
from klimapakt.pact.figures.disclosure import Rule
from klimapakt.pact.models import News
from partners.models import Offer
from tests.factories import (
    EventFactory,
    MeasureFactory,
    OfferFactory,
    OfferRequestFactory,
    PartnerFactory,
    RegistrationFactory,
    TopicVoteFactory,
    TopicWishFactory,
)

pytestmark = pytest.mark.django_db
RULE = Rule(5, Decimal(60))
NOON = dt.time(12)


def moment(year, month=6, day=1):
    return timezone.make_aware(dt.datetime.combine(dt.date(year, month, day), NOON))


CUT_OFF = moment(2025, 3)


def held(year, month=6, **fields):
    return EventFactory(status="held", starts_at=moment(year, month), **fields)


def came(event, *partners):
    for number, partner in enumerate(partners, start=1):
        RegistrationFactory(event=event, partner=partner, came_at=event.starts_at, seat_no=number)


def network_of(year=2024, cut_off=CUT_OFF):
    return network.compute(year, cut_off, RULE)


def test_events_of_the_year_alone_with_people_and_companies():
    held(2023)
    held(2024, people_attended=80, companies_attended=51, title_de="Treffen", title_en="")
    held(2025, 5)  # after the cut-off
    EventFactory(status="cancelled", starts_at=moment(2024))

    (row,) = network_of()["events"]

    assert (row["day"], row["people"], row["companies"]) == ("2024-06-01", 80, 51)
    assert (row["title_de"], row["title_en"]) == ("Treffen", "Treffen")


def test_companies_are_reached_once_and_first_timers_came_to_nothing_before():
    old, new, both = PartnerFactory(), PartnerFactory(), PartnerFactory()
    came(held(2023), old)
    came(held(2024), old, new, both)
    came(held(2024, 9), both)

    found = network_of()

    assert (found["reached"], found["first_timers"]) == (3, 2)


@pytest.mark.parametrize(("answers", "told"), ((4, None), (5, "4.20000000")))
def test_marks_are_told_from_five_answers_on(answers, told):
    event = held(2024)
    for number in range(answers):
        Feedback.objects.create(event=event, overall=5 if number else 1, content=3, exchange=3, organisation=3)

    (row,) = network_of()["events"]

    assert row["overall"] == told
    assert row["feedback_n"] == (answers if told else None)


def test_feedback_and_topics_are_counted_without_multiplying():
    event = held(2024)
    for mark in (1, 2, 3, 4, 5):
        Feedback.objects.create(event=event, overall=mark, content=mark, exchange=mark, organisation=mark)

    (row,) = network_of()["events"]

    assert [row[name] for name in Feedback.MARKS] == ["3.00000000"] * 4


@pytest.mark.parametrize(("votes", "told"), ((4, []), (5, ["Abwärme"])))
def test_a_wish_is_told_once_enough_companies_share_it(votes, told):
    wish = TopicWishFactory(text="Abwärme", vote=None, created_at=moment(2024))
    TopicVoteFactory.create_batch(votes, wish=wish, created_at=moment(2024))

    assert [row["text"] for row in network_of()["topics"]] == told


def test_votes_after_the_cut_off_do_not_count():
    wish = TopicWishFactory(vote=None, created_at=moment(2024))
    TopicVoteFactory.create_batch(5, wish=wish, created_at=CUT_OFF + dt.timedelta(days=1))

    assert network_of()["topics"] == []


def test_cases_and_training_by_kind_with_what_was_given():
    training = OfferFactory(kind=Offer.Kind.TRAINING, budget_eur=Decimal(25_000))
    for _number in range(5):
        OfferRequestFactory(
            offer=training,
            approved=True,
            requested_at=moment(2024),
            decided_at=moment(2024, 7),
            amount_eur=1000,
            granted_eur=1000,
            seats=2,
            granted_seats=2,
        )
    OfferRequestFactory(offer=training, requested_at=moment(2023))

    (row,) = network_of()["offers"]

    assert row == {"kind": "training", "partners": 5, "asked": 5, "given": 5, "seats": 10, "eur": "5000.00000000"}


def test_a_few_cases_of_one_kind_do_not_show():
    OfferRequestFactory(requested_at=moment(2024))

    (row,) = network_of()["offers"]

    assert row == {"kind": None, "partners": None, "asked": None, "given": None, "seats": None, "eur": None}


def test_milestones_are_the_news_of_the_year_and_plans_what_is_announced():
    News.objects.create(slug="a", title_de="Preis", teaser_de="x", published_at=moment(2024))
    News.objects.create(slug="b", title_de="Später", teaser_de="x", published_at=moment(2025, 4))
    EventFactory(published=True, starts_at=moment(2025, 7), title_de="Nächstes Treffen")
    EventFactory(published=True, is_public=False, starts_at=moment(2025, 8))

    found = network_of()

    assert [row["title_de"] for row in found["milestones"]] == ["Preis"]
    assert [row["title_de"] for row in found["planned"]] == ["Nächstes Treffen"]


def test_investments_tell_of_how_many_measures_they_come():
    rows = [MeasureFactory(cost_eur=1000 * (1 + number), field="heat") for number in range(5)]
    MeasureFactory(cost_eur=None)
    MeasureFactory(cost_eur=5_000, status="dropped", dropped_cause="cost")

    found = plans.compute(timezone.now(), RULE)["investments"]

    assert Decimal(found["eur"]) == sum(row.cost_eur for row in rows)
    assert (found["measures"], found["partners"]) == (5, 5)
    assert [(row["field"], row["measures"], Decimal(row["eur"])) for row in found["by_field"]] == [("heat", 5, 15_000)]


def test_one_large_investment_does_not_show():
    for eur in (1_000_000, 10, 10, 10, 10):
        MeasureFactory(cost_eur=eur)

    found = plans.compute(timezone.now(), RULE)["investments"]

    assert (found["eur"], found["by_field"], found["measures"]) == (None, [], 5)


def test_a_field_of_few_partners_goes_with_the_others():
    for field in ("heat", "heat", "heat", "heat", "heat", "process"):
        MeasureFactory(cost_eur=1000, field=field)

    found = plans.compute(timezone.now(), RULE)["investments"]

    assert [(row["field"], row["partners"], row["eur"]) for row in found["by_field"]] == [(None, 6, "6000.00000000")]


def test_late_measures_and_reasons_come_in_groups_of_five_partners():
    for _number in range(5):
        MeasureFactory(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1), status="running", field="heat")
        MeasureFactory(status="dropped", dropped_cause="funding")
    MeasureFactory(status="dropped", dropped_cause="permit")
    MeasureFactory(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1), status="done")

    found = plans.compute(timezone.now(), RULE)

    assert found["late"] == [{"group": "heat", "measures": 5, "partners": 5}]
    assert found["reasons"] == [{"group": None, "measures": 6, "partners": 6}]


def test_a_pact_without_anything_has_figures_too():
    assert plans.compute(timezone.now(), RULE) == {
        "investments": {"measures": 0, "partners": 0, "eur": None, "by_field": []},
        "late": [],
        "reasons": [],
        "types": [],
    }
    assert network_of() == {
        "events": [],
        "reached": 0,
        "first_timers": 0,
        "topics": [],
        "offers": [],
        "milestones": [],
        "planned": [],
    }


def test_who_joined_is_named_and_who_left_is_only_counted():
    PartnerFactory(name="Muster", joined_on=dt.date(2024, 5, 2))
    PartnerFactory(name="Verborgen", joined_on=dt.date(2024, 5, 3), is_public=False)
    PartnerFactory(name="Weg", joined_on=dt.date(2020, 1, 1), left_on=dt.date(2024, 8, 1), status="left")
    PartnerFactory(joined_on=dt.date(2025, 2, 1))

    found = changes.compute(2024, CUT_OFF)

    assert found == {"joined_n": 2, "joined": [["Muster", "2024-05-02"]], "left": ["2024-08-01"]}
