from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class PactConfig(AppConfig):
    name = "klimapakt.pact"
    label = "pact"
    verbose_name = _("The pact")
    default = True

    def ready(self) -> None:
        from pgtrigger.migrations import AddTrigger  # noqa: PLC0415 -- app ready

        from klimapakt.lib.history import add_trigger_to_state  # noqa: PLC0415 -- app ready

        AddTrigger.state_forwards = add_trigger_to_state  # type: ignore[method-assign]
        import klimapakt.pact.receivers  # noqa: PLC0415 -- app ready
        import klimapakt.pact.retention  # noqa: PLC0415, F401 -- app ready


class PortalAdminConfig(admin.AdminConfig):
    """Django's admin behind the portal's own login."""

    default_site = "klimapakt.pact.site.PortalAdminSite"
    default = False
