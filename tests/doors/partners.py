"""Doors of the app `partners`."""

from tests.doors.roles import OFFICE, ONLY_POST, SIGNED_IN, only, public

DOORS = {
    "partners:account": ((), only(SIGNED_IN)),
    "partners:account_invitation": (("forged",), public(410)),
    "partners:job_detail": (("job",), only(("lead",))),
    "partners:letter_list": ((), only(OFFICE)),
    "partners:letter_detail": (("letter",), only(OFFICE)),
    "partners:letter_stop": (("letter",), only(SIGNED_IN, ONLY_POST)),
    "partners:letter_continue": (("letter",), only(SIGNED_IN, ONLY_POST)),
    # /mitmachen/
    "partners:interest_start": ((), public()),
    "partners:interest_new": ((), public()),
    "partners:interest_resume": (("forged",), public(410)),
    "partners:interest_step": (("forged", 1), public(410)),
    "partners:interest_check": (("forged",), public(410)),
    "partners:interest_save": (("forged",), public(410)),
    "partners:interest_sent": (("forged",), public(410)),
    "partners:interest_confirm": (("forged",), public(410)),
    "partners:interest_reply": (("forged",), public(410)),
    # /geschaeftsstelle/antraege/, /geschaeftsstelle/vereinbarungen/
    "partners:interest_list": ((), only(OFFICE)),
    "partners:interest_detail": (("interest",), only(OFFICE)),
    "partners:interest_receipt": (("interest",), only(OFFICE)),
    "partners:interest_accept": (("interest",), only(SIGNED_IN, ONLY_POST)),
    "partners:interest_ask": (("interest",), only(SIGNED_IN, ONLY_POST)),
    "partners:interest_decline": (("interest",), only(SIGNED_IN, ONLY_POST)),
    "partners:interest_forward": (("interest",), only(SIGNED_IN, ONLY_POST)),
    "partners:agreement_list": ((), only(OFFICE)),
    "partners:agreement_detail": (("agreement",), only(OFFICE)),
    "partners:agreement_letter": (("agreement",), only(OFFICE)),
    "partners:agreement_signed": (("agreement",), only(OFFICE)),
    "partners:agreement_confirm": (("agreement",), only(SIGNED_IN, ONLY_POST)),
    "partners:agreement_record": (("agreement",), only(SIGNED_IN, ONLY_POST)),
    "partners:agreement_return": (("agreement",), only(SIGNED_IN, ONLY_POST)),
    # /mein-bereich/<slug>/vereinbarung/, /urkunde/
    "partners:agreement": (("partner",), only(("lead",))),
    "partners:agreement_signatory": (("partner",), only(SIGNED_IN, ONLY_POST)),
    "partners:agreement_copy": (("agreed_partner",), only(("lead",))),
    "partners:agreement_file": (("agreed_partner",), only(("lead",))),
    "partners:certificate_issue": (("partner",), only(SIGNED_IN, ONLY_POST)),
    "partners:certificate_file": (("partner", "certified_year"), only(("lead",))),
    "partners:certificate": (("certificate_code",), public()),
    "partners:letter_retry": (("letter",), only(SIGNED_IN, ONLY_POST)),
}
