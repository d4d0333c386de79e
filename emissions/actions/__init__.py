from emissions.actions.balance import (
    approve_balance,
    can_withdraw,
    correct_balance,
    return_balance,
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
from emissions.actions.factor import (
    discard_factor_upload,
    import_factors,
    take_factor_upload,
    withdraw_factor_set,
)
from emissions.actions.factor_update import update_factors
from emissions.actions.line_import import (
    begin_line_import,
    cancel_line_import,
    forget_line_imports,
    outcomes_of,
    read_line_import,
    take_line_import,
    undo_line_import,
)
from emissions.actions.lines import NewLine, save_balance_lines
from emissions.actions.own_factor import accept_own_factor, add_own_factor, remove_own_factor
from emissions.actions.parts import (
    add_contract,
    add_credit,
    add_scope3_line,
    remove_contract,
    remove_credit,
    remove_scope3_line,
    save_further,
    save_scope3,
)
from emissions.actions.round import open_round, to_ask

__all__ = [
    "AGREED",
    "NewLine",
    "accept_own_factor",
    "add_contract",
    "add_credit",
    "add_own_factor",
    "add_scope3_line",
    "answer_question",
    "approve_balance",
    "ask_question",
    "begin_check",
    "begin_line_import",
    "can_withdraw",
    "cancel_line_import",
    "check_results",
    "correct_balance",
    "discard_factor_upload",
    "extend_delivery",
    "forget_line_imports",
    "grant_time",
    "import_factors",
    "open_round",
    "outcomes_of",
    "read_line_import",
    "release_delivery",
    "remind_now",
    "remind_of_deliveries",
    "remove_contract",
    "remove_credit",
    "remove_own_factor",
    "remove_scope3_line",
    "return_balance",
    "save_balance_lines",
    "save_further",
    "save_quick_totals",
    "save_scope3",
    "sign_checked",
    "start_balance",
    "submit_balance",
    "take_factor_upload",
    "take_line_import",
    "to_ask",
    "undo_line_import",
    "update_factors",
    "withdraw_balance",
    "withdraw_factor_set",
]
