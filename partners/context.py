"""What every page knows: the pact's settings. No user, no session, so that public pages stay cacheable."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from partners.models import Pact


def pact(_request: HttpRequest) -> dict[str, object]:
    return {
        "pact": SimpleLazyObject(Pact.objects.current),
        "is_demo": settings.DEMO,
        "has_mailbox": bool(settings.MAILBOX_DIR),
    }
