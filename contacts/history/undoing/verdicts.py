"""What becomes of each row that a change set touched, judged by its versions alone: one statement for each table.

A column that the set changed goes back where it is still as the set left it, and stays where somebody has changed it
since. A row that the set made goes, unless somebody has changed it since; one that it removed comes again.

The verdicts stand in temporary tables, which hold ids and names of columns, nothing about anybody.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.history.undoing import comparing
from contacts.history.undoing.tables import Table, tables
from contacts.models import ChangeSet

# act: take (the set made the row), put (it removed it), follow (it goes or stays with its contact).
# columns: what goes back; kept: what stays, for it was edited since; barred: what cannot go back.
CREATE = """
DROP TABLE IF EXISTS {undoing};
CREATE TEMPORARY TABLE {undoing} (
    id {key} PRIMARY KEY,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    source_id bigint,
    at timestamptz NOT NULL,
    is_new boolean NOT NULL,
    leaves boolean NOT NULL,
    act text,
    columns text[] NOT NULL,
    kept text[] NOT NULL,
    keeps text,
    barred text[] NOT NULL,
    bars text
) ON COMMIT DROP;
"""
TOUCHED = "EXISTS (SELECT FROM {history} WHERE pgh_context_id = %(set)s)"

# The values to go back to stand in the version before the set, or in the one that says what the set removed.
SPANNED = """
SELECT touched.*, first.pgh_label = 'insert' AS is_new,
    coalesce(
        (SELECT max(e.pgh_id) FROM {history} e WHERE e.pgh_obj_id = touched.id AND e.pgh_id < first_id),
        CASE first.pgh_label WHEN 'delete' THEN first_id END
    ) AS source_id,
    last_id > first_id AND EXISTS (
        SELECT FROM {history} e
        WHERE e.pgh_obj_id = touched.id AND e.pgh_id > first_id AND e.pgh_id < last_id
          AND e.pgh_context_id IS DISTINCT FROM %(set)s
    ) AS is_mixed
FROM (
    SELECT pgh_obj_id AS id, min(pgh_id) AS first_id, max(pgh_id) AS last_id
    FROM {history} WHERE pgh_context_id = %(set)s
    GROUP BY pgh_obj_id
) AS touched
JOIN {history} first ON first.pgh_id = first_id
OFFSET 0
"""

# Somebody wrote between two chunks of the set: then the versions are compared one by one.
MIXED = """
SELECT array_agg(DISTINCT key) FILTER (WHERE is_own) AS own, array_agg(DISTINCT key) FILTER (WHERE NOT is_own) AS others
FROM (
    SELECT to_jsonb(e) AS new, lag(to_jsonb(e)) OVER (ORDER BY e.pgh_id) AS old,
           e.pgh_context_id IS NOT DISTINCT FROM %(set)s AS is_own
    FROM {history} e
    WHERE s.is_mixed AND e.pgh_obj_id = s.id AND e.pgh_id BETWEEN coalesce(s.source_id, s.first_id) AND s.last_id
) AS versions
CROSS JOIN LATERAL jsonb_each(versions.new) AS cell(key, value)
WHERE value IS DISTINCT FROM old -> key AND old IS NOT NULL
"""

COMPARED = """
SELECT s.*, l.pgh_created_at AS at, l.pgh_label <> 'delete' AS is_left, t.id IS NOT NULL AS is_there,
    {was_dead} AS was_dead, {is_dead} AS is_dead, {edits} AS edits, {back} AS back, {kept} AS kept, {gone} AS gone,
    CASE
        WHEN {is_erased} THEN 'erased'
        WHEN {is_restricted} THEN 'restricted'
        WHEN NOT s.is_new AND p.pgh_id IS NULL THEN 'unknown'
    END AS lost
FROM ({spanned}) AS s
JOIN {history} l ON l.pgh_id = s.last_id
LEFT JOIN {history} p ON p.pgh_id = s.source_id
LEFT JOIN {rows} t ON t.id = s.id
LEFT JOIN LATERAL ({mixed}) AS mixed ON true
CROSS JOIN LATERAL (SELECT {verdicts} OFFSET 0) AS v
OFFSET 0
"""

JUDGED = """
INSERT INTO {undoing}
    (id, first_id, last_id, source_id, at, is_new, leaves, act, columns, kept, keeps, barred, bars)
SELECT id, first_id, last_id, source_id, at, is_new,
    coalesce(act = 'take' OR (was_dead AND 'deleted_at' = ANY (columns)), false),
    act, columns, CASE WHEN keeps = 'edited' THEN CASE WHEN is_new THEN edits ELSE kept END ELSE '{{}}' END, keeps,
    CASE bars WHEN 'gone' THEN gone ELSE '{{}}' END, bars
FROM (
    SELECT *,
        CASE
            WHEN lost IS NOT NULL THEN NULL
            WHEN is_new AND is_left AND is_there AND NOT is_dead AND edits = '{{}}' AND NOT is_mixed THEN 'take'
            WHEN NOT is_new AND NOT is_left AND NOT is_there AND gone = '{{}}' THEN 'put'
        END AS act,
        CASE
            WHEN lost IS NULL AND NOT is_new AND is_left AND is_there
            THEN ARRAY(SELECT unnest(back) EXCEPT SELECT unnest(gone)) ELSE '{{}}'
        END AS columns,
        CASE
            WHEN lost IS NOT NULL OR NOT is_left THEN NULL
            WHEN is_new AND is_there AND NOT is_dead AND (edits <> '{{}}' OR is_mixed) THEN 'edited'
            WHEN NOT is_new AND kept <> '{{}}' THEN CASE WHEN is_there THEN 'edited' ELSE 'removed' END
        END AS keeps,
        coalesce(lost, CASE WHEN gone <> '{{}}' AND is_left = is_there THEN 'gone' END) AS bars
    FROM ({compared}) AS compared
) AS judged
"""


def create(cursor: CursorWrapper) -> None:
    """Make the temporary tables anew; they go with the transaction."""
    # Compiling these statements would take longer than they do.
    cursor.execute("SET LOCAL jit = off")
    for table in tables():
        key = table.model._meta.pk.rel_db_type(connection)
        cursor.execute(CREATE.format(undoing=table.undoing, key=key))


def touched(cursor: CursorWrapper, change_set: ChangeSet) -> list[Table]:
    """The tables in which the change set wrote."""
    asked = ", ".join(TOUCHED.format(history=table.history) for table in tables())
    cursor.execute(f"SELECT {asked}", {"set": change_set.pk})
    return [table for table, is_touched in zip(tables(), cursor.fetchone(), strict=True) if is_touched]


def judge(cursor: CursorWrapper, table: Table, change_set: ChangeSet) -> None:
    """Fill the temporary table of one table."""
    since = {f"since_{column}": at for column, at in table.since.items()}
    cursor.execute(_statement(table), {"set": change_set.pk} | since)
    # Ids and names of columns: statistics of them keep nothing about anybody.
    cursor.execute(f"ANALYZE {table.undoing}")


def _statement(table: Table) -> str:
    names = {"rows": table.rows, "history": table.history}
    compared = COMPARED.format(
        spanned=SPANNED.format(**names),
        mixed=MIXED.format(**names),
        was_dead="p.deleted_at IS NOT NULL" if table.is_live else "false",
        is_dead="t.deleted_at IS NOT NULL" if table.is_live else "false",
        is_erased=comparing.is_erased(table),
        is_restricted=comparing.is_restricted(table),
        verdicts=comparing.verdicts(table),
        edits=comparing.edits(table),
        back=comparing.back(table),
        kept=comparing.kept(table),
        gone=comparing.gone(table),
        **names,
    )
    return JUDGED.format(undoing=table.undoing, compared=compared)
