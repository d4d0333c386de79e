"""Many counts in one question to the database."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts(**rows: QuerySet) -> dict[str, int]:  # of whichever record
    """How many rows each queryset has, by the name it was given."""
    selects: list[str] = []
    params: list[object] = []
    for queryset in rows.values():
        try:
            sql, values = queryset.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # Django knows without asking
            selects.append("0")
            continue
        selects.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 -- Django's own SQL, with parameters
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(selects), params)
        return dict(zip(rows, cursor.fetchone(), strict=True))
