"""What the keys cost an import: the same file with and without them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.db import connection

from contacts.importing import chunks, likeness
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.imports import import_ours
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import rate

MARKS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '^pgtrigger_mark_'
"""
SIZE = "SELECT pg_total_relation_size('contacts_blockingkeys'), pg_database_size(current_database())"


def measure(rows: int, folder: Path) -> Report:
    """The rates of both, and how much of the database the keys take."""
    files = write_files(folder, rows)
    with fresh_base("without"), _without_keys():
        without = rate(rows, lambda: import_ours(files.first, created=rows))
    with fresh_base("keyed"):
        keyed = rate(rows, lambda: import_ours(files.first, created=rows))
        with connection.cursor() as cursor:
            cursor.execute(SIZE)
            keys, base = cursor.fetchone()
    figures = {
        "rows": rows,
        "rows_s": keyed,
        "without_rows_s": without,
        "ratio": without / keyed,
        "keys_mb": keys / 1e6,
    }
    table = {
        "rows": thousands(rows),
        "with keys, rows/s": thousands(keyed),
        "without, rows/s": thousands(without),
        "time with keys": times(without / keyed),
        "keys, MB": thousands(keys / 1e6),
        "database, MB": thousands(base / 1e6),
    }
    return Report(figures, table)


@contextmanager
def _without_keys() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
    nothing = dict.fromkeys(("add_keys", "announce"), lambda cursor, **options: None)
    with patch.multiple(likeness, **nothing), patch.object(chunks, "staged_keys", lambda record: None):
        yield
