"""Importing a few lines in one call."""

import pytest
from django.db import connection

from tests.spreadsheets import bring_in, write


@pytest.fixture
def imported(db, tmp_path):
    """Imports a CSV file of the given text or rows, and returns the run."""
    return lambda content, **options: bring_in(write(tmp_path, content), **options)


def read_whole(table):
    """How many rows this transaction has read from the table without an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return cursor.fetchone()[0]
