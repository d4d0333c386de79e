import pytest
from django.db import OperationalError
from django.test import RequestFactory

from klimapakt.lib import health


@pytest.mark.django_db
def test_ready_once_everything_is_there(client):
    assert client.get("/readyz").json() == {"database": True, "redis": True, "migrations": True}


@pytest.mark.django_db
def test_not_ready_without_redis(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert (response.status_code, response.json()["redis"]) == (503, False)


def test_alive_without_a_database(client):
    assert client.get("/healthz").content == b"ok"


def test_without_a_database_a_page_says_so():
    def broken(_request):
        raise OperationalError("gone")

    response = health.DatabaseGuardMiddleware(broken)(RequestFactory().get("/"))

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Das Portal ist gerade nicht erreichbar" in response.content.decode()
