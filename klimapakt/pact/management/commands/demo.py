"""Fill an empty database with the demo: `manage.py demo [--partners N] [--seed S]`."""

import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from klimapakt.pact import demo
from partners.models import Partner


class Command(BaseCommand):
    help = "Loads the demo: public facts about the pact, and invented companies with invented figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partners", type=int, default=104, help="how many active companies (default 104)")
        parser.add_argument("--seed", type=int, default=2035, help="the same seed gives the same companies")
        parser.add_argument("--day", type=dt.date.fromisoformat, help="the demo's today (default: today)")

    def handle(self, *, partners: int, seed: int, day: dt.date | None, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: demo accounts have no place in production.")
        if Partner.objects.exists():
            self.stdout.write("There are partners already: the demo is not loaded again.")
            return
        demo.load(partners=partners, seed=seed, today=day or timezone.localdate())
        self.stdout.write(f"Demo with {partners} partners loaded.")
