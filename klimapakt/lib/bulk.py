"""Many rows changed by one statement: Django's own `bulk_update` writes a condition per row and field."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg2.extras import Json


def update_rows(model: type[models.Model], rows: Iterable[Any], fields: Sequence[str]) -> None:
    """Writes these fields of the rows, each by its key. Triggers run once a row; the history sees it.

    Any: records of the model.
    """
    columns = [model._meta.get_field(name).attname for name in fields]  # type: ignore[union-attr]  # plain fields
    values = [{"id": row.pk, **{column: getattr(row, column) for column in columns}} for row in rows]
    if not values:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(column) for column in columns)
    new = ", ".join(f"new.{quote(column)}" for column in columns)
    sql = (
        f"UPDATE {table} AS old SET ({names}) = ROW({new})"  # noqa: S608 -- names of our own tables
        f" FROM jsonb_populate_recordset(NULL::{table}, %s) AS new WHERE old.id = new.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [Json(values, dumps=DjangoJSONEncoder().encode)])
