"""Runs: an export is journalled as it is asked for, then sent at once or kept as a file for a day."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts import runs
from contacts.exceptions import (
    ExportRunning,
    ExportStopped,
    NotAllowed,
    Refused,
    TooManyForFormat,
    UnknownFormat,
)
from contacts.exporting.columns import chosen
from contacts.exporting.formats import FORMATS
from contacts.exporting.rows import Extract
from contacts.exporting.wording import discreet, in_words
from contacts.models import ChangeSet, ExportRun
from contacts.selection import Selection, contacts_of
from crm.models import User

Status = ExportRun.Status
PERMISSION = "contacts.export_contact"
# How many contacts are sent at once; of more a worker makes a file.
AT_ONCE = 5_000
# How long a file is kept, and a run that was interrupted can be started again.
KEPT = timedelta(days=1)
INTERRUPTED = "It was interrupted, and there is no file. Start it again."
FORGOTTEN = "It was interrupted, and nobody has started it again within a day."
OPEN = (Status.ASKED, Status.QUEUED, Status.RUNNING)


@transaction.atomic
def keep(
    selection: Selection, *, kind: str, columns: Iterable[str] | None = None, by: User | None, door: ChangeSet.Door
) -> ExportRun:
    """Note in the journal who wants which columns of which contacts; None are all columns.

    Of a large export that is under way already, or waits, there is no second one. Raises NotAllowed, UnknownFormat,
    NoColumns, UnknownColumns, TooManyForFormat, UnknownFilter, UnknownFilterValue.
    """
    _require(by)
    if kind not in FORMATS:
        raise UnknownFormat(kind=kind, known=", ".join(FORMATS))
    wanted = {
        "kind": kind,
        "columns": chosen(columns),
        "has_all_columns": columns is None,
        "selection": selection.as_json(),
        "created_by": by,
        "door": door,
    }
    total = contacts_of(selection, by).usable().count()
    most = FORMATS[kind].most
    if most is not None and total > most:
        raise TooManyForFormat(most=f"{most:,}", count=f"{total:,}")
    same = _under_way(by, wanted) if by and total > AT_ONCE else None
    return same or ExportRun.objects.create(**wanted, contacts=in_words(selection), total=total)


def send(run: ExportRun, file: IO[bytes]) -> ExportRun:
    """Write the contacts of the run into an open file.

    Raises ExportRunning where another process is at it, ExportStopped, NotAllowed, UnknownFilter, UnknownFilterValue.
    """
    with _at_work(run):
        _write(run, file)
        _finish(run)
    return run


def make_file(run: ExportRun) -> ExportRun:
    """Keep the contacts of the run as a file for a day; what has ended stays. Raises what `send` raises."""
    with _at_work(run):
        if run.status in (Status.DONE, Status.CANCELLED):
            return run
        with tempfile.TemporaryFile() as file:
            _write(run, file)
            file.seek(0)
            _store(run, file)
        _finish(run)
    return run


def cancel(run: ExportRun) -> ExportRun:
    """Have the run stop; there will be no file."""
    open_ones = ExportRun.objects.filter(pk=run.pk).exclude(status__in=(Status.DONE, Status.CANCELLED))
    forgotten = discreet(Selection.from_json(run.selection)).as_json()
    open_ones.update(status=Status.CANCELLED, finished_at=timezone.now(), selection=forgotten)
    run.refresh_from_db()
    return run


def settle_interrupted(run: ExportRun) -> ExportRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    return runs.settle_interrupted(run, INTERRUPTED)


def last_choice(user: User) -> ExportRun | None:
    """What the user has exported last: its format and columns are proposed for the next one."""
    return ExportRun.objects.filter(created_by=user, door=ChangeSet.Door.ADMIN).first()


def has_file(run: ExportRun, *, now: datetime | None = None) -> bool:
    """Whether the file of the run can still be fetched."""
    is_kept = run.status == Status.DONE and run.file and run.expires_at > (now or timezone.now())
    return bool(is_kept) and run.file.storage.exists(run.file.name)


def forget_file(run: ExportRun) -> None:
    """Delete the file of the run, if it has one; the row stays."""
    if run.file:
        run.file.delete(save=False)
        run.save(update_fields=["file"])


def with_expired_file(*, now: datetime | None = None) -> QuerySet[ExportRun]:
    """The runs whose file nobody can fetch any more."""
    return ExportRun.objects.exclude(file="").filter(expires_at__lte=now or timezone.now())


def forget_expired(*, now: datetime | None = None) -> int:
    """Delete the files whose time is over, and what interrupted runs say about people; returns how many files."""
    now = now or timezone.now()
    for run in ExportRun.objects.filter(status=Status.RUNNING):
        settle_interrupted(run)
    for run in ExportRun.objects.filter(status__in=(Status.ASKED, Status.FAILED), created_at__lte=now - KEPT):
        cancel(run)
        ExportRun.objects.filter(pk=run.pk).update(message=run.message or FORGOTTEN)
    expired = list(with_expired_file(now=now))
    for run in expired:
        forget_file(run)
    return len(expired)


def _require(by: User | None) -> None:
    if by and not by.has_perm(PERMISSION):
        raise NotAllowed(permission=PERMISSION)


def _under_way(by: User, wanted: dict) -> ExportRun | None:
    # Two clicks at once come here one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return ExportRun.objects.filter(**wanted, status__in=OPEN).first()


@contextmanager
def _at_work(run: ExportRun) -> Iterator[None]:
    """Keep others off the run, and note on it why it has ended if it has before its time."""
    with runs.alone(run, otherwise=ExportRunning), runs.noting_interruption(run, INTERRUPTED, but=Refused):
        run.refresh_from_db()
        try:
            yield
        except ExportStopped:
            run.refresh_from_db()
            raise
        except Refused as refusal:
            runs.fail(run, str(refusal))
            raise


def _write(run: ExportRun, file: IO[bytes]) -> None:
    _require(run.created_by)
    contacts = contacts_of(Selection.from_json(run.selection), run.created_by).usable()
    waiting = ExportRun.objects.filter(pk=run.pk).exclude(status=Status.CANCELLED)
    waiting.update(status=Status.RUNNING, message="", finished_at=None, rows=0)
    run.refresh_from_db()
    form = FORMATS[run.kind]
    if run.door != ChangeSet.Door.COMMAND:
        file.write(form.mark)
    form.write(Extract(contacts, run.columns, on_progress=lambda count: _note(run, count)), file)


def _note(run: ExportRun, count: int) -> None:
    """Note how far the run is. Raises ExportStopped where somebody has stopped it."""
    run.rows = count
    if not ExportRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(rows=count):
        raise ExportStopped


def _store(run: ExportRun, file: IO[bytes]) -> None:
    # Named before it is there: so it is found and deleted, too, if the program is killed in the middle of it.
    storage, name = run.file.storage, f"{run.file.field.upload_to}{run.pk}.{run.kind}"
    run.file, run.expires_at = name, timezone.now() + KEPT
    run.save(update_fields=["file", "expires_at"])
    storage.delete(name)
    storage.save(name, File(file))


def _finish(run: ExportRun) -> None:
    now = timezone.now()
    forgotten = discreet(Selection.from_json(run.selection)).as_json()
    done = ExportRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(
        status=Status.DONE, finished_at=now, selection=forgotten, expires_at=now + KEPT if run.file else None
    )
    if not done:
        forget_file(run)
        raise ExportStopped
    run.refresh_from_db()
