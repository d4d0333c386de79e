"""A demo that tells the truth: public facts about the pact, and companies that are recognisably invented."""

import datetime as dt
import random

from django.db import transaction

from klimapakt.pact.demo import (
    companies,
    delegations,
    emissions,
    event_life,
    events,
    facts,
    joining,
    mailings,
    news,
    notes,
    offers,
    office,
    onsite,
    pages,
    people,
    plans,
    profiles,
    progress,
    reports,
    topics,
)


@transaction.atomic
def load(*, partners: int, seed: int, today: dt.date) -> None:
    """Fill an empty database. The same numbers and the same day give the same rows."""
    rng = random.Random(seed)
    facts.load()
    pages.load()
    news.load()
    staff = people.load_staff()
    members = companies.load(count=partners, rng=rng, today=today)
    people.load_contacts(partners=members, rng=rng)
    profiles.load(rng=random.Random(seed + 1), today=today)
    emissions.load(partners=members, staff=staff, rng=rng, today=today)
    delegations.load(today=today)
    plans.load(partners=members, office=staff["office"], rng=random.Random(seed + 2), today=today)
    reports.load(staff=staff)
    events.load(today=today)
    event_life.load(today=today)
    events.early_answers(partners=members, office=staff["office"])
    mailings.load(partners=members, office=staff["office"], today=today)
    onsite.load(partners=members, office=staff["office"], today=today)
    offers.load(partners=members, office=staff["office"], rng=rng, today=today)
    topics.load(partners=members, rng=random.Random(seed + 3), today=today)
    notes.load(partners=members, office=staff["office"], today=today)
    joining.load(staff=staff, rng=rng, today=today)
    office.load(office=staff["office"], today=today)
    reports.publish(staff=staff, today=today)
    progress.load()
