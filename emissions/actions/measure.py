"""Measures and what came of them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from emissions.entries import Achieved, YearOfMeasure
from emissions.errors import EditedMeanwhile, MeasureChecked
from emissions.models import Measure, MeasureUpdate
from partners import actions as partner_actions
from partners.models import Partner, User


@transaction.atomic
def save_measure(*, measure: Measure, partner: Partner, by: User, seen: str = "") -> Measure:
    """Record a new or a changed measure; a change of its status is logged with its reason.

    A new one that was recorded a moment ago is not recorded again: the first is returned.
    `seen`: the edition that the page showed. Raises EditedMeanwhile if there is a newer one.
    """
    measure.partner = partner
    if measure.pk is None:
        Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
        if twin := Measure.objects.same_as(measure, partner).first():
            return twin
        measure.created_by, before = by, ""
    else:
        stored = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        if seen and seen != stored.edition:
            raise EditedMeanwhile(stored)
        before = stored.status
    measure.save()
    log_status(measure, before, by=by)
    return measure


def log_status(measure: Measure, before: str, *, by: User) -> None:
    if measure.status != before:
        partner_actions.log(
            by=by,
            verb="measure-status",
            subject=measure,
            partner=measure.partner,
            state_from=before,
            state_to=measure.status,
            reason=measure.why_dropped,
        )


@transaction.atomic
def report_achieved(*, measure: Measure, achieved: Achieved, by: User) -> MeasureUpdate:
    """Say what a year brought; raises MeasureChecked where the office has checked that year."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("partner").get(pk=measure.pk)
    update = write_achieved(measure, achieved, by=by)
    measure.save(update_fields=["changed_at"])
    return update


@transaction.atomic
def save_year(*, partner: Partner, lines: Sequence[YearOfMeasure], by: User) -> list[Measure]:
    """The yearly update: all lines or none. Raises EditedMeanwhile with the measures that a colleague has changed since
    the page was opened, and MeasureChecked where the office has checked the year meanwhile."""
    wanted = {line.measure: line for line in lines}
    stored = Measure.objects.filter(partner=partner, pk__in=wanted).order_by("pk").select_related("partner")
    measures = list(stored.select_for_update(of=("self",)))
    if overtaken := [measure for measure in measures if measure.edition != wanted[measure.pk].seen]:
        raise EditedMeanwhile(overtaken)
    for measure in measures:
        line, before = wanted[measure.pk], measure.status
        measure.status, measure.dropped_cause = line.status, line.dropped_cause
        measure.dropped_reason = line.dropped_reason
        measure.save(update_fields=["status", "dropped_cause", "dropped_reason", "changed_at"])
        log_status(measure, before, by=by)
        if line.achieved:
            write_achieved(measure, line.achieved, by=by)
    return measures


def write_achieved(measure: Measure, achieved: Achieved, *, by: User) -> MeasureUpdate:
    update, _created = MeasureUpdate.objects.get_or_create(measure=measure, year=achieved.year)
    if update.checked_at:
        raise MeasureChecked(update)
    update.achieved_t, update.how = achieved.t, achieved.how
    update.save(update_fields=["achieved_t", "how"])
    partner_actions.log(by=by, verb="measure-achieved", subject=measure, partner=measure.partner, reason=str(achieved))
    return update


@transaction.atomic
def take_over(*, idea: Measure, partner: Partner, by: User, today: dt.date) -> tuple[Measure, bool]:
    """A measure of the library as a draft in one's own plan: what it is, not what it brought there.

    Taken over before, the one that is there is returned, with False.
    """
    Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if copy := Measure.objects.filter(partner=partner, copied_from=idea).first():
        return copy, False
    names = ("title", "description", "field", "lifetime_years")
    draft = Measure(copied_from=idea, starts_on=today, **{name: getattr(idea, name) for name in names})
    return save_measure(measure=draft, partner=partner, by=by), True


@transaction.atomic
def delete_measure(*, measure: Measure, by: User) -> None:
    """Only while nothing is reported of it; else it is dropped with a reason. Raises MeasureChecked."""
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if measure.updates.exists():
        raise MeasureChecked(measure)
    partner_actions.log(by=by, verb="measure-deleted", subject=measure, partner=measure.partner)
    measure.delete()
