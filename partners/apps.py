from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners and people")

    def ready(self) -> None:
        from django.apps import apps  # noqa: PLC0415 -- app ready
        from django.db.models.signals import post_migrate  # noqa: PLC0415 -- app ready

        from partners.access import synchronise_roles  # noqa: PLC0415 -- app ready
        from partners.retention import synchronise  # noqa: PLC0415 -- app ready

        post_migrate.connect(synchronise, sender=apps.get_app_config("pact"), dispatch_uid="synchronise_retention")
        post_migrate.connect(synchronise_roles, sender=apps.get_app_config("pact"), dispatch_uid="synchronise_roles")
