"""Doors of the app `partners`."""

from tests.doors.roles import GONE, OFFICE, ONLY_POST, OWN, SIGNED_IN, only, public

WRITERS = ("editor", "lead")

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
    "partners:partner_logo": (("partner",), public(GONE)),  # none uploaded
    "partners:company": (("partner",), only(OWN)),
    "partners:company_change": (("partner",), only(WRITERS)),
    "partners:site_add": (("partner",), only(WRITERS)),
    "partners:site_change": (("partner", "site"), only(WRITERS)),
    "partners:site_remove": (("partner", "site"), only(WRITERS)),
    "partners:reference_values": (("partner", 2024), only(WRITERS)),
    "partners:company_visibility": (("partner",), only(("lead",))),
    "partners:company_preview": (("partner",), only(OWN)),
    "partners:company_logo": (("partner",), only(WRITERS)),
    "partners:company_logo_remove": (("partner",), only((), others=ONLY_POST)),
    "partners:leaving": (("partner",), only(("lead",))),
    "partners:leaving_withdraw": (("partner", 1), only((), others=ONLY_POST)),
    "partners:attention": ((), only(OFFICE)),
    "partners:leaving_confirm": ((1,), only((), others=ONLY_POST)),
    "partners:job_detail": (("job",), only(("lead",))),
    "partners:second_factor_reset": (("person",), only(("office_lead",))),
    "partners:letter_list": ((), only(OFFICE)),
    "partners:letter_detail": (("letter",), only(OFFICE)),
    "partners:letter_stop": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_continue": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_retry": (("letter",), only(SIGNED_IN, ONLY_POST)),
}
