"""Access keys for programs: made by their owner, shown once, revoked at any time."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.actions.account import tell_person
from partners.actions.log import log
from partners.errors import TooManyTokens
from partners.models import ApiToken, User

MOST = 10


@transaction.atomic
def make_api_token(*, user: User, name: str, days: int) -> tuple[ApiToken, str]:
    """The key and its secret, which nobody can read again. Raises TooManyTokens. The owner hears of it by mail."""
    now = timezone.now()
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if ApiToken.objects.of(user).valid(now).count() >= MOST:
        raise TooManyTokens(MOST)
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        sha256=ApiToken.hashed(secret),
        hint=secret[-4:],
        expires_at=now + dt.timedelta(days=days),
    )
    log(by=user, verb="api-token-made", subject=user, state_to=str(token))
    tell_person(user=user, notice=_("An access key for programs was made for your account."))
    return token, secret


@transaction.atomic
def revoke_api_token(*, token: ApiToken, by: User) -> ApiToken:
    """From now on it opens nothing. Revoked already: nothing happens."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        log(by=by, verb="api-token-revoked", subject=token.user, state_from=str(token))
    return token
