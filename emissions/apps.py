from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmissionsConfig(AppConfig):
    name = "emissions"
    verbose_name = _("Emissions and measures")

    def ready(self) -> None:
        import emissions.receivers  # noqa: PLC0415, F401 -- app ready
