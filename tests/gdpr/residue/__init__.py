"""What is left of a person: a search through every column of our tables."""

from django.db import connection

TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_name ~ '^(contacts|gdpr)_'
ORDER BY table_name
"""


def tables_with(word: str) -> list[str]:
    """The tables that have the word, in whatever case, anywhere in a row."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        searches = (f"SELECT '{table}' FROM {table} AS r WHERE r::text ILIKE %s" for table in tables)
        cursor.execute(" UNION ".join(searches) + " ORDER BY 1", [f"%{word}%"] * len(tables))
        return [table for (table,) in cursor.fetchall()]


def rows_of(contact_id) -> list[str]:
    """Every row of our tables that names the contact, as text."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        searches = (f"SELECT '{table} ' || r::text FROM {table} AS r WHERE r::text LIKE %s" for table in tables)
        cursor.execute(" UNION ".join(searches) + " ORDER BY 1", [f"%{contact_id}%"] * len(tables))
        return [row for (row,) in cursor.fetchall()]
