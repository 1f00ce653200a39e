"""Places that only one row can have: a name, a domain, a tag on a contact. Who has taken one since keeps it."""

from django.db.backends.utils import CursorWrapper

from contacts.history.undoing.tables import Place, Table, tables

# What the row would be, beside whoever has its place and does not go: the same once more, or another.
TAKEN = """
UPDATE {undoing} u
SET act = NULL, columns = ARRAY(SELECT unnest(u.columns) EXCEPT SELECT unnest({place})),
    barred = CASE
        WHEN taken.is_same THEN u.barred
        WHEN u.act = 'put' THEN {place}
        ELSE u.barred || ARRAY(SELECT unnest(u.columns) INTERSECT SELECT unnest({place}))
    END,
    bars = CASE WHEN taken.is_same THEN u.bars ELSE 'taken' END
FROM (
    SELECT r.id, (
        SELECT bool_or(r.act IS NOT DISTINCT FROM 'put' AND {is_same})
        FROM {rows} q LEFT JOIN {undoing} v ON v.id = q.id
        WHERE q.id <> r.id AND {has_place} AND v.act IS DISTINCT FROM 'take'
    ) AS is_same
    FROM (
        SELECT u.id, u.act, {after}
        FROM {undoing} u
        JOIN {history} p ON p.pgh_id = u.source_id
        LEFT JOIN {rows} t ON t.id = u.id
        WHERE u.act = 'put' OR u.columns && {place}
    ) AS r
    WHERE {wants_place}
) AS taken
WHERE u.id = taken.id AND taken.is_same IS NOT NULL
"""
AFTER = "CASE WHEN u.act = 'put' OR '{column}' = ANY (u.columns) THEN p.{column} ELSE t.{column} END AS {column}"


def settle(cursor: CursorWrapper) -> None:
    """Leave out of the plan what would take a place from somebody."""
    for table in tables():
        for place in table.places:
            cursor.execute(_statement(table, place))


def _statement(table: Table, place: Place) -> str:
    keys = (f"{key.format(row='q')} = {key.format(row='r')}" for key in place.keys)
    return TAKEN.format(
        undoing=table.undoing,
        rows=table.rows,
        history=table.history,
        place=f"'{{{','.join(place.columns)}}}'::text[]",
        after=", ".join(AFTER.format(column=column) for column in table.compared),
        is_same=" AND ".join(f"q.{column} IS NOT DISTINCT FROM r.{column}" for column in table.compared),
        has_place=" AND ".join([*keys, place.condition.format(row="q")]),
        wants_place=place.condition.format(row="r"),
    )
