"""What all tests share: services come from ./portal test; each worker has a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache


def pytest_configure(config: pytest.Config) -> None:
    """Gives each worker a Valkey database of its own, for the cache and for the broker."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    if not worker:
        return
    from klimapakt.celery import app
    from klimapakt.settings import broker_url

    address, _mark, _number = django_settings.REDIS_URL.partition("?db=")
    own = f"{address}?db={int(worker.removeprefix('gw')) + 1}"
    django_settings.REDIS_URL = django_settings.CACHES["default"]["LOCATION"] = own
    app.conf.broker_url = django_settings.CELERY_BROKER_URL = broker_url(own)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(request: pytest.FixtureRequest) -> None:
    """One database and one Valkey database per worker."""
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.fixture(autouse=True)
def _clean_cache_and_files(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    cache.clear()


@pytest.fixture
def roles(db: None) -> None:
    """The groups of the house, also where a test truncates tables."""
    from partners.access import synchronise_roles

    synchronise_roles()
