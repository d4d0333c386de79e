#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klimapakt.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- app ready
        from environs import EnvError  # noqa: PLC0415 -- app ready
    except ImportError:
        sys.exit("This Python has no Django: use `./portal manage ...`, or .venv/bin/python manage.py.")
    try:
        execute_from_command_line(sys.argv)
    except EnvError as problem:
        sys.exit(f"{problem}: use `./portal manage ...` while the portal runs, or set what .env.example names.")


if __name__ == "__main__":
    main()
