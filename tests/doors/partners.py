"""Doors of the app `partners`."""

from tests.doors.roles import AWAY, OFFICE, ONLY_POST, OWN, SIGNED_IN, only, public

WRITERS = ("editor", "lead")
ONLY_BY_POST = only((), others=ONLY_POST)

DOORS = {
    "partners:account": ((), only(SIGNED_IN)),
    "partners:account_invitation": (("forged",), public(410)),
    "partners:job_detail": (("job",), only(("lead",))),
    "partners:second_factor_reset": (("person",), only(("office_lead",))),
    "partners:letter_list": ((), only(OFFICE)),
    "partners:letter_detail": (("letter",), only(OFFICE)),
    "partners:letter_stop": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_continue": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_retry": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:offer_list": ((), public()),
    "partners:offer_detail": (("offer",), public()),
    "partners:own_offer_list": (("partner",), only(OWN)),
    "partners:offer_advice": (("partner",), only(WRITERS, AWAY)),
    "partners:offer_request_add": (("partner", "offer"), only(WRITERS)),
    "partners:offer_request_detail": (("partner", "offer_request"), only(OWN)),
    "partners:offer_request_withdraw": (("partner", "offer_request"), ONLY_BY_POST),
    "partners:offer_request_proof": (("offer_request",), only((*OWN, *OFFICE))),
    "partners:offer_manage_list": ((), only(OFFICE)),
    "partners:offer_manage": (("offer_key",), only(OFFICE)),
    "partners:offer_request_export": ((), only(OFFICE)),
    "partners:offer_request_review": (("offer_request",), only(OFFICE)),
    "partners:offer_request_approve": (("offer_request",), ONLY_BY_POST),
    "partners:offer_request_decline": (("offer_request",), ONLY_BY_POST),
    "partners:offer_request_take_back": (("offer_request",), ONLY_BY_POST),
    "partners:offer_request_finish": (("offer_request",), ONLY_BY_POST),
}
