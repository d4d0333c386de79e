import time

import pytest
from django.test import RequestFactory

from klimapakt.lib import tokens, traps


def form(**values):
    start = tokens.make("form-started", int(time.time()) - 10)
    return traps.TrapForm({"website": "", "started": start, **values})


def test_a_person_passes():
    assert form().is_valid()


@pytest.mark.parametrize(
    ("values", "code"),
    (
        ({"website": "https://spam.example"}, "honey"),
        ({"started": ""}, "old"),
        ({"started": "forged"}, "old"),
        ({"started": tokens.make("form-started", int(time.time()) + 86_400)}, "fast"),
    ),
)
def test_a_machine_is_told_in_words(values, code):
    assert form(**values).errors.as_data()["__all__"][0].code == code


def test_a_limit_counts_each_apart():
    assert [traps.allows("start", "a", most=2) for _time in range(3)] == [True, True, False]
    assert traps.allows("start", "b", most=2)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    (
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (2, "6.6.6.6, 10.0.0.7, 10.0.0.1", "10.0.0.7"),
        (2, "10.0.0.1", "127.0.0.1"),
    ),
)
def test_only_trusted_proxies_say_where_a_request_comes_from(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies

    assert traps.address_of(RequestFactory().get("/", headers={"X-Forwarded-For": header})) == address
