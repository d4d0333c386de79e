"""What all tests share: services come from ./portal test; each worker has a database of its own."""

import socket
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from celery.contrib.testing.worker import start_worker
from celery.worker import WorkController
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.databases import empty_quickly, template_database

hypothesis_settings.register_profile("busy machine", deadline=None)
hypothesis_settings.load_profile("busy machine")


def pytest_configure(config: pytest.Config) -> None:
    """Gives each worker a Valkey database of its own, for the cache and for the broker."""
    django_settings.WHITENOISE_AUTOREFRESH = True  # else each client of a test reads all static files first
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
def django_db_modify_db_settings_parallel_suffix(request: pytest.FixtureRequest, django_db_blocker) -> None:
    """One database and one Valkey database per worker; the databases are copies of one in which migrations have run."""
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()
    empty_quickly()


@pytest.fixture(autouse=True)
def _clean_cache_and_files(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_connection_stays(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Threads of the live server keep theirs for the next request; the database cannot go while one is open."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _german() -> None:
    """A page in English leaves its language to the thread; each test begins in German."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def roles(db: None) -> None:
    """The groups of the house, also where a test truncates tables."""
    from partners.access import synchronise_roles

    synchronise_roles()


class Sink:
    """A real SMTP server: keeps what it receives; `answers` says what it tells the sender about an address."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802 -- aiosmtpd's name
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]

    @property
    def addresses(self) -> list[str]:
        return [address for envelope in self.envelopes for address in envelope.rcpt_tos]


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield sink
    controller.stop()


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[WorkController]:
    """A worker of all queues on the real broker, in a thread of the test."""
    from klimapakt.celery import app

    app.control.purge()
    with start_worker(
        app, pool="solo", queues=["default", "mail", "bulk", "documents"], perform_ping_check=False, shutdown_timeout=20
    ) as worker:
        yield worker


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object]], None]:
    def run(is_true: Callable[[], object], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.1)

    return run
