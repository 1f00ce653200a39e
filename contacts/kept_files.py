"""Files that were imported or made, and plans that nobody carried out: deleted `settings.KEEP_FILES_DAYS` days later.

They hold what stands about people in them. What was done with them, in numbers, stays; the history tells the rest.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from contacts import runs
from contacts.importing.exceptions import FileDeleted
from contacts.importing.run import settle_interrupted
from contacts.models import ImportPlanRow, ImportRun

PLAN_ROWS_AT_ONCE = 20_000

logger = logging.getLogger(__name__)


class Deleted(NamedTuple):
    """How many of each kind there were; `lost` are files that no row names, for a process was killed."""

    files: int
    plan_rows: int
    lost: int


@dataclass(frozen=True)
class Kept:
    """The files that rows of a model name in `fields`, all below `folder`.

    `unused_since` are the rows that nobody is at and whose files nobody needs any more. What else follows for such a
    row is set on it by `forget`; then it is saved, its `files_deleted_at` filled.
    """

    model: type[Model]
    fields: tuple[str, ...]
    folder: str
    unused_since: Callable[[datetime], QuerySet]
    forget: Callable[[Model], None]


def _unused_imports(day: datetime) -> QuerySet:
    settled = ImportRun.objects.annotate(settled_at=Coalesce("finished_at", "created_at"))
    return settled.filter(settled_at__lt=day).exclude(status__in=ImportRun.BUSY)


def _forget_import(run: ImportRun) -> None:
    """One that was never begun cannot be any more."""
    if run.status in (ImportRun.Status.UPLOADED, ImportRun.Status.PLANNED):
        run.status, run.finished_at = ImportRun.Status.FAILED, run.files_deleted_at
    if run.status == ImportRun.Status.FAILED:
        run.message = str(FileDeleted.of(run))


# What is deleted: another model whose rows name files is one more line here.
KEPT = [Kept(ImportRun, ("file", "failed_rows"), "imports", _unused_imports, _forget_import)]


def delete_old_files(*, now: datetime | None = None) -> Deleted:
    """Delete what is old enough; asked again at once, nothing more.

    A file that cannot be deleted is named in the log, and tried again the next time.
    """
    now = now or timezone.now()
    day = now - timedelta(days=settings.KEEP_FILES_DAYS)
    files = sum(_delete_files_of(kept, day, now) for kept in KEPT)
    deleted = Deleted(files, _delete_plan_rows(), sum(_delete_lost_files(kept, day) for kept in KEPT))
    # Whom nobody has looked at since their process was killed: they are done with from now on.
    for run in ImportRun.objects.filter(status__in=ImportRun.BUSY, created_at__lt=day):
        settle_interrupted(run)
    return deleted


@transaction.atomic
def release(run: ImportRun, *, note: str) -> list[str]:
    """Have an import that nobody is at say that its files are gone, and why; returns their names, for they are not yet.

    One that was never begun cannot be any more.
    """
    names = [file.name for file in (run.file, run.failed_rows) if file]
    run.files_deleted_at = timezone.now()
    _forget_import(run)
    run.file, run.failed_rows, run.message = "", "", note
    run.save(update_fields=["file", "failed_rows", "files_deleted_at", "status", "finished_at", "message"])
    run.plan_rows.all()._raw_delete(run.plan_rows.db)
    return names


def _delete_files_of(kept: Kept, day: datetime, now: datetime) -> int:
    old = kept.unused_since(day).filter(files_deleted_at=None)
    return sum(_delete_files(kept, pk, day, now) for pk in list(old.values_list("pk", flat=True)))


def _delete_files(kept: Kept, pk: object, day: datetime, now: datetime) -> int:
    """First the row says that its files are gone, then they go: what a crash leaves in between belongs to nobody."""
    with transaction.atomic():
        waiting = kept.unused_since(day).filter(pk=pk, files_deleted_at=None)
        row = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
        if row is None or runs.is_held(row):
            return 0
        names = [file.name for field in kept.fields if (file := getattr(row, field))]
        row.files_deleted_at = now
        kept.forget(row)
        for field in kept.fields:
            setattr(row, field, "")
        row.save()
    return sum(_is_deleted(default_storage, name) for name in names)


def _delete_plan_rows() -> int:
    """The rows of plans whose files are gone, a bounded number of them in each transaction."""
    planned = Exists(ImportPlanRow.objects.filter(run=OuterRef("pk")))
    count = 0
    for run in ImportRun.objects.filter(planned, files_deleted_at__isnull=False):
        while lines := list(run.plan_rows.order_by("line").values_list("line", flat=True)[:PLAN_ROWS_AT_ONCE]):
            rows = run.plan_rows.filter(line__lte=lines[-1])
            count += rows._raw_delete(rows.db)
    return count


def _delete_lost_files(kept: Kept, day: datetime) -> int:
    """Files that were stored for a row that was never saved, or whose row says that they are gone."""
    count = 0
    for names in _names_by_folder(default_storage, kept.folder):
        known = {
            name
            for field in kept.fields
            for name in kept.model.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True)
        }
        for name in names:
            if name not in known and default_storage.get_modified_time(name) < day:
                count += _is_deleted(default_storage, name)
    return count


def _names_by_folder(storage: Storage, folder: str) -> Iterator[list[str]]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield [f"{folder}/{name}" for name in files]
    for each in folders:
        yield from _names_by_folder(storage, f"{folder}/{each}")


def _is_deleted(storage: Storage, name: str) -> bool:
    """Delete the file; one that is missing already counts for nothing."""
    try:
        was_there = storage.exists(name)
        storage.delete(name)
    except OSError as error:
        logger.warning("%s cannot be deleted: %s", name, error.strerror)
        return False
    return was_there
