"""Doors of machines, of the administration and of the account."""

from tests.doors.roles import AWAY, GONE, LOGIN, OFFICE, ONLY_POST, OPEN, SIGNED_IN, STAFF, only, public

NOBODY = only(())

DOORS = {
    "healthz": ((), public()),
    "readyz": ((), public()),
    "sitemap": ((), public()),
    "robots": ((), public()),
    # /konto/ (allauth)
    "account_login": ((), {**only(SIGNED_IN, AWAY), "anonymous": OPEN}),
    "account_logout": ((), {**only(SIGNED_IN), "anonymous": AWAY}),
    "account_inactive": ((), public()),
    "account_signup": ((), {**only(SIGNED_IN, AWAY), "anonymous": OPEN}),  # says that accounts come by invitation
    "account_reauthenticate": ((), only(SIGNED_IN)),
    "account_email": ((), only(SIGNED_IN)),
    "account_change_password": ((), only(SIGNED_IN)),
    "account_set_password": ((), only(SIGNED_IN, AWAY)),  # they have one: to the change of it
    "account_reset_password": ((), public()),
    "account_confirm_login_code": ((), only(SIGNED_IN, AWAY)),
    "account_reset_password_from_key_done": ((), public()),
    "account_reset_password_from_key": (("1", "nothing"), public()),
    "account_reset_password_done": ((), public()),
    "account_request_login_code": ((), {**only(SIGNED_IN, AWAY), "anonymous": OPEN}),
    "mfa_index": ((), only(SIGNED_IN)),
    "mfa_authenticate": ((), only(SIGNED_IN, AWAY)),
    "mfa_reauthenticate": ((), only(SIGNED_IN, AWAY)),
    "mfa_activate_totp": ((), only(SIGNED_IN, AWAY)),  # after signing in once more
    "mfa_deactivate_totp": ((), only(())),
    "mfa_view_recovery_codes": ((), only(())),
    "mfa_generate_recovery_codes": ((), only(SIGNED_IN, AWAY)),
    "mfa_list_webauthn": ((), only(SIGNED_IN)),
    "mfa_add_webauthn": ((), only(SIGNED_IN, AWAY)),
    "mfa_reauthenticate_webauthn": ((), only(SIGNED_IN, AWAY)),
    "mfa_remove_webauthn": ((1,), only(SIGNED_IN, AWAY)),
    "mfa_edit_webauthn": ((1,), only(SIGNED_IN, AWAY)),
    "mfa_login_webauthn": ((), only(SIGNED_IN, AWAY)),
    "usersessions_list": ((), only(SIGNED_IN)),
    # /verwaltung/
    "admin:index": ((), only(STAFF)),
    "admin:login": ((), {**only(STAFF, AWAY)}),
    "admin:logout": ((), only(STAFF, ONLY_POST)),
    "admin:password_change": ((), only(STAFF)),
    "admin:password_change_done": ((), only(STAFF)),
    "admin:autocomplete": ((), NOBODY),
    "admin:jsi18n": ((), only(STAFF)),
    "admin:view_on_site": ((1, 1), NOBODY),
}
# What each record of the administration shows to whom: list, add. A record that is not named here is open to nobody.
ADMIN = {
    "partners_partner": (OFFICE, OFFICE),
    "partners_user": (STAFF, OFFICE),
    "partners_pact": (OFFICE, ()),
    "partners_district": (OFFICE, ("office_lead",)),
    "partners_offer": (OFFICE, OFFICE),
    "partners_offerrequest": (OFFICE, ()),
    "partners_agreementtext": (OFFICE, ("office_lead",)),
    "partners_letter": (OFFICE, ()),
    "partners_recipient": (OFFICE, ()),
    "partners_logentry": (("office_lead",), ()),
    "partners_retentionrule": (("office_lead",), ()),
    "partners_erasure": (("office_lead",), ()),
    "partners_consent": (("office_lead",), ()),
    "partners_note": (OFFICE, ()),
    "events_event": (OFFICE, OFFICE),
    "events_speaker": (OFFICE, OFFICE),
    "emissions_round": (OFFICE, OFFICE),
    "emissions_delivery": (OFFICE, ()),
    "emissions_balance": (OFFICE, ()),
    "emissions_target": (OFFICE, ()),
    "emissions_measure": (OFFICE, ()),
    "emissions_residualmix": (("office_lead",), ("office_lead",)),
    "emissions_factorset": (("office_lead",), ()),
    "emissions_factor": (("office_lead",), ()),
    "pact_news": (OFFICE, OFFICE),
    "pact_reporttext": (OFFICE, OFFICE),
    "pact_reportexample": (OFFICE, OFFICE),
    "pact_barrierreport": (OFFICE, ()),
}
APP_LISTS = {"partners": STAFF, "events": OFFICE, "emissions": OFFICE, "pact": OFFICE}
__all__ = ["ADMIN", "APP_LISTS", "DOORS", "GONE", "LOGIN"]
