"""Base years are recalculated when they have changed too much: proposed by the portal, decided by the partner."""

from decimal import Decimal, localcontext

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from emissions import emails, progress
from emissions.actions import message
from emissions.actions.target import change_target
from emissions.entries import NewTarget
from emissions.errors import TargetExists
from emissions.models import Balance, BaseYearRecalculation, Target
from klimapakt.lib import numbers
from partners import actions as partner_actions
from partners.models import Pact, Partner, User

DIGITS = 6  # of a stored value, and of the percentage that is held against the threshold
State = BaseYearRecalculation.State


def propose_recalculations(*, balance: Balance, by: User) -> list[BaseYearRecalculation]:
    """What a corrected base year means for the targets that stand on it. Called where its check ends.

    From the threshold on, the partner is asked; below it the change is noted and adds up with the next ones.
    """
    if balance.version == 1:
        return []
    measured = progress.Measured(balance.partner)
    targets = (
        Target.objects.valid().filter(partner=balance.partner_id, base_year=balance.year).select_related("partner")
    )
    made = []
    for target in targets:
        value = numbers.rounded(measured.of(target).get(balance.year, Decimal(0)), DIGITS)
        row = open_row(target)
        if value > 0 and value != (row.new_value if row.pk else value_so_far(target)):
            weigh(row, value)
            row.state = State.PROPOSED if is_significant(row) else State.NOTED
            row.reason = balance.correction_reason or gettext("Corrected balance %(year)s") % {"year": balance.year}
            made.append(keep(row, by=by))
            if row.state == State.PROPOSED:
                tell_leads(row, by=by)
    return made


def tell_leads(row: BaseYearRecalculation, *, by: User) -> None:
    partner = row.target.partner
    for lead in message.leads_of(partner):
        parts = emails.base_year_proposed(row, lead)
        message.queue(lead, partner, "base-year-proposed", parts, {"reason": row.reason}, by=by)


@transaction.atomic
def recalculate_base_year(
    *, target: Target, new_value: Decimal, trigger: str, reason: str, by: User
) -> BaseYearRecalculation:
    """The partner's decision. Raises TargetExists if the target is not valid any more.

    Reductions stay as they are in percent: target and interim targets follow the base value. A change that stays below
    the threshold, also together with earlier ones, is noted and leaves the target alone.
    """
    Partner.objects.select_for_update(of=("self",)).get(pk=target.partner_id)
    if not Target.objects.valid().filter(pk=target.pk).exists():
        raise TargetExists(Target.objects.valid().filter(partner=target.partner_id, scopes=target.scopes).first())
    row = open_row(target)
    weigh(row, new_value)
    row.trigger, row.reason = trigger, reason
    row.decided_at, row.decided_by = timezone.now(), by
    row.state = State.NOTED
    if is_significant(row):
        row.state = State.APPLIED
        row.new_target = change_target(target=target, new=scaled(target, new_value), reason=reason, by=by)
    return keep(row, by=by)


def open_row(target: Target) -> BaseYearRecalculation:
    return target.recalculations.proposed().first() or BaseYearRecalculation(target=target)


def value_so_far(target: Target) -> Decimal:
    noted = BaseYearRecalculation.objects.on_base_of(target).filter(state=State.NOTED).last()
    return noted.new_value if noted else target.base_value


def weigh(row: BaseYearRecalculation, new_value: Decimal) -> None:
    """The change, added to those that stayed below the threshold since the base value was set, up or down."""
    target = row.target
    noted = list(BaseYearRecalculation.objects.on_base_of(target).filter(state=State.NOTED))
    row.old_value, row.new_value = (noted[-1].new_value if noted else target.base_value), new_value
    with localcontext(prec=numbers.PRECISION):
        changes = sum((abs(one.new_value - one.old_value) for one in (*noted, row)), Decimal(0))
        row.cumulated_percent = numbers.rounded(changes / target.base_value * 100, DIGITS)
    own, common = target.partner.recalculation_percent, Pact.objects.current().recalculation_percent
    row.threshold_percent = min(own or common, common)


def is_significant(row: BaseYearRecalculation) -> bool:
    return row.cumulated_percent >= row.threshold_percent


def scaled(target: Target, base_value: Decimal) -> NewTarget:
    with localcontext(prec=numbers.PRECISION):
        ratio = base_value / target.base_value
        path = target.path
        return NewTarget(
            base_year=target.base_year,
            base_value=base_value,
            target_year=target.target_year,
            target_value=numbers.rounded(target.target_value * ratio, DIGITS),
            scopes=target.scopes,
            basis=target.basis,
            note=target.note,
            is_public=target.is_public,
            unit=target.unit,
            interim={year: numbers.rounded(value * ratio, DIGITS) for year, value in path.interim.items()},
        )


def keep(row: BaseYearRecalculation, *, by: User) -> BaseYearRecalculation:
    row.save()
    partner_actions.log(
        by=by,
        verb=f"base-year-{row.state}",
        subject=row.target,
        partner=row.target.partner,
        state_from=str(row.old_value),
        state_to=str(row.new_value),
        reason=row.reason,
    )
    return row
