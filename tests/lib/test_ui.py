import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format

from klimapakt.lib import ui

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (f"{MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "Chrome, Linux"),
        (f"{MOZILLA} (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 14.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Mac"),
        ("curl/8.0", "Unbekannter Browser"),
        ("", "Unbekannter Browser"),
    ],
)
def test_browser_name_says_what_a_person_recognises(user_agent, name):
    assert ui.browser_name(user_agent) == name


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/impressum/", "de"), ("/en/impressum/", "en")])
def test_page_names_its_language_and_its_other_address(client, path, language):
    page = client.get(path).content.decode()

    assert f'<html lang="{language}">' in page
    assert '<link rel="alternate" hreflang="de" href="http://localhost:8000/impressum/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://localhost:8000/en/impressum/">' in page


@pytest.mark.django_db
def test_page_that_does_not_exist_has_no_other_address(client):
    assert "hreflang" not in client.get("/gibt-es-nicht/").content.decode()


@pytest.mark.parametrize(
    ("language", "written", "short"),
    (("de", "4. Juni 2026", "04.06.2026"), ("en", "4 June 2026", "4 Jun 2026")),
)
def test_a_day_cannot_be_read_as_another_one(language, written, short):
    day = dt.date(2026, 6, 4)

    with translation.override(language):
        assert (date_format(day, "DATE_FORMAT"), date_format(day, "SHORT_DATE_FORMAT")) == (written, short)
