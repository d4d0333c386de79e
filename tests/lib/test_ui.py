import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language"), [("/impressum/", "de"), ("/en/impressum/", "en")])
def test_page_names_its_language_and_its_other_address(client, path, language):
    page = client.get(path).content.decode()

    assert f'<html lang="{language}">' in page
    assert '<link rel="alternate" hreflang="de" href="http://localhost:8000/impressum/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://localhost:8000/en/impressum/">' in page


def test_page_that_does_not_exist_has_no_other_address(client):
    assert "hreflang" not in client.get("/gibt-es-nicht/").content.decode()
