"""Signed words for links in mails: what they name can be read but not changed, and serves one purpose."""

import datetime as dt

from django.core import signing


class InvalidToken(Exception):
    """The token was changed, cut off, or made for something else."""


class ExpiredToken(InvalidToken):
    """The token was good once."""


def make(purpose: str, value: str | int) -> str:
    return _signer(purpose).sign_object(str(value))


def read(purpose: str, token: str, *, max_age: dt.timedelta | int | None = None) -> str:
    """The value that went in; max_age in seconds or as a duration."""
    try:
        value = _signer(purpose).unsign_object(token, max_age=max_age)
    except signing.SignatureExpired as error:
        raise ExpiredToken(token) from error
    except (signing.BadSignature, ValueError) as error:
        raise InvalidToken(token) from error
    return str(value)


def _signer(purpose: str) -> signing.TimestampSigner:
    # A dot, since mail programs cut links at a colon more often.
    return signing.TimestampSigner(sep=".", salt=f"klimapakt.{purpose}")
