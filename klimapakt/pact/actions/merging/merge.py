"""Two entries of one company become one: what moves, what gives way, what stands in the way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from psycopg2.errors import LockNotAvailable

from emissions.models import Balance, BalanceSum, Delivery, Measure, Target
from events.models import Inquiry, Invitation, Mailing, Registration, TopicVote, TopicWish
from klimapakt.pact.actions.merging import company, emissions
from klimapakt.pact.actions.merging.step import Step
from klimapakt.pact.errors import MergeBlocked, MergeBusy, MergeOver
from klimapakt.pact.merge_values import FIELDS, OTHER, Pair, default, further
from klimapakt.pact.models import OldAddress, ReportExample, Snapshot
from partners import models as partners
from partners.actions import log, past_the_rules
from partners.models import Erasure, Partner, User

RULES: Final[tuple[Callable[[Pair], Iterable[Step]], ...]] = (  # a delivery goes after its balance
    company.people,
    company.team_matters,
    company.places,
    company.profile,
    company.agreements,
    company.certificates,
    company.offer_requests,
    company.invitations,
    company.examples,
    emissions.balances,
    emissions.deliveries,
    emissions.targets,
    emissions.frozen_figures,
)
MOVES: Final[tuple[tuple[type[Model], str], ...]] = (
    (partners.Membership, "partner"),
    (partners.TeamInvitation, "partner"),
    (partners.Handover, "partner"),
    (partners.Leaving, "partner"),
    (partners.Site, "partner"),
    (partners.ProfileVisibility, "partner"),
    (partners.PartnerYear, "partner"),
    (partners.Interest, "partner"),
    (partners.Interest, "looks_like"),
    (partners.Interest, "chamber"),
    (partners.Agreement, "partner"),
    (partners.Certificate, "partner"),
    (partners.OfferRequest, "partner"),
    (partners.Note, "partner"),
    (partners.Recipient, "partner"),
    (partners.LogEntry, "partner"),
    (Partner, "chamber"),
    (Delivery, "partner"),
    (Balance, "partner"),
    (Target, "partner"),
    (Measure, "partner"),
    (Invitation, "partner"),
    (Registration, "partner"),
    (Mailing.partners.through, "partner"),
    (Inquiry, "partner"),
    (TopicWish, "partner"),
    (TopicVote, "partner"),
    (Snapshot, "partner"),
    (OldAddress, "partner"),
    (ReportExample, "partner"),
)
LET_GO: Final = {
    (partners.ImportRow, "partner"),  # an import is not undone for an entry that has gone since
    (BalanceSum, "partner"),  # the database moves it with its balance
}
UNMOVED: Final = (  # rows that never change: here they change to whom they belong, and nothing else
    "partners.LogEntry:log_is_only_written",
    "partners.Membership:partner_keeps_a_lead",
    "emissions.Balance:approved_balance_does_not_change",
    "emissions.Target:target_is_replaced_and_never_changed",
    "pact.Snapshot:snapshot_never_changes",
)
PATIENCE: Final = "800ms"  # shorter than the database waits before it ends one of two that wait for each other


@dataclass(frozen=True)
class Preview:
    """What would happen."""

    moves: list[tuple[str, int]]
    steps: list[str]
    obstacles: list[str]
    status_from: Partner


def preview(*, kept: Partner, other: Partner) -> Preview:
    pair = Pair(kept, other)
    steps = list(steps_of(pair))
    return Preview(
        moves=[(name, number) for name, number in counted(other).items() if number],
        steps=[step.text for step in steps if step.do],
        obstacles=[step.text for step in steps if not step.do],
        status_from=further(pair),
    )


def counted(partner: Partner) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model, field in MOVES:
        if model._meta.auto_created:
            continue
        name = capfirst(str(model._meta.verbose_name_plural))
        counts[name] = counts.get(name, 0) + model._default_manager.filter(**{field: partner}).count()
    return counts


def merge_partners(*, kept: Partner, other: Partner, choices: dict[str, str], by: User) -> Partner:
    """`other` goes into `kept`; `choices` says by field whose value holds, else the kept one's unless it is empty.

    All or nothing. Raises MergeBlocked with what stands in the way, MergeOver if one of the two is gone, MergeBusy if
    somebody is writing to one of them right now.
    """
    try:
        with transaction.atomic():
            return merge(Pair(kept, other), choices, by)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise MergeBusy(other) from error


def merge(asked: Pair, choices: dict[str, str], by: User) -> Partner:
    pair = locked(asked)
    steps = list(steps_of(pair))
    if obstacles := [step.text for step in steps if not step.do]:
        raise MergeBlocked(*obstacles)
    number, slug = pair.other.pk, pair.other.slug
    for subject in (pair.kept, pair.other):
        log(
            by=by,
            verb="partner-merged",
            subject=subject,
            partner=subject,
            state_from=slug[:40],
            state_to=pair.kept.slug[:40],
            reason=_("%(company)s (no. %(number)s) went into %(kept)s.")
            % {"company": pair.other, "number": number, "kept": pair.kept},
        )
    with past_the_rules(*UNMOVED):
        for step in steps:
            step.do()  # type: ignore[misc]  # none stands in the way
        for model, field in MOVES:
            model._default_manager.filter(**{field: pair.other}).update(**{field: pair.kept})
    take_values(pair, choices)
    pair.kept.tags = sorted({*pair.kept.tags, *pair.other.tags})
    OldAddress.objects.update_or_create(slug=slug, defaults={"partner": pair.kept})
    pair.other.delete()
    Erasure.objects.create(kind="merged-partner", count=1, reason=Erasure.Reason.MERGED)
    pair.kept.save()
    return pair.kept


def locked(pair: Pair) -> Pair:
    """In the order of their keys, whoever asks; who waits too long gives up, not the one who works."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    rows = Partner.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=(pair.kept.pk, pair.other.pk))}
    if len(found) < 2:
        raise MergeOver(pair.other)
    return Pair(found[pair.kept.pk], found[pair.other.pk])


def steps_of(pair: Pair) -> Iterator[Step]:
    if pair.kept.kind != pair.other.kind:
        yield Step(_("One is a founding partner and the other is not."))
    yield from chain.from_iterable(rule(pair) for rule in RULES)


def take_values(pair: Pair, choices: dict[str, str]) -> None:
    """The caller saves."""
    kept, other = pair.kept, pair.other
    source, unused = further(pair), other.logo
    kept.status, kept.left_on, kept.left_reason = source.status, source.left_on, source.left_reason
    for field in FIELDS:
        if choices.get(field, default(pair, field)) == OTHER:
            if field == "sector":
                kept.division = other.division
            if field == "chamber":  # who agreed that its chamber sees the status meant this one
                kept.chamber_sees_status = other.chamber_sees_status
            if field == "logo":
                unused = kept.logo
            setattr(kept, field, getattr(other, field))
    if kept.chamber_id in (kept.pk, other.pk):
        kept.chamber, kept.chamber_sees_status = None, False
    if unused:
        transaction.on_commit(partial(unused.storage.delete, str(unused.name)))
