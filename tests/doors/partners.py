"""Doors of the app `partners`."""

from tests.doors.roles import OFFICE, ONLY_POST, SIGNED_IN, only, public

DOORS = {
    "partners:account": ((), only(SIGNED_IN)),
    "partners:account_invitation": (("forged",), public(410)),
    "partners:team_invitation": (("forged",), public(410)),
    "partners:team": (("partner",), only(("lead",))),
    "partners:team_invite": (("partner",), only(("lead",))),
    "partners:team_invitation_resend": (("partner", "team_invitation"), only((), others=ONLY_POST)),
    "partners:team_invitation_withdraw": (("partner", "team_invitation"), only((), others=ONLY_POST)),
    "partners:member_change": (("partner", "member"), only(("lead",))),
    "partners:member_remove": (("partner", "member"), only(("lead",))),
    "partners:handover": (("partner",), only(("lead",))),
    "partners:handover_withdraw": (("partner", 1), only((), others=ONLY_POST)),
    "partners:job_detail": (("job",), only(("lead",))),
    "partners:second_factor_reset": (("person",), only(("office_lead",))),
    "partners:letter_list": ((), only(OFFICE)),
    "partners:letter_detail": (("letter",), only(OFFICE)),
    "partners:letter_stop": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_continue": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_retry": (("letter",), only(SIGNED_IN, ONLY_POST)),
}
