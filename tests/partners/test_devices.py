"""Who signs in from a device or a network that is not known is told by mail; of both as little as possible is kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partners import actions, devices, retention
from partners.models import KnownDevice, Recipient, User
from tests.factories import PASSWORD, UserFactory

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name"),
    (
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0 Safari/537.36", "Samsung Internet, Android"),
        ("curl/8.5", ""),
        ("", ""),
    ),
)
def test_a_device_is_named_by_its_family(agent, name):
    assert devices.name_of(agent) == name


@pytest.mark.parametrize(("address", "block"), (("203.0.113.7", "203.0.0.0/16"), ("2001:db8:1:2::3", "2001:db8::/32")))
def test_a_network_is_a_whole_block(address, block):
    assert devices.block_of(address) == block


def sign_in(client, user: User, agent: str = FIREFOX, address: str = "203.0.113.7") -> None:
    client.logout()
    client.post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD},
        headers={"user-agent": agent},
        REMOTE_ADDR=address,
    )
    assert "_auth_user_id" in client.session


def told() -> list[str]:
    return [one.letter.text for one in Recipient.objects.select_related("letter").order_by("pk")]


@pytest.mark.django_db
def test_two_devices_in_turn_are_told_once_each_and_the_first_not_at_all(client):
    user = UserFactory()

    for agent in (FIREFOX, SAFARI, FIREFOX, SAFARI):
        sign_in(client, user, agent)
    sign_in(client, user, FIREFOX, "203.0.200.9")

    (mail,) = told()
    assert "Safari, iOS" in mail
    assert "rufen Sie bitte sofort" in " ".join(mail.split())
    assert Recipient.objects.get().email == user.email


@pytest.mark.django_db
def test_the_same_browser_in_another_network_is_told_in_the_persons_language(client):
    user = UserFactory(language="en")

    sign_in(client, user)
    sign_in(client, user, FIREFOX, "198.51.100.1")

    (mail,) = told()
    assert "from a device or a network that we do not know: Firefox, Windows." in mail


@pytest.mark.django_db
def test_after_a_wrong_password_nobody_is_told(client):
    user = UserFactory(last_login=timezone.now())

    client.post(reverse("account_login"), {"login": user.email, "password": "falsch"})

    assert not KnownDevice.objects.exists()
    assert told() == []


@pytest.mark.django_db
def test_no_address_is_kept_and_the_rest_goes_after_half_a_year_or_with_its_owner(client):
    user = UserFactory()
    sign_in(client, user)
    now = timezone.now()

    (kept,) = KnownDevice.objects.values("name", "network")
    assert kept["name"] == "Firefox, Windows"
    assert kept["network"] == KnownDevice.hashed("203.0.0.1")
    assert len(kept["network"]) == 64
    assert retention.apply(retention.RULES["known-devices"], now + dt.timedelta(days=179)) == 0
    assert retention.apply(retention.RULES["known-devices"], now + dt.timedelta(days=181)) == 1
    sign_in(client, user)
    actions.erase_person(user=user, reason="own_wish", by=None)
    assert not KnownDevice.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_a_device_twice():
    user = UserFactory()
    row = {"user": user, "name": "Firefox, Windows", "network": "0" * 64, "last_seen_at": timezone.now()}
    KnownDevice.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        KnownDevice.objects.create(**row)
