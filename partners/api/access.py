"""Who calls: by access key, or by the portal's session."""

import datetime as dt
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.request import Request

from klimapakt.lib import history
from partners.access import has_second_factor
from partners.models import ApiToken, User

NOTED_EVERY = dt.timedelta(hours=1)


class TokenAuthentication(BaseAuthentication):
    """Authorization: Token …"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        secret = words[1].decode("latin-1") if len(words) == 2 else ""
        now = timezone.now()
        token = ApiToken.objects.valid(now).select_related("user").filter(sha256=ApiToken.hashed(secret)).first()
        if token is None or not may_call(token.user):
            raise exceptions.AuthenticationFailed(_("This access key is not valid (any more)."))
        if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        history.on_behalf_of(token.user.pk)  # called, not entered: tells the request's own context who it is
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class SignedIn(SessionAuthentication):
    """The portal's own session; staff only with their second factor, as on the pages."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        return None if found is None or not may_call(found[0]) else cast("tuple[User, None]", found)


def may_call(user: User) -> bool:
    return not user.needs_second_factor or has_second_factor(user)
