"""Doors of the API: who is not signed in gets 401, and what one may not see does not exist."""

from tests.doors.roles import GONE, ONLY_POST, OPEN, ROLES, public

UNKNOWN = 401
MEMBERS = ("viewer", "editor", "lead")  # of the partner whose balance it is


def own(allowed: tuple[str, ...], status: int = OPEN) -> dict[str, object]:
    return {**dict.fromkeys(ROLES, GONE), **dict.fromkeys(allowed, status), "anonymous": UNKNOWN}


ACTING = (*MEMBERS, "stranger")  # for some climate partner: without a name, it is about their own

DOORS = {
    "api:schema": ((), public()),
    "api:docs": ((), public()),
    "api:partner_list": ((), public()),
    "api:partner_detail": (("partner",), public()),
    "api:event_list": ((), public()),
    "api:event_detail": (("address",), public()),
    "api:impact": ((), public(GONE)),  # nothing is published yet
    "api:factor_list": ((), public()),
    "api:calculate": ((), public(ONLY_POST)),
    "api:pathway": ((), public(ONLY_POST)),
    "api:report_list": ((), public()),
    "api:report_year": ((2024,), public(GONE)),
    "api:report_file": ((2024, 1), public(GONE)),
    "api:my_partner": ((), own((*ACTING, "founding"))),
    "api:my_progress": ((), own(ACTING)),
    "api:my_target_list": ((), own(ACTING)),
    "api:my_target": (("target",), own(MEMBERS)),
    "api:my_measure_list": ((), own(ACTING)),
    "api:my_measure": (("measure",), own(MEMBERS)),
    "api:my_balance_list": ((), own(ACTING)),
    "api:my_balance": (("balance",), own(MEMBERS)),
    "api:my_balance_submit": (("balance",), {**dict.fromkeys(ROLES, ONLY_POST), "anonymous": UNKNOWN}),
    "api:my_balance_vsme": (("balance",), own(MEMBERS)),
}
