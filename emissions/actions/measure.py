"""Measures and what came of them."""

from django.db import transaction

from emissions.entries import Achieved
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
    if measure.status != before:
        partner_actions.log(
            by=by,
            verb="measure-status",
            subject=measure,
            partner=partner,
            state_from=before,
            state_to=measure.status,
            reason=measure.dropped_reason,
        )
    return measure


@transaction.atomic
def report_achieved(*, measure: Measure, achieved: Achieved, by: User) -> MeasureUpdate:
    """Say what a year brought; raises MeasureChecked where the office has checked that year."""
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    update, _created = MeasureUpdate.objects.get_or_create(measure=measure, year=achieved.year)
    if update.checked_at:
        raise MeasureChecked(update)
    update.achieved_t = achieved.t
    update.save(update_fields=["achieved_t"])
    partner_actions.log(by=by, verb="measure-achieved", subject=measure, partner=measure.partner, reason=str(achieved))
    return update


@transaction.atomic
def delete_measure(*, measure: Measure, by: User) -> None:
    """Only while nothing is reported of it; else it is dropped with a reason. Raises MeasureChecked."""
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if measure.updates.exists():
        raise MeasureChecked(measure)
    partner_actions.log(by=by, verb="measure-deleted", subject=measure, partner=measure.partner)
    measure.delete()
