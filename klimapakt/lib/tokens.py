"""Signed words for links in mails: what they name can be read but not changed, and serves one purpose.

Sealed words for the database: nobody reads them without the portal's key.
"""

import base64
import datetime as dt

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac


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


def seal(purpose: str, plain: str) -> str:
    return _box(purpose).encrypt(plain.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(f"klimapakt.{purpose}", "seal", key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _signer(purpose: str) -> signing.TimestampSigner:
    # A dot, since mail programs cut links at a colon more often.
    return signing.TimestampSigner(sep=".", salt=f"klimapakt.{purpose}")
