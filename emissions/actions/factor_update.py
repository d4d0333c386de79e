"""An open balance moves to another edition of the factors."""

from django.db import transaction

from emissions.actions import locks
from emissions.actions.lines import write_lines
from emissions.actions.parts import write_again, write_category
from emissions.errors import FactorsMissing
from emissions.factor_update import update_of
from emissions.models import Balance, FactorSet
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def update_factors(*, balance: Balance, factor_set: FactorSet, by: User, seen: str = "") -> Balance:
    """Amounts stay; values, years and sums are those of the other edition. Own factors stay too.

    Raises FactorsMissing where that edition lacks what the balance uses.
    """
    balance = locks.locked_draft(balance, seen)
    update = update_of(balance, factor_set)
    if update.missing:
        raise FactorsMissing(update.missing)
    before, balance.factor_set = str(balance.factor_set), factor_set
    balance.save(update_fields=["factor_set", "changed_at"])
    write_lines(balance, update.lines_after(), [one.line for one in update.lines])
    for number in sorted({one.line.scope3_category for one in update.lines if one.line.scope3_category}):
        write_category(balance, number)
    write_again(balance)
    partner_actions.log(
        by=by,
        verb="balance-factors-updated",
        subject=balance,
        partner=balance.partner,
        state_from=before,
        state_to=factor_set.edition,
    )
    return balance
