import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = dt.datetime(2026, 3, 6, 16, 5)


@pytest.mark.parametrize(
    ("language", "name", "written"),
    (
        ("de", "DATETIME_FORMAT", "6. März 2026, 16:05 Uhr"),
        ("de", "SHORT_DATETIME_FORMAT", "06.03.2026, 16:05"),
        ("en", "DATETIME_FORMAT", "6 March 2026, 16:05"),
        ("en", "SHORT_DATE_FORMAT", "6 Mar 2026"),
    ),
)
def test_a_date_is_read_in_one_way_only(language, name, written):
    with translation.override(language):
        assert date_format(MOMENT, name) == written
