"""Every row of every table, as PostgreSQL writes it out: also what no model names, and what the planner remembers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection
from psycopg import sql

from crm.privacy import Sort
from gdpr.classification import classified
from gdpr.residue.findings import Finding, Progress, Unread
from gdpr.residue.matching import Matcher

AT_ONCE = 1 << 20
ACROSS_COLUMNS = "(across columns)"

# Tables and materialised views; partitions stand for their whole.
RELATIONS = """
SELECT n.nspname, c.relname, has_table_privilege(c.oid, 'SELECT'),
       array_agg(a.attname::text ORDER BY a.attnum),
       coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey::int2[])), '{}'),
       coalesce(array_agg(a.attname::text) FILTER (WHERE a.atttypid = 'tsvector'::regtype), '{}')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_(catalog|toast|temp)' AND n.nspname <> 'information_schema'
GROUP BY n.nspname, c.relname, c.oid
ORDER BY n.nspname, c.relname
"""
# A tsvector has its words in the order of the alphabet; here they follow in that of the text.
WORDS = """
concat_ws(' ', {0}::text, (
    SELECT string_agg(lexeme, ' ' ORDER BY position) FROM unnest({0}) CROSS JOIN LATERAL unnest(positions) AS position
))
"""
# The planner keeps common values of columns, also when their rows are gone, until the next ANALYZE.
STATISTICS = ("schemaname", "tablename", "attname", "most_common_vals", "histogram_bounds", "most_common_elems")


@dataclass(frozen=True)
class Relation:
    """A table or a view; its rows are told apart by `keys`, and by their place where those tell about somebody.

    `searched` are the columns of type tsvector.
    """

    schema: str
    name: str
    is_readable: bool
    columns: Sequence[str]
    keys: Sequence[str]
    searched: Sequence[str] = ()
    has_places: bool = True

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    def copying(self) -> sql.Composed:
        """The statement that writes the rows out, their places first."""
        place = sql.SQL("ctid") if self.has_places else sql.SQL("NULL")
        columns = sql.SQL(", ").join([place, *map(self._written, self.columns)])
        return sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, sql.Identifier(self.schema, self.name))

    def _written(self, column: str) -> sql.Composable:
        identifier = sql.Identifier(column)
        return sql.SQL(WORDS).format(identifier) if column in self.searched else identifier


def look_into_tables(matcher: Matcher, progress: Progress) -> Iterator[Finding | Unread]:
    """What the rows of all tables hold of the terms, and the statistics of the planner."""
    for relation in relations():
        if not relation.is_readable:
            yield Unread(str(relation), "The database does not let the program read it.")
            continue
        for rows in _rows(relation, progress):
            yield from _in_rows(relation, rows, matcher)


def relations() -> list[Relation]:
    """What is looked into: every table of every schema but PostgreSQL's own, and the statistics."""
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS)
        tables = [Relation(*row) for row in cursor]
    return [*tables, Relation("pg_catalog", "pg_stats", True, STATISTICS, STATISTICS[:3], has_places=False)]


def _rows(relation: Relation, progress: Progress) -> Iterator[list[bytes]]:
    """The rows in COPY's text form, about a megabyte of them at once."""
    rows, size = [], 0
    with connection.cursor() as cursor, cursor.copy(relation.copying()) as copy:
        for row in copy:
            rows.append(bytes(row))
            size += len(row)
            if size >= AT_ONCE:
                progress.read(size)
                yield rows
                rows, size = [], 0
    progress.read(size)
    yield rows


def _in_rows(relation: Relation, rows: list[bytes], matcher: Matcher) -> Iterator[Finding]:
    if not matcher.found(b"".join(rows)):
        return
    for row in rows:
        if matcher.found(row):
            yield from _in_row(relation, row.rstrip(b"\n"), matcher)


def _in_row(relation: Relation, row: bytes, matcher: Matcher) -> Iterator[Finding]:
    place, *cells = row.split(b"\t")
    by_column = dict(zip(relation.columns, cells, strict=True))
    key = _key(relation, by_column, place, matcher)
    seen = set()
    for column, cell in by_column.items():
        for term in matcher.found(cell):
            seen.add(term.line)
            yield Finding(term.line, matcher.shape(cell, term), str(relation), column=column, key=key)
    # A name of which each column holds a part.
    whole = b"\t".join(cells)
    for term in matcher.found(whole):
        if term.line not in seen:
            yield Finding(term.line, matcher.shape(whole, term), str(relation), column=ACROSS_COLUMNS, key=key)


def _key(relation: Relation, by_column: dict[str, bytes], place: bytes, matcher: Matcher) -> str:
    """The row's key; its place where it has none, or where that tells about somebody or opens a door."""
    key = b", ".join(by_column[name] for name in relation.keys)
    is_told = key and not _opening(relation.name).intersection(relation.keys) and not matcher.found(key)
    return key.decode() if is_told else f"ctid {place.decode()}"


@cache
def _opening(table: str) -> frozenset[str]:
    """The columns of the table that are credentials: the key of a session is one."""
    of_table = (each for each in classified() if each.model._meta.db_table == table)
    return frozenset(each.column.column for each in of_table if each.sort is Sort.CREDENTIAL)
