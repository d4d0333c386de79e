"""Deliveries, balances, targets and frozen figures of two entries that become one. What was handed in is never lost."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from emissions.models import Balance, Delivery, Target
from klimapakt.pact.actions.merging.step import Step, twins
from klimapakt.pact.merge_values import Pair
from klimapakt.pact.models import Snapshot


def balances(pair: Pair) -> Iterator[Step]:
    """One valid balance for each year: a draft gives way; of two that were handed in none does."""
    for year, drafts in years_of_both(pair):
        if drafts is None:
            said = _("Both have handed in a balance of %(year)s. Return one first; two checked ones cannot be merged.")
            yield Step(said % {"year": year})
            continue
        said = _("Both have a balance of %(year)s: the draft of %(company)s, never handed in, is dropped.")
        yield Step(said % {"year": year, "company": drafts[0].partner}, partial(drop, drafts))


def years_of_both(pair: Pair) -> Iterator[tuple[int, list[Balance] | None]]:
    """Each year of which both have a balance, with the draft that gives way; None if neither can."""
    rows = Balance.objects.filter(partner__in=(pair.kept, pair.other)).select_related("partner").order_by("year", "pk")
    for year, found in groupby(rows, key=lambda row: row.year):
        sides: dict[int, list[Balance]] = {pair.other.pk: [], pair.kept.pk: []}
        for row in found:
            sides[row.partner_id].append(row)
        if all(sides.values()):
            yield year, next((side for side in sides.values() if all(row.is_draft for row in side)), None)


def drop(rows: list[Balance]) -> None:
    for row in rows:
        row.delete()


def deliveries(pair: Pair) -> Iterator[Step]:
    """One for each round: the one with a balance or further on stays, with the later of the two days."""
    dropped = [row.pk for _year, drafts in years_of_both(pair) for row in drafts or ()]
    full = set(Balance.objects.exclude(pk__in=dropped).values_list("delivery_id", flat=True))
    for mine, theirs in twins(Delivery.objects.select_related("round"), pair, lambda row: row.round_id):
        weights = [(row.pk in full, row.handed_in_at is not None) for row in (mine, theirs)]
        if any(first and second for first, second in zip(*weights, strict=True)):
            said = _("Both have handed in for the %(round)s. Return one of the two first.")
            yield Step(said % {"round": mine.round})
            continue
        stays, goes = (theirs, mine) if weights[1] > weights[0] else (mine, theirs)
        said = _("Both have a delivery in the %(round)s: the one that is “%(state)s” stays, with the later due date.")
        words = {"round": mine.round, "state": stays.get_state_display()}
        yield Step(said % words, partial(join_deliveries, stays, goes))


def join_deliveries(stays: Delivery, goes: Delivery) -> None:
    stays.due_on = max(stays.due_on, goes.due_on)
    stays.save(update_fields=["due_on"])
    goes.delete()


def targets(pair: Pair) -> Iterator[Step]:
    """The target of the kept entry holds; the other's become earlier versions that were replaced."""
    of_both = {(mine.scopes, mine.unit) for mine, _theirs in twins(Target.objects.all(), pair, same_kind)}
    for scopes, unit in sorted(of_both):
        said = _("Both have a target for %(scopes)s: that of %(company)s holds, the other stays as a replaced version.")
        same = Target.objects.filter(scopes=scopes, unit=unit)
        holds = same.valid().filter(partner__in=(pair.kept, pair.other)).order_by("pk")
        stays = next((row for row in holds if row.partner_id == pair.kept.pk), holds.first())
        company = stays.partner if stays else pair.kept
        words = {"scopes": Target.Scopes(scopes).label, "company": company}
        yield Step(said % words, partial(replace_targets, pair, scopes, unit))


def same_kind(target: Target) -> tuple[str, str]:
    return target.scopes, target.unit


def replace_targets(pair: Pair, scopes: str, unit: str) -> None:
    same = Target.objects.filter(scopes=scopes, unit=unit)
    mine, theirs = same.filter(partner=pair.kept), same.filter(partner=pair.other)
    if mine.valid().exists():
        theirs.valid().update(superseded_at=timezone.now())
    last = mine.aggregate(last=Max("version"))["last"]
    for version, target in enumerate(theirs.order_by("version"), last + 1):
        target.version = version
        target.change_reason = target.change_reason or _("Taken over from a merged entry.")
        target.save(update_fields=["version", "change_reason"])


def frozen_figures(pair: Pair) -> Iterator[Step]:
    for mine, _theirs in twins(Snapshot.objects.all(), pair, lambda row: (row.year, row.version)):
        said = _("Both have frozen figures of %(year)s: they never change, so the entries stay apart.")
        yield Step(said % {"year": mine.year})
