"""Files of own data stay for a week."""

from django.utils.translation import gettext_lazy as _

from klimapakt.pact import actions
from klimapakt.pact.models import DataExport
from partners.retention import Rule, register

register(
    Rule(
        "data-exports",
        _("Files of own data that people asked for"),
        7,
        lambda until: DataExport.objects.filter(created_at__lt=until),
        actions.delete_exports,
    )
)
