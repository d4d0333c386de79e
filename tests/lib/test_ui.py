import pytest

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
