"""Doors of the roof."""

from tests.doors.roles import AWAY, OFFICE, ONLY_POST, OPEN, OWN, SIGNED_IN, only, public

CITY_AND_OFFICE = ("city", *OFFICE)

DOORS = {
    "pact:home": ((), public()),
    "pact:page": (("impressum",), public()),
    "pact:own_data": ((), only(SIGNED_IN)),
    "pact:own_data_file": (("own_file",), only(())),  # not packed yet
    "pact:home_for_me": ((), only(SIGNED_IN, AWAY)),
    "pact:own_overview": (("partner",), only(OWN)),
    "pact:own_members_csv": (("founding_partner",), only(("founding",))),
    "pact:office_home": ((), only(OFFICE)),
    "pact:delivery_extend": (("unfinished",), only(OFFICE)),
    "pact:office_partner_list": ((), only(OFFICE)),
    "pact:office_partner_export": (("file_kind",), only(OFFICE)),
    "pact:office_partner": (("partner",), only(OFFICE)),
    "pact:note_add": (("partner",), only((), others=ONLY_POST)),
    "pact:note_done": (("partner", "follow_up"), only((), others=ONLY_POST)),
    "pact:city_home": ((), only(CITY_AND_OFFICE)),
    "pact:city_report_list": ((), only(CITY_AND_OFFICE)),
    "pact:city_report_start": ((), only(("city",), OPEN)),
    "pact:city_report_detail": (("report",), only(CITY_AND_OFFICE)),
    "pact:city_report_file": (("report",), only(())),
    "pact:city_report_retry": (("report",), only(CITY_AND_OFFICE, ONLY_POST, others=ONLY_POST)),
    "pact:city_report_publish": (("report",), only((), others=ONLY_POST)),
}
