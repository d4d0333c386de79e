"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klimapakt.lib import mail
from partners import actions, emails
from partners.models import Letter, User

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


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come by invitation only; mails about signing in look like all others."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:  # Any: allauth's context
        """From `<prefix>.subject.txt`, `.txt`, `.html`; sent at once, since a code is of no use later.

        Only codes and links that open an account come this way: they are secrets, and nothing keeps them.
        """
        person = context.get("user")
        parts = emails.parts(
            template_prefix,
            language=getattr(person, "language", None) or get_language() or "de",
            **context,
        )
        return mail.build(
            parts,
            to=email if isinstance(email, str) else email[0],
            message_id=mail.make_message_id(f"account.{get_random_string(24)}"),
            headers=headers,
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:  # Any: allauth's context
        """Tells the owner of an account what was changed about signing in, at the address that is the login."""
        with translation.override(user.language):
            notice = str(NOTICES.get(template_prefix, _("The way you sign in was changed.")))
        parts = emails.parts("account/email/notice", language=user.language, notice=notice, at=timezone.now())
        actions.queue_letter(
            kind=Letter.Kind.TRANSACTIONAL,
            purpose="account-notice",
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            recipients=[actions.NewRecipient(email=user.email, name=str(user), user=user, language=user.language)],
        )
