"""What became of each row: exactly one outcome for every line."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from contacts.models import ImportRow

Outcome = ImportRow.Outcome

COUNTED = "WITH recorded AS ({insert} RETURNING outcome) SELECT outcome, count(*) FROM recorded GROUP BY outcome"

OF_STAGED = f"""
INSERT INTO contacts_importrow (run_id, line, outcome, contact_id)
SELECT %(run)s, line,
       CASE WHEN is_new THEN '{Outcome.CREATED}'
            WHEN is_repeat THEN '{Outcome.SKIPPED}'
            WHEN is_changed THEN '{Outcome.UPDATED}'
            ELSE '{Outcome.UNCHANGED}' END,
       contact_id
FROM staged
"""

# Of an import that leaves known contacts alone, but for those that it has made itself.
KNOWN = f"""
FROM staged s
WHERE NOT is_new AND (
    SELECT true FROM (
        SELECT run_id, outcome FROM contacts_importrow r WHERE r.contact_id = s.contact_id OFFSET 0
    ) AS own
    WHERE run_id = %(run)s AND outcome = '{Outcome.CREATED}'
    LIMIT 1
) IS NULL
"""
OF_KNOWN = f"""
INSERT INTO contacts_importrow (run_id, line, outcome, contact_id)
SELECT %(run)s, line, '{Outcome.SKIPPED}', contact_id {KNOWN}
"""

OF_REPEATS = f"""
INSERT INTO contacts_importrow (run_id, line, outcome, contact_id)
SELECT %(run)s, s.line, '{Outcome.SKIPPED}', r.contact_id
FROM staged_repeat s
JOIN contacts_importrow r ON r.run_id = %(run)s AND r.line = s.first_line
"""

OF_LINES = """
INSERT INTO contacts_importrow (run_id, line, outcome)
SELECT %(run)s, line, %(outcome)s FROM unnest(%(lines)s::integer[]) AS named(line)
"""


def record_staged(cursor: CursorWrapper, run_id: UUID) -> Counter[str]:
    """The outcomes of the rows that went through all steps, counted."""
    return _record(cursor, OF_STAGED, run=run_id)


def skip_known(cursor: CursorWrapper, run_id: UUID) -> Counter[str]:
    """Take the rows of known contacts out of the staging table, as skipped."""
    counts = _record(cursor, OF_KNOWN, run=run_id)
    cursor.execute(f"DELETE {KNOWN}", {"run": run_id})
    return counts


def record_rest(
    cursor: CursorWrapper, run_id: UUID, *, failed: Iterable[int], turned_away: Iterable[int]
) -> Counter[str]:
    """The outcomes of folded rows, and of those by their lines that led to no contact, counted.

    The rows that others were folded into come first.
    """
    counts = _record(cursor, OF_REPEATS, run=run_id)
    for outcome, lines in ((Outcome.FAILED, failed), (Outcome.SKIPPED, turned_away)):
        counts += _record(cursor, OF_LINES, run=run_id, outcome=outcome, lines=list(lines))
    return counts


def _record(cursor: CursorWrapper, insert: str, **parameters: object) -> Counter[str]:
    cursor.execute(COUNTED.format(insert=insert), parameters)
    return Counter(dict(cursor.fetchall()))
