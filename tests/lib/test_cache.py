import pytest
import redis
from django.core.cache import cache
from django.urls import reverse

from klimapakt.celery import app
from klimapakt.lib.cache import RedisOrMemory
from partners import actions
from partners.models import Letter
from tests.factories import PASSWORD, UserFactory

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def without_redis():
    """A cache whose Redis is not there."""
    one = RedisOrMemory(NOWHERE, {})
    yield one
    one.memory.clear()


def test_with_redis_all_processes_share_what_is_counted():
    cache.set("attempts", 3)
    other = RedisOrMemory(*[cache._servers[0]], {"KEY_PREFIX": "klimapakt"})

    assert other.incr("attempts") == 4


def test_without_redis_the_process_counts_for_itself(without_redis):
    assert without_redis.get("attempts", 0) == 0
    without_redis.set("attempts", 1)
    assert without_redis.incr("attempts") == 2
    assert without_redis.has_key("attempts")
    assert without_redis.touch("attempts", 10)
    assert not without_redis.add("attempts", 9)
    assert without_redis.delete("attempts")
    assert without_redis.add("attempts", 9)


def test_redis_itself_refuses_there():
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(NOWHERE).ping()


@pytest.fixture
def redis_is_down(settings):
    """For the cache and for the broker."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
    broker, app.conf.broker_url = app.conf.broker_url, NOWHERE
    app._pool = app.amqp._producer_pool = None
    yield
    cache.clear()
    app.conf.broker_url = broker
    app._pool = app.amqp._producer_pool = None


@pytest.mark.django_db(transaction=True)
def test_people_sign_in_and_out_while_redis_is_down(client, redis_is_down, roles):
    person = UserFactory(office_lead=True)

    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True)

    assert response.wsgi_request.user == person
    for address in ("/", "/veranstaltungen/", "/geschaeftsstelle/", "/verwaltung/", "/konto/"):
        assert client.get(address).status_code == 200, address


@pytest.mark.django_db(transaction=True)
def test_attempts_are_limited_while_redis_is_down(client, redis_is_down):
    person = UserFactory()
    for _attempt in range(5):
        client.post(reverse("account_login"), {"login": person.email, "password": "falsch"})

    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_what_is_queued_while_redis_is_down_is_kept_for_later(client, redis_is_down, roles):
    person = UserFactory()

    actions.invite_person(user=person, by=UserFactory(office_lead=True))

    letter = Letter.objects.get(purpose="account-invitation")
    assert [one.state for one in letter.recipients.all()] == ["waiting"]
