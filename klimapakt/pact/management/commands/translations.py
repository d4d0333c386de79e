"""Show what has no German yet, drop what nobody asks for, compile: `manage.py translations`."""

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Lists messages without German, removes unused ones and compiles the catalogue."

    def handle(self, **_options: object) -> None:
        from klimapakt.lib import translations  # noqa: PLC0415 -- slow import

        translations.prune()
        for (context, message), place in translations.missing().items():
            self.stdout.write(f"{place}: {f'{context}: ' if context else ''}{message!r}")
