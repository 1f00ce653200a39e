"""Rows that are left out, with the reason: a human has to look at them, or the plan has nothing to do for them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from contacts.importing.identity import KEY, OTHER_NAME, SEVERAL
from contacts.importing.reading import Problem, Severity
from contacts.models import ImportPlanRow, ImportRow, ImportRun

Decision = ImportPlanRow.Decision
Disposition = ImportPlanRow.Disposition
MatchBy = ImportRun.MatchBy
Outcome = ImportRow.Outcome

OVERTAKEN = "The contact is no longer as the preview has shown it; it stays as it is."
REPEATED = "An earlier row is about the same contact."


class Doubt(NamedTuple):
    """Why a row is not simply taken in: what becomes of it, when, and what people are told.

    `condition` is SQL on the staged row `s` and its contact `c`, which is empty for a new one.
    """

    disposition: Disposition
    condition: str
    reason: str


NO_SUCH_ID = Doubt(
    Disposition.FAIL,
    f"s.match_key IS NOT NULL AND s.found_by <> '{KEY}'",
    "No contact has this id: perhaps it was deleted. Leave the id blank to have a contact created.",
)
WITHOUT_ADDRESS = Doubt(
    Disposition.FAIL,
    "s.is_new AND s.email IS NULL",
    "The contact is not known, and without an e-mail address it cannot be created.",
)
SHARED_NUMBER = Doubt(
    Disposition.CONFLICT,
    f"s.found_by = '{SEVERAL}'",
    "Several contacts have this telephone number, and the name does not tell which one is meant.",
)
OTHER_ID = Doubt(
    Disposition.CONFLICT,
    f"""s.match_key IS NOT NULL AND NOT s.is_new AND s.found_by <> '{KEY}' AND EXISTS (
        SELECT FROM contacts_externalid e
        WHERE e.contact_id = c.id AND e.system = split_part(s.match_key, ':', 1) AND e.value <> '' OFFSET 0
    )""",
    "The address is that of a contact with another id in the same system. It stays as it is.",
)
SHARED_MAILBOX = Doubt(
    Disposition.CONFLICT,
    f"s.found_by <> '{KEY}' AND {OTHER_NAME}",
    "The address is that of a contact with another name: a shared mailbox, perhaps. It stays as it is.",
)
RESTRICTED = Doubt(
    Disposition.FAIL,
    "c.restricted_at IS NOT NULL",
    "The use of this contact's data is restricted. It stays as it is.",
)
DOUBTS = {
    MatchBy.EMAIL: (RESTRICTED, SHARED_MAILBOX),
    MatchBy.ID: (NO_SUCH_ID, WITHOUT_ADDRESS, RESTRICTED, SHARED_MAILBOX),
    MatchBy.EXTERNAL_ID: (WITHOUT_ADDRESS, RESTRICTED, OTHER_ID, SHARED_MAILBOX),
    MatchBy.PHONE: (SHARED_NUMBER, WITHOUT_ADDRESS, RESTRICTED, SHARED_MAILBOX),
}

MARK = """
UPDATE staged s SET set_aside = doubted.disposition, why = doubted.reason
FROM (
    SELECT line, ({dispositions})[doubt] AS disposition, ({reasons})[doubt] AS reason
    FROM (
        SELECT s.line, (
            SELECT {doubt} FROM (SELECT s.contact_id AS id OFFSET 0) AS its
            LEFT JOIN contacts_contact c ON c.id = its.id AND NOT s.is_new
        ) AS doubt
        FROM staged s WHERE s.set_aside IS NULL {only}
        OFFSET 0
    ) AS judged
) AS doubted
WHERE doubted.line = s.line AND doubted.disposition IS NOT NULL
"""

# What the plan leaves alone, and what is not as it was when the plan was made. Of a run that is new PostgreSQL believes
# it has one row: a join would read all its rows for each of ours.
MARK_PLANNED = f"""
UPDATE staged s SET set_aside = judged.disposition, why = judged.reason
FROM (
    SELECT line, CASE WHEN is_left_alone THEN meant WHEN is_overtaken THEN '{Disposition.CONFLICT}' END AS disposition,
           CASE WHEN is_left_alone THEN reason ELSE '{OVERTAKEN}' END AS reason
    FROM (
        SELECT t.line, p.reason, p.meant, p.meant IN (
            '{Disposition.SKIP}', '{Disposition.UNCHANGED}', '{Disposition.CONFLICT}', '{Disposition.FAIL}'
        ) AS is_left_alone, (
            (p.meant = '{Disposition.CREATE}') <> t.is_new
            OR p.meant = '{Disposition.UPDATE}' AND (
                SELECT c.id = p.contact_id AND c.version = p.version
                FROM contacts_contact c WHERE c.id = t.contact_id OFFSET 0
            ) IS NOT TRUE
        ) AS is_overtaken
        FROM staged t CROSS JOIN LATERAL (
            SELECT r.contact_id, r.version, r.reason, CASE
                WHEN r.decision = '{Decision.UPDATE}' THEN '{Disposition.UPDATE}'
                WHEN r.decision = '{Decision.LEAVE}' THEN '{Disposition.SKIP}'
                WHEN r.decision = '{Decision.CREATE}' OR r.disposition = '{Disposition.LOOKALIKE}'
                    THEN '{Disposition.CREATE}'
                ELSE r.disposition
            END AS meant
            FROM contacts_importplanrow r WHERE r.run_id = %(run)s AND r.line = t.line OFFSET 0
        ) AS p
        WHERE t.set_aside IS NULL
        OFFSET 0
    ) AS told
) AS judged
WHERE judged.line = s.line AND judged.disposition IS NOT NULL
"""
# A row that repeats another one only completes what that one has written.
MARK_REPEATS = f"""
UPDATE staged s SET set_aside = '{Disposition.DUPLICATE}', why = '{REPEATED}'
FROM (
    SELECT line, (
        SELECT p.first_line FROM contacts_importplanrow p
        WHERE p.run_id = %(run)s AND p.line = r.line AND p.disposition = '{Disposition.DUPLICATE}' OFFSET 0
    ) AS first_line
    FROM staged r WHERE r.set_aside IS NULL
    OFFSET 0
) AS p
WHERE p.line = s.line AND p.first_line IS NOT NULL
  AND NOT EXISTS (SELECT FROM staged f WHERE f.line = p.first_line AND f.set_aside IS NULL)
  AND (
    SELECT r.outcome IN ('{Outcome.CREATED}', '{Outcome.UPDATED}')
    FROM contacts_importrow r WHERE r.run_id = %(run)s AND r.line = p.first_line OFFSET 0
  ) IS NOT TRUE
"""
SET_ASIDE = f"""
WITH marked AS (
    DELETE FROM staged WHERE set_aside IS NOT NULL RETURNING line, set_aside, why, is_new, contact_id
), recorded AS (
    INSERT INTO contacts_importrow (run_id, line, outcome, contact_id)
    SELECT %(run)s, line, CASE set_aside
        WHEN '{Disposition.UNCHANGED}' THEN '{Outcome.UNCHANGED}' WHEN '{Disposition.FAIL}' THEN '{Outcome.FAILED}'
        ELSE '{Outcome.SKIPPED}' END, CASE WHEN NOT is_new THEN contact_id END
    FROM marked
)
SELECT line, set_aside, why FROM marked ORDER BY line
"""
OUTCOMES = {Disposition.UNCHANGED: Outcome.UNCHANGED, Disposition.FAIL: Outcome.FAILED}
CLASSES = {Disposition.DUPLICATE: "repeat", Disposition.CONFLICT: "conflict", Disposition.FAIL: "unknown"}


def doubt(match_by: str) -> str:
    """SQL for the number of the doubt about the staged row `s` and its contact `c`, from 1; NULL for none."""
    cases = " ".join(f"WHEN {each.condition} THEN {at}" for at, each in enumerate(DOUBTS[MatchBy(match_by)], 1))
    return f"CASE {cases} END"


def dispositions(match_by: str) -> str:
    """SQL for what becomes of a row, by the number of the doubt about it."""
    return _array(each.disposition.value for each in DOUBTS[MatchBy(match_by)])


def reasons(match_by: str) -> str:
    """SQL for what people are told, by the number of the doubt about a row."""
    return _array(each.reason for each in DOUBTS[MatchBy(match_by)])


def set_aside(cursor: CursorWrapper, run: ImportRun) -> tuple[Counter[str], list[Problem]]:
    """Take out the staged rows that are not to be written; their outcomes, counted, and why each was left out."""
    if run.planned:
        cursor.execute(MARK_PLANNED, {"run": run.pk})
        cursor.execute(MARK_REPEATS, {"run": run.pk})
    cursor.execute(_mark(run.match_by))
    cursor.execute(SET_ASIDE, {"run": run.pk})
    rows = [(line, Disposition(why), reason) for line, why, reason in cursor.fetchall()]
    outcomes = Counter(OUTCOMES.get(disposition, Outcome.SKIPPED) for _, disposition, _ in rows)
    return outcomes, [_told(*row) for row in rows if row[1] in CLASSES]


def _mark(match_by: str) -> str:
    # By its address, nothing can be wrong with who is new.
    only = "AND NOT s.is_new" if match_by == MatchBy.EMAIL else ""
    parts = {"dispositions": dispositions(match_by), "reasons": reasons(match_by), "doubt": doubt(match_by)}
    return MARK.format(only=only, **parts)


def _told(line: int, disposition: Disposition, reason: str) -> Problem:
    severity = Severity.ERROR if disposition == Disposition.FAIL else Severity.NOTE
    return Problem(line, "", severity, CLASSES[disposition], reason)


def _array(texts: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"
