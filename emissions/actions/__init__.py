from emissions.actions.balance import (
    NewLine,
    approve_balance,
    begin_check,
    can_withdraw,
    correct_balance,
    return_balance,
    save_balance_lines,
    save_quick_totals,
    start_balance,
    submit_balance,
    withdraw_balance,
)
from emissions.actions.delivery import AGREED, extend_delivery, grant_time, open_round
from emissions.actions.factor import import_factors

__all__ = [
    "AGREED",
    "NewLine",
    "approve_balance",
    "begin_check",
    "can_withdraw",
    "correct_balance",
    "extend_delivery",
    "grant_time",
    "import_factors",
    "open_round",
    "return_balance",
    "save_balance_lines",
    "save_quick_totals",
    "start_balance",
    "submit_balance",
    "withdraw_balance",
]
