"""Doors of the app `events`."""

from tests.doors.roles import GONE, OFFICE, ONLY_POST, only, public

DOORS = {
    "events:event_list": ((), public()),
    "events:event_detail": (("this_year", "address"), public()),
    "events:event_calendar": (("this_year", "address"), public()),
    "events:answer": (("forged",), public(410)),
    "events:answer_calendar": (("forged",), public(GONE)),
    "events:unsubscribe": (("forged",), public(410)),
    "events:event_manage_list": ((), only(OFFICE)),
    "events:event_manage": (("event",), only(OFFICE)),
    "events:event_publish": (("event",), only((), others=ONLY_POST)),
    "events:mailing_compose": (("event",), only(OFFICE)),
    "events:mailing_check": (("mailing",), only(OFFICE)),
    "events:mailing_preview": (("mailing",), only(OFFICE)),
    "events:mailing_test": (("mailing",), only((), others=ONLY_POST)),
    "events:mailing_unschedule": (("mailing",), only((), others=ONLY_POST)),
    "events:mailing_send": (("mailing",), only((), others=ONLY_POST)),
}
