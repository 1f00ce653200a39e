"""Telephone numbers in E.164 have no history: they follow anew from what goes back.

Numbers are read by Python, each pair of number and country once. The table that holds them is never analysed, for
statistics would keep numbers, and goes with the transaction.
"""

from collections.abc import Iterator, Set

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from contacts.history.undoing.tables import Table
from contacts.models.columns import e164

BATCH = 5_000

CREATE = """
DROP TABLE IF EXISTS undoing_number;
CREATE TEMPORARY TABLE undoing_number (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text, region text, e164 text, UNIQUE (number, region)
) ON COMMIT DROP
"""
GATHER = """
INSERT INTO undoing_number (number, region)
SELECT DISTINCT {number}, {region}
FROM {undoing} u
JOIN {history} p ON p.pgh_id = u.source_id
LEFT JOIN {rows} t ON t.id = u.id
WHERE {concerned}
ON CONFLICT DO NOTHING
"""
UNREAD = "SELECT id, number, region FROM undoing_number WHERE id > %s ORDER BY id LIMIT %s"
READ = """
UPDATE undoing_number n SET e164 = read.e164
FROM unnest(%s::bigint[], %s::text[]) AS read(id, e164)
WHERE n.id = read.id
"""
LOOK_UP = "coalesce((SELECT n.e164 FROM undoing_number n WHERE n.number = {number} AND n.region = {region}), '')"
SET = "{column} = CASE WHEN {concerned} THEN {number} ELSE t.{column} END"

COUNTRY_OF_CONTACT = "(SELECT c.country FROM contacts_contact c WHERE c.id = {contact_id})"
AFTER = "CASE WHEN u.act = 'put' OR '{column}' = ANY (u.columns) THEN p.{column} ELSE t.{column} END"


def read(cursor: CursorWrapper, table: Table) -> None:
    """Read the numbers of rows that go back or come again, where they or their countries change."""
    if not table.numbers:
        return
    cursor.execute(CREATE)
    for source in table.numbers.values():
        number, region = _pair(table, source)
        concerned = f"(u.act = 'put' OR {_is_concerned(table, source)})"
        names = {"undoing": table.undoing, "history": table.history, "rows": table.rows}
        cursor.execute(GATHER.format(number=number, region=region, concerned=concerned, **names))
    for ids, numbers in _batches(cursor):
        cursor.execute(READ, [ids, numbers])


def values(table: Table) -> dict[str, str]:
    """The columns of numbers, each with the expression of its value."""
    return {column: _looked_up(table, source) for column, source in table.numbers.items()}


def assignments(table: Table, columns: Set[str]) -> Iterator[str]:
    """What an UPDATE of these columns sets of the numbers that follow from them."""
    for column, source in table.numbers.items():
        if columns.isdisjoint((source, "country")):
            continue
        concerned = _is_concerned(table, source)
        yield SET.format(column=column, concerned=concerned, number=_looked_up(table, source))


def _looked_up(table: Table, source: str) -> str:
    number, region = _pair(table, source)
    return LOOK_UP.format(number=number, region=region)


def _batches(cursor: CursorWrapper) -> Iterator[tuple[list[int], list[str]]]:
    last = 0
    while True:
        cursor.execute(UNREAD, [last, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [pk for pk, _, _ in rows], [e164(text, region or settings.DEFAULT_REGION) for _, text, region in rows]


def _pair(table: Table, source: str) -> tuple[str, str]:
    """The number and its country, as they are once the undo is done."""
    if "country" in table.tracked:
        return AFTER.format(column=source), AFTER.format(column="country")
    return AFTER.format(column=source), COUNTRY_OF_CONTACT.format(contact_id=AFTER.format(column="contact_id"))


def _is_concerned(table: Table, source: str) -> str:
    return f"u.columns && '{{{source},country}}'"
