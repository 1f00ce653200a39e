"""Every row of every table, as PostgreSQL writes it out: also what no model names, and what the planner remembers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection
from psycopg import sql

from gdpr.residue.findings import Finding, Progress, Unread
from gdpr.residue.matching import Matcher

AT_ONCE = 1 << 20
ACROSS_COLUMNS = "(across columns)"

# Tables and materialised views, with the places of their key among the columns; partitions stand for their whole.
RELATIONS = """
SELECT n.nspname, c.relname,
       array_agg(a.attname::text ORDER BY a.attnum),
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey::int2[]))
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_(catalog|toast|temp)' AND n.nspname <> 'information_schema'
GROUP BY n.nspname, c.relname
ORDER BY n.nspname, c.relname
"""
# The planner keeps common values of columns, also when their rows are gone, until the next ANALYZE.
STATISTICS = ("schemaname", "tablename", "attname", "most_common_vals", "histogram_bounds", "most_common_elems")


@dataclass(frozen=True)
class Relation:
    """A table or a view; its rows are told apart by `keys`, and by their place where those tell about somebody."""

    schema: str
    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    has_places: bool = True

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    def copying(self) -> sql.Composed:
        """The statement that writes the rows out, their places first."""
        place = sql.SQL("ctid") if self.has_places else sql.SQL("NULL")
        columns = sql.SQL(", ").join([place, *map(sql.Identifier, self.columns)])
        return sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, sql.Identifier(self.schema, self.name))


def look_into_tables(matcher: Matcher, progress: Progress) -> Iterator[Finding | Unread]:
    """What the rows of all tables hold of the terms, and the statistics of the planner."""
    for relation in _relations():
        try:
            for rows in _rows(relation, progress):
                yield from _in_rows(relation, rows, matcher)
        except DatabaseError as error:
            yield Unread(str(relation), f"the database refuses it ({type(error).__name__})")


def _relations() -> list[Relation]:
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS)
        relations = [
            Relation(schema, name, tuple(columns), tuple(keys or ())) for schema, name, columns, keys in cursor
        ]
    return [*relations, Relation("pg_catalog", "pg_stats", STATISTICS, STATISTICS[:3], has_places=False)]


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
    key = b", ".join(by_column[name] for name in relation.keys)
    return f"ctid {place.decode()}" if not key or matcher.found(key) else key.decode()
