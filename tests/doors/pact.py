"""Doors of the roof."""

from tests.doors.roles import public

DOORS = {
    "pact:home": ((), public()),
    "pact:page": (("impressum",), public()),
}
