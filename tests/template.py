"""A database in which all migrations have run, to be copied: they take longer than most tests."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

LOCK = 2035  # workers wait for the one that migrates


def template_database() -> str:
    """Its name says of which migrations it was made; it is kept for the next run."""
    name = f"template_{digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%'")
        present = {row[0] for row in cursor.fetchall()}
        if name not in present:
            for outdated in present:
                cursor.execute(f'DROP DATABASE "{outdated}"')
            cursor.execute("CREATE DATABASE template_unfinished")
            migrate("template_unfinished")
            cursor.execute(f'ALTER DATABASE template_unfinished RENAME TO "{name}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def digest() -> str:
    seen = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        for file in sorted((Path(config.path) / "migrations").glob("*.py")):
            seen.update(file.read_bytes())
    return seen.hexdigest()[:12]


def migrate(name: str) -> None:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
