"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from partners.models import Pact


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come by invitation only."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: allauth's context
        """Mails about signing in go out at once: a code is of no use later. The pact stands in for allauth's site."""
        super().send_mail(template_prefix, email, {**context, "current_site": {"name": Pact.objects.current().name}})
