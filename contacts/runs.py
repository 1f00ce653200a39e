"""Long work that is kept as a row: one process is at it at a time, and whoever looks sees where it was interrupted.

A run has a `status`, a `message` and a `finished_at`, and knows whether it `is_under_way`.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TypeVar

from django.db import Error as DatabaseFailed
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg.errors import DeadlockDetected

# Looked at, not tried: who takes up the run at this moment must find its lock free.
IS_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32 | objid::bigint) = hashtext(%s)::bigint
)
"""
# How often a chunk is tried while other writers are in its way.
ATTEMPTS = 3

Run = TypeVar("Run", bound=Model)
Result = TypeVar("Result")


@contextmanager
def alone(run: Model, *, otherwise: type[Exception]) -> Iterator[None]:
    """Keep other processes off the run; the lock ends with the connection, however the process ends.

    Raises `otherwise` where another process is at it.
    """
    key = [_lock(run)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", key)
        if not cursor.fetchone()[0]:
            raise otherwise
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", key)


@contextmanager
def noting_interruption(run: Model, message: str, *, but: type[Exception]) -> Iterator[None]:
    """Note on the run that an error or its user ended it; where even that fails, the lock tells, for it is free.

    What is raised as `but` was noted already.
    """

    def note(kind: type[BaseException] | None, *of_error: object) -> None:
        if kind and not issubclass(kind, but) and run.status != run.Status.DONE:
            with suppress(DatabaseFailed), transaction.atomic():
                fail(run, message)

    with ExitStack() as noting:
        noting.push(note)
        yield


@transaction.atomic
def settle_interrupted(run: Run, message: str) -> Run:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    if run.is_under_way and is_held(run):
        return run
    now = type(run)._default_manager.select_for_update(no_key=True).get(pk=run.pk)
    if now.is_under_way and not is_held(now):
        fail(now, message)
    return now


def fail(run: Model, message: str) -> None:
    """Note on the run why it has ended before its time."""
    run.status, run.message, run.finished_at = run.Status.FAILED, message, timezone.now()
    run.save(update_fields=["status", "message", "finished_at"])


def is_held(run: Model) -> bool:
    """Whether a process is at the run."""
    with connection.cursor() as cursor:
        cursor.execute(IS_HELD, [_lock(run)])
        return cursor.fetchone()[0]


def persisting(work: Callable[[], Result], *obstacles: type[Exception]) -> Result:
    """What the work gives; tried again where PostgreSQL ended a deadlock with another writer at our cost.

    So it is where one of the `obstacles` of psycopg's is what has ended it.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return work()
        except DatabaseFailed as error:
            if not isinstance(error.__cause__, (DeadlockDetected, *obstacles)):
                raise
    return work()


def _lock(run: Model) -> str:
    return f"{run._meta.label} {run.pk}"
