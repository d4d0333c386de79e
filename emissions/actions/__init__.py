from emissions.actions.balance import (
    NewLine,
    approve_balance,
    can_withdraw,
    correct_balance,
    return_balance,
    save_balance_lines,
    save_quick_totals,
    start_balance,
    submit_balance,
    withdraw_balance,
)
from emissions.actions.check import (
    answer_question,
    ask_question,
    begin_check,
    check_results,
    release_delivery,
    sign_checked,
)
from emissions.actions.deadline import remind_now, remind_of_deliveries
from emissions.actions.delivery import AGREED, extend_delivery, grant_time
from emissions.actions.factor import import_factors
from emissions.actions.round import open_round, to_ask

__all__ = [
    "AGREED",
    "NewLine",
    "answer_question",
    "approve_balance",
    "ask_question",
    "begin_check",
    "can_withdraw",
    "check_results",
    "correct_balance",
    "extend_delivery",
    "grant_time",
    "import_factors",
    "open_round",
    "release_delivery",
    "remind_now",
    "remind_of_deliveries",
    "return_balance",
    "save_balance_lines",
    "save_quick_totals",
    "sign_checked",
    "start_balance",
    "submit_balance",
    "to_ask",
    "withdraw_balance",
]
