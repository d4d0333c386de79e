import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from events.ical import Appointment, calendar

BERLIN = ZoneInfo("Europe/Berlin")


def appointment(**fields):
    start = dt.datetime(2024, 2, 27, 16, tzinfo=BERLIN)
    standard = {
        "uid": uuid.UUID(int=7),
        "sequence": 0,
        "title": "4. Netzwerktreffen: Circular Economy, mit Umlauten: äöüß",
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=3),
        "changed_at": start,
        "organiser": "Geschäftsstelle Klimapakt",
        "organiser_email": "klimapakt@stadt.example",
    }
    return Appointment(**{**standard, **fields})


def test_an_independent_reader_understands_it():
    file = Calendar.from_ical(calendar(appointment(place="Rathaus")))

    (entry,) = file.walk("VEVENT")
    assert file["method"] == "PUBLISH"
    assert entry["organizer"] == "mailto:klimapakt@stadt.example"
    assert "attendee" not in entry
    assert entry["location"] == "Rathaus"
    assert entry.decoded("dtstart") == dt.datetime(2024, 2, 27, 16, tzinfo=BERLIN)
    assert [str(zone["tzid"]) for zone in file.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_zone_names_the_changes_of_the_clock_around_the_day_and_no_others():
    text = calendar(appointment())

    assert text.count("RDATE") <= 2
    assert "DTSTART:20230326T" in text
    assert len(text) < 2_000


def test_lines_end_as_the_standard_asks_and_are_not_too_long():
    text = calendar(appointment())

    assert text.count("\n") == text.count("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_the_same_appointment_gives_the_same_text():
    assert calendar(appointment()) == calendar(appointment())


def test_cancelling_names_the_same_entry_with_a_higher_version():
    (entry,) = Calendar.from_ical(calendar(appointment(sequence=1, is_cancelled=True))).walk("VEVENT")

    assert (entry["status"], entry["sequence"], str(entry["uid"])) == ("CANCELLED", 1, f"{uuid.UUID(int=7)}@klimapakt")


@pytest.mark.parametrize("day", (dt.date(2026, 3, 29), dt.date(2026, 10, 25)))
def test_days_on_which_the_clock_changes(day):
    start = dt.datetime.combine(day, dt.time(16), tzinfo=BERLIN)
    (entry,) = Calendar.from_ical(calendar(appointment(starts_at=start, ends_at=start + dt.timedelta(hours=1)))).walk(
        "VEVENT"
    )

    assert entry.decoded("dtstart").astimezone(dt.UTC) == start.astimezone(dt.UTC)
