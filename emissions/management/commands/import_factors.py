import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from emissions import actions
from emissions.errors import EditionDiffers
from emissions.factors import InvalidRow

SHIPPED = Path("emissions") / "data" / "emission_factors.csv"


class Command(BaseCommand):
    help = "Reads a file of emission factors into a new edition; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.BASE_DIR / SHIPPED)
        parser.add_argument("--edition", default="2025-11")
        parser.add_argument("--published-on", type=dt.date.fromisoformat, default=dt.date(2025, 11, 1))

    def handle(self, *_args: Any, **options: Any) -> None:  # Any: as in Django
        try:
            factor_set = actions.import_factors(
                path=options["path"], edition=options["edition"], published_on=options["published_on"]
            )
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {options['path']}.") from error
        except InvalidRow as error:
            raise CommandError(f"The file cannot be used, {error}.") from error
        except EditionDiffers as error:
            raise CommandError(f"Edition {error} exists with other content; give --edition another name.") from error
        self.stdout.write(f"Edition {factor_set}: {factor_set.factors.count()} factors.")
