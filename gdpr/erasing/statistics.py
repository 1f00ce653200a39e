"""What the planner of PostgreSQL knows of tables: samples, in which values of single rows stand."""

from collections.abc import Iterable

from django.db import connection, models


def draw_anew(tables: Iterable[type[models.Model]]) -> None:
    """Have the samples of the tables, and of their indexes, be drawn from what the rows say now."""
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in tables}):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
