from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        import events.receivers  # noqa: PLC0415 -- app ready
        import events.retention  # noqa: PLC0415, F401 -- app ready
