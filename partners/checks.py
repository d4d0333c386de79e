"""Asked once when a server starts: does this database fit these settings?"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from partners.models import User

DEMO_DOMAIN = "@demo.example"


def refuse_demo_accounts() -> None:
    """Logins whose password is in the manual have no place outside a demo. A missing database has none."""
    if settings.DEMO:
        return
    try:
        found = User.objects.filter(email__iendswith=DEMO_DOMAIN, is_active=True).exists()
    except DatabaseError:
        return
    if found:
        raise ImproperlyConfigured(
            f"This database has demo accounts ({DEMO_DOMAIN}), but DEMO is off: use an empty database, or set DEMO=1."
        )
