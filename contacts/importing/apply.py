"""From the staging table into the base: a fixed sequence of statements for each chunk, whatever its size.

Addresses are claimed before contacts are written: who inserts an address first has the contact, and a concurrent writer
finds it there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.consent import ledger
from contacts.importing import companies, conflicts, decisions, identity, likeness, outcomes, related
from contacts.importing.chunks import Chunk, payload_of
from contacts.importing.fold import Postponed, fold_postponed
from contacts.importing.reading import Problem, Severity
from contacts.importing.staging import TEXT_COLUMNS, stage
from contacts.importing.update import update_statement
from contacts.importing.vocabulary import Mode
from contacts.models import ImportRow, ImportRun

Outcome = ImportRow.Outcome

# Chunks of concurrent imports follow one another: each takes this lock first.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('contacts.importing'))"

# What an earlier row of this run has written, a later one only completes; one that was left out counts for nothing.
# The rows of the contact are asked for, not those of the run: of a run that is new PostgreSQL believes it has one row.
FILL_TOUCHED = f"""
UPDATE staged s SET fills_only = true, is_repeat = true
WHERE NOT is_new AND (
    SELECT true FROM (
        SELECT run_id, outcome FROM contacts_importrow r WHERE r.contact_id = s.contact_id OFFSET 0
    ) AS own
    WHERE run_id = %s AND outcome IN ('{Outcome.CREATED}', '{Outcome.UPDATED}', '{Outcome.UNCHANGED}')
    LIMIT 1
)
"""

INSERT_CONTACTS = f"""
INSERT INTO contacts_contact (
    id, email, source, {", ".join(TEXT_COLUMNS)}, phone_e164, mobile_e164, birth_date, company_id, custom_fields
)
SELECT contact_id, email, 'import', {", ".join(f"coalesce({name}, '')" for name in TEXT_COLUMNS)},
       coalesce(phone_e164, ''), coalesce(mobile_e164, ''), birth_date, company_id, coalesce(custom, '{{}}')
FROM staged WHERE is_new
ORDER BY line
"""


@dataclass
class Applied:
    """What became of a chunk: rows by outcome, and the problems met on the way."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def apply(chunk: Chunk, run: ImportRun, fields: Mapping[str, Mode]) -> Applied:
    """Write one chunk, within a transaction that is booked on the run's change set.

    `fields` are the fields of the file's mapping, each with its mode: what is not mapped costs no statement.
    """
    applied = Applied()
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        _apply_in_passes(cursor, chunk, run, fields, applied)
        failed = [row.line for row, _ in chunk.failed]
        applied.outcomes += outcomes.record_rest(cursor, run.pk, failed=failed, turned_away=chunk.turned_away)
    reason = "The row repeats line {}: it only filled what was blank there."
    applied.problems += [
        Problem(line, "", Severity.NOTE, "repeat", reason.format(first)) for line, first in chunk.repeats
    ]
    return applied


def _apply_in_passes(
    cursor: CursorWrapper, chunk: Chunk, run: ImportRun, fields: Mapping[str, Mode], applied: Applied
) -> None:
    """Write the first row of each contact, then what waits for it, folded: few passes, however many rows wait."""
    stage(cursor, chunk.payload, chunk.repeats)
    records, into = chunk.records, {}
    waited: set[int] = set()
    while postponed := _apply_staged(cursor, chunk, run, fields, applied):
        records, folded = fold_postponed(records, postponed, in_any_case=bool(waited))
        waited |= {row.line for row in postponed}
        into = {line: folded.get(first, first) for line, first in into.items()} | folded
        repeats = [(line, into.get(first, first)) for line, first in chunk.repeats]
        stage(cursor, payload_of(records), [*repeats, *into.items()])
    reason = "An earlier row is about the same contact."
    applied.problems += [Problem(line, "", Severity.NOTE, "repeat", reason) for line in sorted(waited)]


def _apply_staged(
    cursor: CursorWrapper, chunk: Chunk, run: ImportRun, fields: Mapping[str, Mode], applied: Applied
) -> list[Postponed]:
    """Write what is staged; returns the rows that must wait, for an earlier one is about the same contact."""
    identity.identify(cursor, run.match_by)
    if run.planned:
        decisions.carry_out(cursor, run)
    _withdraw(cursor, run, fields)
    _set_aside(cursor, run, applied)
    # New contacts and the addresses that they claim; all that follows is written of known ones too.
    likeness.announce(cursor, writes_keys=True)
    postponed = _claim(cursor, run, applied)
    if run.existing == ImportRun.Existing.SKIP:
        applied.outcomes += outcomes.skip_known(cursor, run.pk)
    if not {"company", "company_domain"}.isdisjoint(fields):
        companies.find_or_create(cursor)
    cursor.execute(INSERT_CONTACTS)
    likeness.announce(cursor, writes_keys=False)
    if statement := update_statement(fields):
        cursor.execute(statement)
    applied.problems += _relate(cursor, chunk, fields)
    if run.contact_list_id:
        related.put_on_list(cursor, run.contact_list_id)
    likeness.add_keys(cursor)
    _withdraw(cursor, run, fields)
    applied.outcomes += outcomes.record_staged(cursor, run.pk)
    return postponed


def _set_aside(cursor: CursorWrapper, run: ImportRun, applied: Applied) -> None:
    counts, problems = conflicts.set_aside(cursor, run)
    applied.outcomes += counts
    applied.problems += problems


def _claim(cursor: CursorWrapper, run: ImportRun, applied: Applied) -> list[Postponed]:
    """Take the addresses of new contacts; returns the rows that must wait for an earlier one of their contact."""
    if identity.claim(cursor):
        _set_aside(cursor, run, applied)
    cursor.execute(identity.POSTPONE)
    postponed = [Postponed(*row) for row in cursor]
    cursor.execute(FILL_TOUCHED, [run.pk])
    if run.existing == ImportRun.Existing.FILL:
        cursor.execute("UPDATE staged SET fills_only = true")
    return postponed


def _relate(cursor: CursorWrapper, chunk: Chunk, fields: Mapping[str, Mode]) -> list[Problem]:
    """What rows add to other tables, as far as the file has columns for it."""
    problems = related.add_emails(cursor)
    if fields.get("email") == Mode.OVERWRITE:
        related.change_main_address(cursor)
    if "phones" in chunk.payload.columns:
        related.add_phones(cursor)
    if "tags" in fields:
        related.change_tags(cursor, fields["tags"])
    if "external_id" in fields:
        problems += related.add_external_ids(cursor)
    if "notes" in fields:
        related.add_notes(cursor)
    return problems


def _withdraw(cursor: CursorWrapper, run: ImportRun, fields: Mapping[str, Mode]) -> None:
    """An opt-out is recorded in any case, also of contacts that the import else leaves alone."""
    if {"email_opt_in", "email_opt_out"}.isdisjoint(fields):
        return
    withdrawn = ledger().withdraw_marketing(
        "SELECT contact_id FROM staged JOIN contacts_contact c ON c.id = contact_id WHERE email_opt_out",
        change_set=run.change_set,
        by=run.created_by,
        evidence=f"Import {run.pk}",
    )
    cursor.execute("UPDATE staged SET is_changed = true WHERE contact_id = ANY (%s)", [withdrawn])
