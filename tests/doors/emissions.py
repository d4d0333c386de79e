"""Doors of the app `emissions`: the partner's own pages, and the office's check."""

from tests.doors.roles import AWAY, OFFICE, ONLY_POST, OPEN, OWN, only, public

WRITERS = ("editor", "lead")
ONLY_BY_POST = only((), others=ONLY_POST)
OFFICE_AND_OWN = {*OFFICE, *OWN}

DOORS = {
    "emissions:balance_list": (("partner",), only(OWN)),
    "emissions:balance_begin": (("partner",), only(WRITERS)),
    "emissions:balance_detail": (("partner", "balance"), only(OWN)),
    "emissions:balance_edit": (("partner", "balance"), only(WRITERS)),
    "emissions:balance_check": (("partner", "balance"), only(WRITERS)),
    "emissions:balance_submit": (("partner", "balance"), ONLY_BY_POST),
    "emissions:balance_receipt": (("partner", "balance"), only(OWN, AWAY)),
    "emissions:balance_withdraw": (("partner", "balance"), ONLY_BY_POST),
    "emissions:balance_correct": (("partner", "balance"), only(("lead",), AWAY)),
    "emissions:factor_list": ((), public()),
    "emissions:factor_csv": ((), public()),
    "emissions:balance_list_file": (("partner", "csv"), only(OWN)),
    "emissions:balance_lines_file": (("partner", "balance", "xlsx"), only(OWN)),
    "emissions:balance_vsme": (("partner", "balance"), only(OWN)),
    "emissions:target_list_file": (("partner", "xlsx"), only(OWN)),
    "emissions:target_vsme": (("partner",), only(OWN)),
    "emissions:measure_list_file": (("partner", "csv"), only(OWN)),
    "emissions:question_answer": (("partner", "asked_year", "question"), only(WRITERS)),
    "emissions:delivery_list": (("partner",), only(OWN)),
    "emissions:delivery_detail": (("partner", "delivery_year"), only(OWN)),
    "emissions:receipt_file": (("partner", "receipt"), only(OFFICE_AND_OWN)),
    "emissions:own_progress": (("partner",), only(OWN)),
    "emissions:target_list": (("partner",), only(OWN)),
    "emissions:target_add": (("partner",), only(WRITERS)),
    "emissions:target_detail": (("partner", "target"), only(OWN)),
    "emissions:target_change": (("partner", "target"), only(WRITERS)),
    "emissions:target_csv": (("partner", "target"), only(OWN)),
    "emissions:target_recalculate": (("partner", "target"), only(WRITERS)),
    "emissions:measure_list": (("partner",), only(OWN)),
    "emissions:measure_add": (("partner",), only(WRITERS)),
    "emissions:measure_detail": (("partner", "measure"), only(OWN)),
    "emissions:measure_change": (("partner", "measure"), only(WRITERS)),
    "emissions:measure_delete": (("partner", "measure"), only(WRITERS)),
    "emissions:measure_csv": (("partner",), only(())),  # no later year to compare with
    "emissions:measure_evidence": (("partner", "evident"), only(OWN)),
    "emissions:measure_year": (("partner", 2024), only(WRITERS)),
    "emissions:idea_list": (("partner",), only(OWN)),
    "emissions:idea_take": (("partner", "measure"), ONLY_BY_POST),
    "emissions:library": ((), public()),
    "emissions:balance_review_list": ((), only(OFFICE)),
    "emissions:balance_review": (("handed_in",), only(OFFICE, OPEN)),
    "emissions:balance_check_begin": (("handed_in",), ONLY_BY_POST),
    "emissions:question_ask": (("handed_in",), ONLY_BY_POST),
    "emissions:results_check": (("handed_in",), ONLY_BY_POST),
    "emissions:delivery_release": (("handed_in",), ONLY_BY_POST),
    "emissions:balance_approve": (("handed_in",), ONLY_BY_POST),
    "emissions:balance_return": (("handed_in",), ONLY_BY_POST),
}
