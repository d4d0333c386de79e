"""The link with which an invited person sets a password: signed, good for 14 days and for one use."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int

from klimapakt.lib import tokens
from partners.models import User

VALID_SECONDS = 14 * 86_400


class InvitationTokens(PasswordResetTokenGenerator):
    """Hangs on the password, the last sign-in and the time of the invitation: any change ends it."""

    key_salt = "partners.invitations"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Without Django's three days: the signature around it knows the age."""
        try:
            timestamp = base36_to_int((token or "").partition("-")[0])
        except ValueError:
            return False
        return user is not None and constant_time_compare(
            self._make_token_with_timestamp(user, timestamp, self.secret), token or ""
        )

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.invited_at}"


generator = InvitationTokens()


def make(user: User) -> str:
    return tokens.make("invitation", f"{user.pk} {generator.make_token(user)}")


def link(user: User) -> str:
    return f"{settings.BASE_URL}{reverse('partners:account_invitation', args=[make(user)])}"


def find_user(token: str) -> User | None:
    """Whom the link invites; None if it is forged, old or used."""
    try:
        key, _space, once = tokens.read("invitation", token, max_age=VALID_SECONDS).partition(" ")
    except tokens.InvalidToken:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and generator.check_token(user, once) else None
