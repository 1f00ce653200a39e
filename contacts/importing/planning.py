"""What an import would do, row by row, before it does it: read as the import reads, and nothing written but the plan.

What earlier rows of the file would make is remembered in temporary tables of the session: a plan that is interrupted
is made anew.
"""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from contacts import runs
from contacts.importing import changes, companies, conflicts, identity, staging
from contacts.importing.chunks import Chunk, chunks, prefetched
from contacts.importing.columns import open_run, reader_of
from contacts.importing.decisions import COUNTED_AS
from contacts.importing.exceptions import AlreadyRunning, ImportingError
from contacts.importing.gate import turn_away
from contacts.importing.lookalikes import mark_lookalikes
from contacts.importing.run import INTERRUPTED, Columns, OnProgress, choose_columns, copy_problems, failing, take_in
from contacts.importing.vocabulary import Mode
from contacts.models import ImportPlanRow, ImportRun
from crm.models import User

Status = ImportRun.Status
Disposition = ImportPlanRow.Disposition

REMEMBER = """
CREATE TEMPORARY TABLE IF NOT EXISTS planned_contact (
    contact_id uuid PRIMARY KEY, line integer, first_name text, last_name text
);
CREATE TEMPORARY TABLE IF NOT EXISTS planned_email (email text PRIMARY KEY, contact_id uuid);
CREATE TEMPORARY TABLE IF NOT EXISTS planned_key (
    match_key text, contact_id uuid, PRIMARY KEY (match_key, contact_id)
);
TRUNCATE planned_contact, planned_email, planned_key;
"""

# Who is new to the base may be known from an earlier row: by its key, by its address, or by a further one where the
# names agree.
FIND_PLANNED = """
UPDATE staged s SET contact_id = found.contact_id
FROM (
    SELECT line, coalesce(
        (
            SELECT k.contact_id FROM planned_key k
            WHERE k.match_key = l.match_key AND (
                %(by_id)s OR (
                    SELECT coalesce(name_key(l.first_name) = name_key(p.first_name), true)
                           AND coalesce(name_key(l.last_name) = name_key(p.last_name), true)
                    FROM planned_contact p WHERE p.contact_id = k.contact_id
                    OFFSET 0
                )
            )
            LIMIT 1
        ),
        (SELECT p.contact_id FROM planned_email p WHERE p.email = lower(l.email)),
        (
            SELECT further.contact_id
            FROM (
                SELECT place, (SELECT p.contact_id FROM planned_email p WHERE p.email = lower(address)) AS contact_id
                FROM jsonb_array_elements_text(l.emails) WITH ORDINALITY AS named(address, place)
                OFFSET 0
            ) AS further
            WHERE (
                SELECT coalesce(first_name, last_name) AND coalesce(last_name, first_name)
                FROM (
                    SELECT name_key(l.first_name) = name_key(p.first_name) AS first_name,
                           name_key(l.last_name) = name_key(p.last_name) AS last_name
                    FROM planned_contact p WHERE p.contact_id = further.contact_id
                    OFFSET 0
                ) AS agrees
            )
            ORDER BY further.place
            LIMIT 1
        )
    ) AS contact_id
    FROM staged l WHERE l.is_new
    OFFSET 0
) AS found
WHERE s.line = found.line AND found.contact_id IS NOT NULL
"""

# A contact's first row counts: in the file, then in the chunk.
FIND_FIRST = """
UPDATE staged s SET first_line = own.first_line
FROM (
    SELECT line, coalesce(
        (SELECT p.line FROM planned_contact p WHERE p.contact_id = f.contact_id), nullif(f.first_line, f.line)
    ) AS first_line
    FROM (SELECT line, contact_id, min(line) OVER (PARTITION BY contact_id) AS first_line FROM staged OFFSET 0) AS f
    OFFSET 0
) AS own
WHERE own.line = s.line AND own.first_line IS NOT NULL
"""

PLAN = """
INSERT INTO contacts_importplanrow (run_id, line, disposition, contact_id, version, first_line, reason, changes)
SELECT %(run)s, line, disposition, CASE WHEN NOT is_new THEN contact_id END, version, first_line,
       coalesce(({reasons})[doubt], ''), CASE
    WHEN disposition = '{create}' THEN made WHEN disposition IN ('{update}', '{conflict}') THEN changed
END
FROM (
    SELECT told.*, CASE
        WHEN first_line IS NOT NULL THEN '{duplicate}'
        WHEN doubt IS NOT NULL THEN ({dispositions})[doubt]
        WHEN is_new THEN '{create}'
        WHEN %(skips)s THEN '{skip}'
        WHEN changed = '{{}}' THEN '{unchanged}'
        ELSE '{update}'
    END AS disposition
    FROM (
        SELECT s.line, s.is_new, s.contact_id, s.first_line, c.version,
               CASE WHEN s.is_new THEN {made} END AS made,
               CASE WHEN NOT s.is_new AND s.first_line IS NULL THEN {changed} END AS changed,
               CASE WHEN s.first_line IS NULL THEN {doubt} END AS doubt
        FROM staged s
        LEFT JOIN LATERAL (SELECT * FROM contacts_contact k WHERE k.id = s.contact_id AND NOT s.is_new OFFSET 0) AS c
            ON true
    ) AS told
) AS planned
RETURNING disposition
"""
COUNTED = "WITH planned AS ({plan}) SELECT disposition, count(*) FROM planned GROUP BY 1"

REMEMBER_CONTACTS = """
INSERT INTO planned_contact (contact_id, line, first_name, last_name)
SELECT contact_id, line, first_name, last_name FROM staged WHERE first_line IS NULL
ON CONFLICT DO NOTHING
"""
REMEMBER_KEYS = """
INSERT INTO planned_key (match_key, contact_id)
SELECT match_key, contact_id FROM staged WHERE match_key IS NOT NULL ORDER BY line
ON CONFLICT DO NOTHING
"""
REMEMBER_EMAILS = """
INSERT INTO planned_email (email, contact_id)
SELECT lower(email), contact_id FROM (
    SELECT email, contact_id, line, 0 AS place FROM staged WHERE email IS NOT NULL
    UNION ALL
    SELECT address, contact_id, line, place
    FROM staged CROSS JOIN LATERAL jsonb_array_elements_text(emails) WITH ORDINALITY AS further(address, place)
) AS named
ORDER BY line, place
ON CONFLICT DO NOTHING
"""
PLAN_REPEATS = f"""
INSERT INTO contacts_importplanrow (run_id, line, disposition, first_line, contact_id, reason)
SELECT %(run)s, r.line, '{Disposition.DUPLICATE}', r.first_line, (
    SELECT p.contact_id FROM contacts_importplanrow p WHERE p.run_id = %(run)s AND p.line = r.first_line
), ''
FROM staged_repeat r
"""
PLAN_LINES = """
INSERT INTO contacts_importplanrow (run_id, line, disposition, reason)
SELECT %(run)s, line, %(disposition)s, reason
FROM unnest(%(lines)s::integer[], %(reasons)s::text[]) AS named(line, reason)
"""


def make_plan(run: ImportRun, *, on_progress: OnProgress = lambda run: None) -> ImportRun:
    """Look at every row of the run's file and note what the import would do to it; a plan made before is replaced.

    Raises ImportingError where the file is unusable, AlreadyRunning where another process is at the run.
    """
    with runs.alone(run, otherwise=AlreadyRunning), runs.noting_interruption(run, INTERRUPTED, but=ImportingError):
        run.refresh_from_db()
        _make(run, on_progress)
    return run


def plan_file(
    path: Path,
    *,
    by: User | None = None,
    columns: Columns = choose_columns,
    on_progress: OnProgress = lambda run: None,
    **options: str,
) -> ImportRun:
    """Take a file in and look at what its import would do; `columns` settles what its columns mean.

    Raises ImportingError where the file is unusable.
    """
    with path.open("rb") as file:
        run = take_in(file, path.name, by=by, **options)
    return make_plan(columns(run), on_progress=on_progress)


def _make(run: ImportRun, on_progress: OnProgress) -> None:
    with failing(run), open_run(run) as source:
        _begin(run)
        reader = reader_of(run, source)
        counts: Counter[str] = Counter()
        started = time.monotonic()
        with closing(prefetched(chunks(source, reader, keyed=False))) as upcoming:
            for chunk in upcoming:
                with transaction.atomic():
                    turn_away(chunk, keyed=False)
                    counts += runs.persisting(partial(_plan_chunk, chunk, run, reader.fields))
                run.progress = min(chunk.position / (source.size or 1), 1)
                run.seconds = round(time.monotonic() - started, 3)
                run.planned = {name: counts[name] for name in run.counts()}
                run.save(update_fields=["progress", "seconds", "planned"])
                on_progress(run)
        run.status = Status.PLANNED
        run.save(update_fields=["status"])
        on_progress(run)


def _begin(run: ImportRun) -> None:
    forget_plan(run)
    run.problems.all().delete()
    with connection.cursor() as cursor:
        staging.create(cursor)
        cursor.execute(REMEMBER)
    run.status, run.message, run.progress, run.planned = Status.PLANNING, "", 0, {}
    run.save(update_fields=["status", "message", "progress", "planned"])


def forget_plan(run: ImportRun) -> None:
    """Remove the rows of the run's plan: they hold what stands in the file."""
    run.plan_rows.all()._raw_delete(run.plan_rows.db)


def _plan_chunk(chunk: Chunk, run: ImportRun, fields: Mapping[str, Mode]) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        staging.stage(cursor, chunk.payload, chunk.repeats)
        _identify(cursor, run, fields)
        dispositions = _write(cursor, run, fields, chunk.payload.columns)
        if run.finds_lookalikes:
            dispositions[Disposition.LOOKALIKE] = mark_lookalikes(cursor, run, chunk.records)
            dispositions[Disposition.CREATE] -= dispositions[Disposition.LOOKALIKE]
        cursor.execute(REMEMBER_CONTACTS)
        cursor.execute(REMEMBER_EMAILS)
        if run.match_by != ImportRun.MatchBy.EMAIL:
            cursor.execute(REMEMBER_KEYS)
        dispositions[Disposition.DUPLICATE] += len(chunk.repeats)
        cursor.execute(PLAN_REPEATS, {"run": run.pk})
        failed = {row.line: problem.reason for row, problem in chunk.failed}
        dispositions[Disposition.FAIL] += _plan_lines(cursor, run, Disposition.FAIL, failed)
        dispositions[Disposition.SKIP] += _plan_lines(cursor, run, Disposition.SKIP, chunk.turned_away)
    copy_problems(run, chunk.problems)
    chunk.records.clear()
    counted = Counter(rows=chunk.rows)
    for disposition, count in dispositions.items():
        counted[COUNTED_AS[Disposition(disposition)]] += count
    return counted


def _plan_lines(cursor: CursorWrapper, run: ImportRun, disposition: Disposition, reasons: Mapping[int, str]) -> int:
    """Plan rows that lead to no contact, by their lines; returns how many."""
    told = {"run": run.pk, "disposition": disposition, "lines": list(reasons), "reasons": list(reasons.values())}
    cursor.execute(PLAN_LINES, told)
    return len(reasons)


def _identify(cursor: CursorWrapper, run: ImportRun, fields: Mapping[str, Mode]) -> None:
    identity.identify(cursor, run.match_by)
    cursor.execute(FIND_PLANNED, {"by_id": run.match_by != ImportRun.MatchBy.PHONE})
    cursor.execute(FIND_FIRST)
    if run.existing == ImportRun.Existing.FILL:
        cursor.execute("UPDATE staged SET fills_only = true")
    if not {"company", "company_domain"}.isdisjoint(fields):
        companies.find(cursor)


def _write(cursor: CursorWrapper, run: ImportRun, fields: Mapping[str, Mode], columns: Collection[str]) -> Counter[str]:
    plan = PLAN.format(
        **{name.lower(): value for name, value in Disposition.__members__.items()},
        made=changes.of_new(columns),
        changed=changes.of_known(fields),
        doubt=conflicts.doubt(run.match_by),
        dispositions=conflicts.dispositions(run.match_by),
        reasons=conflicts.reasons(run.match_by),
    )
    skips = run.existing == ImportRun.Existing.SKIP
    cursor.execute(COUNTED.format(plan=plan), {"run": run.pk, "skips": skips})
    return Counter(dict(cursor.fetchall()))
