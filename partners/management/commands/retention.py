from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from partners import retention


class Command(BaseCommand):
    help = "Says which personal data is due to be erased, without names; with --apply erases it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="erase, as the clock does every night")

    def handle(self, *, apply: bool, **_options: object) -> None:
        now = timezone.now()
        for found in list(retention.preview(now)):
            count = retention.apply(found.rule, now) if apply else found.count
            examples = f" ({', '.join(found.examples)})" if found.examples else ""
            self.stdout.write(f"{found.rule.key}: {found.setting.days} d, {count}{examples}")
