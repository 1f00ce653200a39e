"""Runs: a file is taken in, its columns are mapped, its rows go into the base chunk by chunk."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files import File
from django.db import Error as DatabaseFailed
from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from contacts import history, normalize
from contacts.importing import staging
from contacts.importing.apply import Applied, apply
from contacts.importing.chunks import Chunk, chunks, prefetched
from contacts.importing.columns import date_order, mapping_of, open_run
from contacts.importing.exceptions import AlreadyRunning, ImportingError
from contacts.importing.failed_rows import keep_failed_rows
from contacts.importing.reading import RowReader
from contacts.importing.sources import Source
from contacts.models import ChangeSet, ImportProblem, ImportRow, ImportRun
from contacts.resources import ContactResource
from crm.models import User

Status = ImportRun.Status
Existing = ImportRun.Existing
Outcome = ImportRow.Outcome
COUNTERS = {
    "created": Outcome.CREATED,
    "updated": Outcome.UPDATED,
    "unchanged": Outcome.UNCHANGED,
    "skipped": Outcome.SKIPPED,
    "failed": Outcome.FAILED,
}
COPY_PROBLEMS = 'COPY contacts_importproblem (run_id, line, "column", severity, value_class, reason) FROM STDIN'
INTERRUPTED = "The import was interrupted. Start it again: it goes on where it stopped."
# Held by who is at a run.
LOCK = "contacts.importing.run {}"
# Looked at, not tried: who takes up the run at this moment must find its lock free.
IS_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32 | objid::bigint) = hashtext(%s)::bigint
)
"""
# How often a chunk is tried while other writers lock the same rows in another order.
ATTEMPTS = 3

OnProgress = Callable[[ImportRun], None]


def take_in(
    file: IO[bytes], name: str, *, by: User | None, encoding: str = "", existing: Existing = Existing.UPDATE
) -> ImportRun:
    """Keep a file, with its hash, as a run whose columns wait to be confirmed."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    run = ImportRun(
        # Names that the operating system could not decode hold characters that the database refuses.
        file_name=normalize.clean_text(Path(name).name)[:255],
        sha256=digest,
        encoding=normalize.clean_text(encoding)[:50],
        existing=existing,
        created_by=by,
    )
    run.file.save(f"{run.pk}{Path(name).suffix[:10]}", File(file), save=False)
    run.save()
    return run


def import_file(
    path: Path,
    *,
    door: ChangeSet.Door,
    by: User | None = None,
    mapping: Mapping[str, str | None] | None = None,
    on_progress: OnProgress = lambda run: None,
    **options: str,
) -> ImportRun:
    """Take a file in and import it at once. Raises ImportingError where the file is unusable."""
    with path.open("rb") as file:
        run = take_in(file, path.name, by=by, **options)
    return execute(choose_columns(run, mapping or {}), door=door, on_progress=on_progress)


def choose_columns(run: ImportRun, choices: Mapping[str, str | None]) -> ImportRun:
    """Settle which column goes into which field: what the headers suggest, then `choices` (header → field)."""
    with failing(run):
        mapping = mapping_of(run).with_choices(choices)
        mapping.require_email()
        run.mapping = mapping.as_json()
        run.save(update_fields=["mapping"])
    return run


def execute(run: ImportRun, *, door: ChangeSet.Door, on_progress: OnProgress = lambda run: None) -> ImportRun:
    """Bring the rows of a run into the base; one that was interrupted goes on where it stopped, one that is done stays.

    Raises ImportingError where the file is unusable, AlreadyRunning where another process is at it.
    """
    with _alone(run.pk), _noting_interruption(run):
        run.refresh_from_db()
        if run.status != Status.DONE:
            _execute(run, door, on_progress)
    return run


@transaction.atomic
def settle_interrupted(run: ImportRun) -> ImportRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    if run.status == Status.RUNNING and _is_held(run):
        return run
    now = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if now.status == Status.RUNNING and not _is_held(now):
        _mark_interrupted(now)
    return now


def _execute(run: ImportRun, door: ChangeSet.Door, on_progress: OnProgress) -> None:
    with failing(run), open_run(run) as source:
        _begin(run, door)
        mapping = mapping_of(run, source)
        reader = RowReader(ContactResource(date_order=date_order(source, mapping)), mapping)
        done = run.import_rows.aggregate(line=Max("line"))["line"] or 0
        started = time.monotonic() - run.seconds
        with closing(prefetched(chunks(source, reader, after=done))) as upcoming:
            for chunk in upcoming:
                _bring_in(chunk, run, reader.fields, source)
                run.seconds = round(time.monotonic() - started, 3)
                on_progress(run)
        keep_failed_rows(run, source)
        _finish(run, round(time.monotonic() - started, 3))
        on_progress(run)


@contextmanager
def failing(run: ImportRun) -> Iterator[None]:
    """Note on the run why its file is unusable, and raise on."""
    try:
        yield
    except ImportingError as error:
        run.status, run.message, run.finished_at = Status.FAILED, str(error), timezone.now()
        run.save(update_fields=["status", "message", "finished_at"])
        raise


@contextmanager
def _noting_interruption(run: ImportRun) -> Iterator[None]:
    """Note on the run that an error or its user ended it; where even that fails, the lock tells, for it is free."""
    try:
        yield
    except ImportingError:
        raise
    except BaseException:
        if run.status != Status.DONE:
            with suppress(DatabaseFailed), transaction.atomic():
                _mark_interrupted(run)
        raise


def _mark_interrupted(run: ImportRun) -> None:
    run.status, run.message, run.finished_at = Status.FAILED, INTERRUPTED, timezone.now()
    run.save(update_fields=["status", "message", "finished_at"])


def _is_held(run: ImportRun) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_HELD, [LOCK.format(run.pk)])
        return cursor.fetchone()[0]


@contextmanager
def _alone(run_id: UUID) -> Iterator[None]:
    """Keep other processes off the run; the lock ends with the connection, however the process ends."""
    key = [LOCK.format(run_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", key)
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", key)


def _begin(run: ImportRun, door: ChangeSet.Door) -> None:
    with connection.cursor() as cursor:
        staging.create(cursor)
    if run.change_set is None:
        run.change_set = ChangeSet.objects.create(kind=ChangeSet.Kind.IMPORT, door=door, actor=run.created_by)
    run.status, run.message, run.finished_at = Status.RUNNING, "", None
    run.save(update_fields=["status", "message", "finished_at", "change_set"])


def _bring_in(chunk: Chunk, run: ImportRun, fields: set[str], source: Source) -> None:
    with transaction.atomic(), history.booked_on(run.change_set):
        _commit_later()
        _count(run, chunk, _applied(chunk, run, fields))
        run.progress = min(chunk.position / (source.size or 1), 1)
        run.save()
    # Temporary rows of a large chunk are gone with its transaction; what Python holds of it goes now.
    chunk.records.clear()


def _commit_later() -> None:
    """Do not wait for the disk: a chunk that a power cut takes back takes its report with it, and is read again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _applied(chunk: Chunk, run: ImportRun, fields: set[str]) -> Applied:
    """What became of the chunk; tried again where PostgreSQL ended a deadlock with another writer at our cost."""
    for _ in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return apply(chunk, run, fields)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return apply(chunk, run, fields)


def _count(run: ImportRun, chunk: Chunk, applied: Applied) -> None:
    problems = [*chunk.problems, *(problem for _, problem in chunk.failed), *applied.problems]
    with connection.cursor() as cursor:
        staging.copy_rows(cursor, COPY_PROBLEMS, ((run.pk, *problem) for problem in problems))
    run.rows += chunk.rows
    for counter, outcome in COUNTERS.items():
        setattr(run, counter, getattr(run, counter) + applied.outcomes[outcome])
    run.warnings += sum(problem.severity == ImportProblem.Severity.WARNING for problem in problems)


def _finish(run: ImportRun, seconds: float) -> None:
    history.finish(run.change_set)
    run.status, run.progress, run.seconds, run.finished_at = Status.DONE, 1, seconds, timezone.now()
    run.save()
