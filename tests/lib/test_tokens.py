import datetime as dt

import pytest
import time_machine
from cryptography.fernet import InvalidToken

from klimapakt.lib import tokens


@pytest.mark.parametrize("value", ["17", "ä@example.org", "a.b:c/d", ""])
def test_read_gives_back_what_was_made(value):
    assert tokens.read("answer", tokens.make("answer", value)) == value


def test_numbers_come_back_as_text():
    assert tokens.read("answer", tokens.make("answer", 17)) == "17"


def test_token_fits_into_an_address():
    token = tokens.make("answer", "ä@example.org/x?y")

    assert all(sign.isascii() and (sign.isalnum() or sign in "-_.") for sign in token)


def test_token_is_for_its_purpose_only():
    with pytest.raises(tokens.InvalidToken):
        tokens.read("unsubscribe", tokens.make("answer", 17))


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "nonsense", "\x00", "ä.ö.ü"])
def test_nonsense_is_refused(token):
    with pytest.raises(tokens.InvalidToken):
        tokens.read("answer", token)


def test_changed_token_is_refused():
    token = tokens.make("answer", 17)

    for place in range(0, len(token), 5):
        changed = token[:place] + ("x" if token[place] != "x" else "y") + token[place + 1 :]
        with pytest.raises(tokens.InvalidToken):
            tokens.read("answer", changed)


@pytest.mark.parametrize("max_age", [60, dt.timedelta(minutes=1)])
def test_old_token_is_refused(max_age):
    with time_machine.travel(dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC), tick=False):
        token = tokens.make("answer", 17)
    with time_machine.travel(dt.datetime(2026, 1, 1, 12, 2, tzinfo=dt.UTC), tick=False):
        assert tokens.read("answer", token) == "17"
        with pytest.raises(tokens.ExpiredToken):
            tokens.read("answer", token, max_age=max_age)


def test_sealed_words_are_opened_by_their_purpose_alone():
    sealed = tokens.seal("second-factor", "GEHEIM")

    assert "GEHEIM" not in sealed
    assert tokens.unseal("second-factor", sealed) == "GEHEIM"
    with pytest.raises(InvalidToken):
        tokens.unseal("answer", sealed)


def test_sealed_words_outlive_a_change_of_the_key(settings):
    sealed = tokens.seal("second-factor", "GEHEIM")

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a-new-key"

    assert tokens.unseal("second-factor", sealed) == "GEHEIM"
