"""Doors of the app `partners`."""

from tests.doors.roles import OFFICE, ONLY_POST, SIGNED_IN, only, public

DOORS = {
    "partners:account": ((), only(SIGNED_IN)),
    "partners:mail_choice": ((), only(SIGNED_IN)),
    "partners:account_delete": ((), only(SIGNED_IN)),
    "partners:retention_list": ((), only(("office_lead",))),
    "partners:account_invitation": (("forged",), public(410)),
    "partners:job_detail": (("job",), only(("lead",))),
    "partners:second_factor_reset": (("person",), only(("office_lead",))),
    "partners:letter_list": ((), only(OFFICE)),
    "partners:letter_detail": (("letter",), only(OFFICE)),
    "partners:letter_stop": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_continue": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_retry": (("letter",), only(SIGNED_IN, ONLY_POST)),
}
