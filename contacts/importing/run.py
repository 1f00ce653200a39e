"""Runs: a file is taken in, its columns are mapped, its rows go into the base chunk by chunk."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO

from django.core.files import File
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from contacts import history, normalize, runs
from contacts.importing import staging
from contacts.importing.apply import Applied, apply
from contacts.importing.chunks import Chunk, chunks, prefetched
from contacts.importing.columns import mapping_of, open_run, reader_of
from contacts.importing.exceptions import AlreadyRunning, ImportingError, NoSuchList
from contacts.importing.gate import turn_away
from contacts.importing.mapping import Choice
from contacts.importing.reading import Problem, RowReader
from contacts.importing.row_files import keep_failed_rows, left_over
from contacts.importing.sources import Source
from contacts.importing.vocabulary import Mode
from contacts.models import ChangeSet, ContactList, ImportProblem, ImportRow, ImportRun
from contacts.resources import ContactResource
from crm.models import User

Status = ImportRun.Status
Existing = ImportRun.Existing
MatchBy = ImportRun.MatchBy
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

# What whoever is at a run writes; that it is to be stopped, somebody else does.
OURS = [field.name for field in ImportRun._meta.concrete_fields if field.name not in ("id", "is_cancelled")]

# What is settled together with the columns.
SETTLED = ["mapping", "existing", "match_by", "id_system", "finds_lookalikes", "saved_mapping", "contact_list"]

OnProgress = Callable[[ImportRun], None]
Choices = Mapping[str, Choice | str | None]
Columns = Callable[[ImportRun], ImportRun]


def take_in(
    file: IO[bytes],
    name: str,
    *,
    by: User | None,
    encoding: str = "",
    existing: Existing = Existing.UPDATE,
    match_by: MatchBy = MatchBy.EMAIL,
    id_system: str = "",
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
        match_by=match_by,
        id_system=normalize.clean_text(id_system)[:50],
        created_by=by,
    )
    run.file.save(f"{run.pk}{Path(name).suffix[:10]}", File(file), save=False)
    run.save()
    return run


def choose_columns(
    run: ImportRun, choices: Choices = MappingProxyType({}), constants: Mapping[str, str] | None = None
) -> ImportRun:
    """Settle which column goes into which field: what was settled or the headers suggest, then `choices` by header.

    `constants` are values that every row has, by field; None leaves those that were settled. Raises ImportingError.
    """
    with failing(run):
        mapping = mapping_of(run).with_choices(choices)
        if constants is not None:
            mapping = mapping.with_constants(constants)
        mapping.require_key(run.match_by)
        # Values for blank cells are read once beforehand.
        RowReader(ContactResource(), mapping, match_by=run.match_by)
        run.mapping = mapping.as_json()
        run.save(update_fields=SETTLED)
    return run


def choose_list(run: ImportRun, name: str) -> None:
    """Have everybody in the file put on the static list of this name. Raises NoSuchList."""
    lists = ContactList.objects.live().filter(type=ContactList.Type.STATIC, name__iexact=name)
    run.contact_list = lists.first()
    if run.contact_list is None:
        raise NoSuchList


def import_file(
    path: Path,
    *,
    door: ChangeSet.Door,
    by: User | None = None,
    columns: Columns = choose_columns,
    on_progress: OnProgress = lambda run: None,
    **options: str,
) -> ImportRun:
    """Take a file in and import it at once; `columns` settles what its columns mean.

    Raises ImportingError where the file is unusable.
    """
    with path.open("rb") as file:
        run = take_in(file, path.name, by=by, **options)
    return execute(columns(run), door=door, on_progress=on_progress)


def execute(run: ImportRun, *, door: ChangeSet.Door, on_progress: OnProgress = lambda run: None) -> ImportRun:
    """Bring the rows of a run into the base; one that was interrupted goes on where it stopped, one that is done stays.

    Raises ImportingError where the file is unusable, AlreadyRunning where another process is at it.
    """
    with runs.alone(run, otherwise=AlreadyRunning), runs.noting_interruption(run, INTERRUPTED, but=ImportingError):
        run.refresh_from_db()
        if run.status not in (Status.DONE, Status.CANCELLED):
            _execute(run, door, on_progress)
    return run


def settle_interrupted(run: ImportRun) -> ImportRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    return runs.settle_interrupted(run, INTERRUPTED)


def _execute(run: ImportRun, door: ChangeSet.Door, on_progress: OnProgress) -> None:
    with failing(run), open_run(run) as source:
        _begin(run, door)
        reader = reader_of(run, source)
        done = run.import_rows.aggregate(line=Max("line"))["line"] or 0
        started = time.monotonic() - run.seconds
        with closing(prefetched(chunks(source, reader, after=done))) as upcoming:
            for chunk in upcoming:
                if _is_cancelled(run):
                    break
                _bring_in(chunk, run, reader.fields, source)
                run.seconds = round(time.monotonic() - started, 3)
                on_progress(run)
        keep_failed_rows(run, source)
        run.unprocessed = left_over(run, source) if run.is_cancelled else 0
        _finish(run, round(time.monotonic() - started, 3))
        on_progress(run)


@contextmanager
def failing(run: ImportRun) -> Iterator[None]:
    """Note on the run why its file is unusable, and raise on."""
    try:
        yield
    except ImportingError as error:
        runs.fail(run, str(error))
        raise


def _begin(run: ImportRun, door: ChangeSet.Door) -> None:
    with connection.cursor() as cursor:
        staging.create(cursor)
    if not run.rows:
        # What the preview has met is met again.
        run.problems.all().delete()
    if run.change_set is None:
        run.change_set = ChangeSet.objects.create(kind=ChangeSet.Kind.IMPORT, door=door, actor=run.created_by)
    run.status, run.message, run.finished_at = Status.RUNNING, "", None
    run.progress = run.progress if run.rows else 0
    run.save(update_fields=["status", "message", "finished_at", "progress", "change_set"])


def _bring_in(chunk: Chunk, run: ImportRun, fields: Mapping[str, Mode], source: Source) -> None:
    with transaction.atomic(), history.booked_on(run.change_set):
        _commit_later()
        turn_away(chunk, keyed=True)
        _count(run, chunk, runs.persisting(lambda: apply(chunk, run, fields)))
        run.progress = min(chunk.position / (source.size or 1), 1)
        run.save(update_fields=OURS)
    # Temporary rows of a large chunk are gone with its transaction; what Python holds of it goes now.
    chunk.records.clear()


def _commit_later() -> None:
    """Do not wait for the disk: a chunk that a power cut takes back takes its report with it, and is read again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def copy_problems(run: ImportRun, problems: Iterable[Problem]) -> None:
    """Keep what was not understood."""
    with connection.cursor() as cursor:
        staging.copy_rows(cursor, COPY_PROBLEMS, ((run.pk, *problem) for problem in problems))


def _count(run: ImportRun, chunk: Chunk, applied: Applied) -> None:
    problems = [*chunk.problems, *(problem for _, problem in chunk.failed), *applied.problems]
    copy_problems(run, problems)
    run.rows += chunk.rows
    for counter, outcome in COUNTERS.items():
        setattr(run, counter, getattr(run, counter) + applied.outcomes[outcome])
    run.warnings += sum(problem.severity == ImportProblem.Severity.WARNING for problem in problems)


def cancel(run: ImportRun) -> None:
    """Have a run stop at the end of the chunk that it is at; what is in stays, and can be undone."""
    waiting = ImportRun.objects.filter(pk=run.pk, status__in=(Status.QUEUED, Status.RUNNING))
    waiting.update(is_cancelled=True)


def _is_cancelled(run: ImportRun) -> bool:
    run.is_cancelled = ImportRun.objects.filter(pk=run.pk, is_cancelled=True).exists()
    return run.is_cancelled


def _finish(run: ImportRun, seconds: float) -> None:
    # What it held the history tells now.
    run.plan_rows.all()._raw_delete(run.plan_rows.db)
    history.finish(run.change_set)
    run.status = Status.CANCELLED if run.is_cancelled else Status.DONE
    run.progress, run.seconds, run.finished_at = 1, seconds, timezone.now()
    run.save(update_fields=OURS)
