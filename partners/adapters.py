"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from klimapakt.lib import mail, tokens
from partners import actions, emails
from partners.models import Pact, User

NOTICES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("A password was set."),
    "account/email/password_reset": _("Your password was set anew."),
    "mfa/email/totp_activated": _("Signing in now also asks for a code of an app."),
    "mfa/email/totp_deactivated": _("Signing in no longer asks for a code of an app."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the old ones are worthless."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
}

# Words of allauth's own forms: named here, so that our catalogue has them and allauth's "Du" is not heard.
WORDS_OF_FORMS = (
    gettext_noop("You must type the same password each time."),
    gettext_noop("Email"),
    gettext_noop("Authenticator code"),
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come by invitation only; mails about signing in look like all others."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "enter_current_password": _("Please enter your current password."),
        "incorrect_code": _("This code is not right."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("Signing in did not work."),
        "invalid_password_reset": _("This link is not valid any more."),
        "rate_limited": _("Too many attempts. Please wait for a few minutes."),
        "too_many_login_attempts": _("Too many attempts. Please wait for a few minutes."),
        "unknown_email": _("This code is not right."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Whichever way somebody proved who they are."""
        was_here = user.last_login is not None
        super().login(request, user)
        agent, address = request.headers.get("User-Agent", ""), self.get_client_ip(request)
        actions.note_device(user=user, user_agent=agent, address=address, was_here=was_here)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: allauth's context
        """From `<prefix>.subject.txt`, `.txt`, `.html`, in the language of the person, by the outbox.

        At once where a code was asked for: later it is of no use. Known or not: the answer takes equally long.
        """
        user = User.objects.filter(email__iexact=email).first()
        language = user.language if user else get_language() or "de"
        parts = emails.parts(template_prefix, language=language, **context)
        purpose = template_prefix.rpartition("/")[2].replace("_", "-")
        if self.request.path == reverse("account_request_login_code"):
            message_id = mail.make_message_id(f"{purpose}.{get_random_string(24)}")
            mail.build(parts, to=email, message_id=message_id, language=language).send()
        else:
            actions.write_to(addresses=[email], parts=parts, purpose=purpose, user=user)

    def send_notification_mail(
        self, template_prefix: str, user: User, _context: dict[str, Any] | None = None, _email: str | None = None
    ) -> None:  # Any: allauth's context
        actions.tell_person(user=user, notice=NOTICES[template_prefix])

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:  # Any: as in allauth
        """With our words."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The second factor in the name of the pact; its secrets sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not match. Please try again."),
        "cannot_generate_recovery_codes": _("Recovery codes need an app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return Pact.objects.current().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": Pact.objects.current().name}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return tokens.seal("second-factor", text)

    def decrypt(self, encrypted_text: str) -> str:
        return tokens.unseal("second-factor", encrypted_text)
