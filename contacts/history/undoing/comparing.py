"""Expressions that compare three versions of a row, column by column.

`p` is the row as it was before the change set, `l` as the set left it, `t` as it is; `v0`, `v1` … are the verdicts on
the columns that belong together, in the order of `Table.groups`.
"""

from collections.abc import Iterator, Mapping, Sequence

from contacts.history.undoing.tables import CUSTOM, Table
from contacts.models import Contact

# Of custom fields each key is a column of its own.
KEYS_BACK = """(
    SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE value IS NOT NULL), '{}')
    FROM (
        SELECT key, CASE
            WHEN t.custom_fields -> key IS NOT DISTINCT FROM l.custom_fields -> key THEN p.custom_fields -> key
            ELSE t.custom_fields -> key
        END AS value
        FROM jsonb_object_keys(p.custom_fields || l.custom_fields || t.custom_fields) AS named(key)
    ) AS cells
)"""
KEYS_KEPT = """ARRAY(
    SELECT 'custom_fields.' || key
    FROM jsonb_object_keys(p.custom_fields || l.custom_fields) AS named(key)
    WHERE p.custom_fields -> key IS DISTINCT FROM l.custom_fields -> key
      AND t.custom_fields -> key IS DISTINCT FROM l.custom_fields -> key
      AND t.custom_fields -> key IS DISTINCT FROM p.custom_fields -> key
)"""
OF_PERSON = """EXISTS (
    SELECT FROM contacts_contact c
    WHERE c.id IN (p.contact_id, l.contact_id, t.contact_id) AND c.{mark} IS NOT NULL
)"""
GONE = """
(v{n} = 'back' AND p.{column} IS DISTINCT FROM l.{column} OR l.pgh_label = 'delete')
AND p.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {rows} named WHERE named.id = p.{column})
"""
VERDICT = """
CASE WHEN NOT s.is_new AND {was} IS DISTINCT FROM {left} AND (NOT s.is_mixed OR mixed.own && {names}) THEN
    CASE
        WHEN (mixed.others && {names}) IS NOT TRUE AND {goes_back} THEN 'back'
        WHEN NOT ({is_as_before}) THEN 'kept'
    END
END AS v{n}
"""


def verdicts(table: Table) -> str:
    """What becomes of the columns that belong together: back, kept, or nothing."""
    return ", ".join(_verdict(table, n, group) for n, group in enumerate(table.groups))


def back(table: Table) -> str:
    """The names of the columns that go back."""
    conditions = {column: f"v{n} = 'back' AND {_differ(table, column, 'p', 'l')}" for n, column in _numbered(table)}
    if CUSTOM in conditions:
        conditions[CUSTOM] += f" AND t.{CUSTOM} IS DISTINCT FROM {KEYS_BACK}"
    return _names(conditions)


def kept(table: Table) -> str:
    """The names of the columns that somebody has changed since."""
    names = _names(
        {
            column: f"v{n} = 'kept' AND ({_differ(table, column, 't', 'l')} OR '{column}' = ANY (mixed.others))"
            for n, column in _numbered(table)
        }
    )
    for n, column in _numbered(table):
        if column == CUSTOM:
            names += f" || CASE WHEN v{n} = 'back' THEN {KEYS_KEPT} ELSE '{{}}' END"
        elif column == "deleted_at":
            names += f" || CASE WHEN v{n} = 'kept' AND p.deleted_at IS NOT NULL THEN {edits(table)} ELSE '{{}}' END"
    return names


def edits(table: Table) -> str:
    """The names of all columns that are no longer as the set left them."""
    names = _names({column: _differ(table, column, "t", "l") for column in table.worked_on})
    return f"CASE WHEN {_is_edited(table)} THEN {names} ELSE '{{}}' END"


def gone(table: Table) -> str:
    """The names of the columns that would name a row which is not there any more."""
    numbers = {column: n for n, column in _numbered(table)}
    return _names(
        {key.column: GONE.format(n=numbers[key.column], column=key.column, rows=key.rows) for key in table.keys}
    )


def is_erased(table: Table) -> str:
    """Whether the row is, was, or came to be about somebody who was anonymised."""
    return _is_marked(table, "erased_at")


def is_restricted(table: Table) -> str:
    """Whether the row is, was, or came to be about somebody whose data are restricted."""
    return _is_marked(table, "restricted_at")


def _is_marked(table: Table, mark: str) -> str:
    if table.model is Contact:
        return f"t.{mark} IS NOT NULL"
    return OF_PERSON.format(mark=mark) if table.has_contact else "false"


def _verdict(table: Table, n: int, group: Sequence[str]) -> str:
    is_as_before = (f"NOT ({_differ(table, c, 'p', 'l')} AND {_differ(table, c, 't', 'p')})" for c in group)
    return VERDICT.format(
        n=n,
        was=_row(table, "p", group),
        left=_row(table, "l", group),
        names=f"'{{{','.join(group)}}}'::text[]",
        goes_back=_goes_back(table, group),
        is_as_before=" AND ".join(is_as_before),
    )


def _goes_back(table: Table, group: Sequence[str]) -> str:
    if group == (CUSTOM,):
        return "true"
    is_as_left = f"{_row(table, 't', group)} IS NOT DISTINCT FROM {_row(table, 'l', group)}"
    if "deleted_at" in group:
        # What somebody has worked on since is not taken away.
        is_as_left += f" AND (p.deleted_at IS NULL OR NOT ({_is_edited(table)}))"
    return is_as_left


def _is_edited(table: Table) -> str:
    return f"{_row(table, 't', table.worked_on)} IS DISTINCT FROM {_row(table, 'l', table.worked_on)}"


def _numbered(table: Table) -> Iterator[tuple[int, str]]:
    """Each column with the number of its verdict."""
    return ((n, column) for n, group in enumerate(table.groups) for column in group)


def _differ(table: Table, column: str, one: str, other: str) -> str:
    return f"{_value(table, one, column)} IS DISTINCT FROM {_value(table, other, column)}"


def _row(table: Table, row: str, columns: Sequence[str]) -> str:
    return f"ROW({', '.join(_value(table, row, column) for column in columns)})"


def _value(table: Table, row: str, column: str) -> str:
    value = table.compare(column, row)
    if row == "p" and column in table.since:
        # A column that did not exist then is left alone.
        return f"CASE WHEN p.pgh_created_at < %(since_{column})s THEN {table.compare(column, 'l')} ELSE {value} END"
    return value


def _names(conditions: Mapping[str, str]) -> str:
    """An array of the names whose conditions hold."""
    cases = ", ".join(f"CASE WHEN {condition} THEN '{name}' END" for name, condition in conditions.items())
    return f"array_remove(ARRAY[{cases}]::text[], NULL)"
