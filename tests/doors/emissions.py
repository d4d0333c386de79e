"""Doors of the app `emissions`: the partner's own pages, and the office's check."""

from tests.doors.roles import OWN, only

WRITERS = ("editor", "lead")
DOORS = {
    "emissions:balance_list": (("partner",), only(OWN)),
}
