"""Rows that are left out, with the reason: a human has to look at them, or the plan has nothing to do for them."""

from collections import Counter

from django.db.backends.utils import CursorWrapper

from contacts.importing.reading import Problem, Severity
from contacts.models import ImportPlanRow, ImportRow, ImportRun

Disposition = ImportPlanRow.Disposition
Outcome = ImportRow.Outcome

SOMEBODY_ELSE = "The address is that of a contact with another name: a shared mailbox, perhaps. It stayed as it is."
OVERTAKEN = "The contact is no longer as the preview has shown it; it stayed as it is."
REPEATED = "An earlier row is about the same contact."
REASONS = {Disposition.CONFLICT: SOMEBODY_ELSE, "o": OVERTAKEN, Disposition.DUPLICATE: REPEATED}

# A row `s` and a contact `c` who both have first and last names, of which no word is the same or nearly so.
IS_SOMEBODY_ELSE = """(
    s.first_name <> '' AND s.last_name <> '' AND c.first_name <> '' AND c.last_name <> ''
    AND NOT string_to_array(name_key(s.first_name || ' ' || s.last_name), ' ') && string_to_array(c.name_key, ' ')
    AND similarity(name_key(s.first_name || ' ' || s.last_name), c.name_key) < 0.25
)"""

MARK_SOMEBODY_ELSE = f"""
UPDATE staged s SET set_aside = '{Disposition.CONFLICT}'
WHERE NOT s.is_new AND (
    SELECT {IS_SOMEBODY_ELSE} FROM contacts_contact c WHERE c.id = s.contact_id OFFSET 0
)
"""

# What the plan leaves alone, and what is not as it was when the plan was made.
MARK_PLANNED = f"""
UPDATE staged s SET set_aside = CASE
    WHEN p.disposition IN ('{Disposition.SKIP}', '{Disposition.UNCHANGED}', '{Disposition.CONFLICT}') THEN p.disposition
    WHEN (p.disposition = '{Disposition.CREATE}') <> s.is_new THEN 'o'
    WHEN p.disposition = '{Disposition.UPDATE}' AND (
        SELECT c.id = p.contact_id AND c.version = p.version FROM contacts_contact c WHERE c.id = s.contact_id OFFSET 0
    ) IS NOT TRUE THEN 'o'
END
FROM contacts_importplanrow p
WHERE p.run_id = %(run)s AND p.line = s.line AND s.set_aside IS NULL
"""
# A row that repeats another one only completes what that one has written.
MARK_REPEATS = f"""
UPDATE staged s SET set_aside = '{Disposition.DUPLICATE}'
FROM contacts_importplanrow p
WHERE p.run_id = %(run)s AND p.line = s.line AND s.set_aside IS NULL AND p.disposition = '{Disposition.DUPLICATE}'
  AND NOT EXISTS (SELECT FROM staged f WHERE f.line = p.first_line AND f.set_aside IS NULL)
  AND (
    SELECT r.outcome IN ('{Outcome.CREATED}', '{Outcome.UPDATED}')
    FROM contacts_importrow r WHERE r.run_id = %(run)s AND r.line = p.first_line
  ) IS NOT TRUE
"""
SET_ASIDE = f"""
WITH marked AS (
    DELETE FROM staged WHERE set_aside IS NOT NULL RETURNING line, set_aside, is_new, contact_id
), recorded AS (
    INSERT INTO contacts_importrow (run_id, line, outcome, contact_id)
    SELECT %(run)s, line,
           CASE set_aside WHEN '{Disposition.UNCHANGED}' THEN '{Outcome.UNCHANGED}' ELSE '{Outcome.SKIPPED}' END,
           CASE WHEN NOT is_new THEN contact_id END
    FROM marked
)
SELECT line, set_aside FROM marked ORDER BY line
"""


def set_aside(cursor: CursorWrapper, run: ImportRun) -> tuple[Counter[str], list[Problem]]:
    """Take out the staged rows that are not to be written; their outcomes, counted, and why each was left out."""
    if run.planned:
        cursor.execute(MARK_PLANNED, {"run": run.pk})
        cursor.execute(MARK_REPEATS, {"run": run.pk})
    else:
        cursor.execute(MARK_SOMEBODY_ELSE)
    cursor.execute(SET_ASIDE, {"run": run.pk})
    rows = cursor.fetchall()
    outcomes = Counter(Outcome.UNCHANGED if why == Disposition.UNCHANGED else Outcome.SKIPPED for _, why in rows)
    problems = [
        Problem(line, "", Severity.NOTE, "repeat" if why == Disposition.DUPLICATE else "conflict", REASONS[why])
        for line, why in rows
        if why in REASONS
    ]
    return outcomes, problems
