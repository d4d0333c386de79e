"""Databases of tests: copies of one in which all migrations have run, emptied after tests that commit."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

LOCK = 2035  # workers wait for the one that migrates
EMPTY_WHAT_HOLDS_ROWS = """
DO $$
DECLARE
    one text;
    holds_rows boolean;
    may_delete_past_triggers boolean := current_setting('is_superuser')::boolean;
BEGIN
    IF may_delete_past_triggers THEN
        PERFORM set_config('session_replication_role', 'replica', true);
    END IF;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN (
        'django_migrations', 'django_content_type', 'auth_permission', 'auth_group', 'auth_group_permissions'
    ) LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO holds_rows;
        IF holds_rows AND may_delete_past_triggers THEN
            EXECUTE format('DELETE FROM %I', one);
        ELSIF holds_rows THEN
            EXECUTE format('TRUNCATE %I CASCADE', one);
        END IF;
    END LOOP;
END $$
"""


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


def empty_quickly() -> None:
    """Django's way makes a new file for every table and index, and all permissions again: longer than most tests."""

    def empty(_test: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(EMPTY_WHAT_HOLDS_ROWS)

    TransactionTestCase._fixture_teardown = empty
