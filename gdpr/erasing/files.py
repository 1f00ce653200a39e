"""Files that people stand in: what was imported, rows that failed, what was exported, packages of their data.

A file goes as a whole, for its hash says what was imported, and its lines are counted. First the row says that its
file is gone, then the file goes: what a crash leaves in between is deleted by the follow-up.
"""

import io
from collections.abc import Collection, Iterator
from contextlib import suppress
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.files import FieldFile

from contacts.importing.columns import open_run
from contacts.importing.exceptions import ImportingError
from contacts.importing.run import settle_interrupted
from contacts.kept_files import release
from contacts.models import ExportRun, ImportPlanRow, ImportRow, ImportRun
from gdpr.erasing.traces import Traces
from gdpr.models import Erasure, SubjectPackage

NOTE = "Its file was deleted, for a person who stood in it was erased."
WAITING = "An import in which the person may stand is not done yet: its file is deleted as soon as it is."


def release_imports(erasure: Erasure, people: Collection[UUID]) -> dict[str, int]:
    """Have the imports that made or met the people say that their files are gone; the erasure names what is to go."""
    rows = ImportRow.objects.filter(run=OuterRef("pk"), contact__in=people)
    planned = ImportPlanRow.objects.filter(run=OuterRef("pk"), contact__in=people)
    met = ImportRun.objects.filter(Exists(rows) | Exists(planned), files_deleted_at=None)
    return {ImportRun._meta.label_lower: sum(_release(erasure, run) for run in met.exclude(status__in=ImportRun.BUSY))}


def release_packages(erasure: Erasure, people: Collection[UUID]) -> dict[str, int]:
    """Have the erasure name the packages of the people; their rows are blanked with all others."""
    packages = SubjectPackage.objects.filter(contact__in=people).exclude(file="").values_list("file", flat=True)
    erasure.files += packages
    erasure.save(update_fields=["files"])
    return {SubjectPackage._meta.label_lower: len(packages)}


def delete_released(erasure: Erasure) -> None:
    """Delete the files that the erasure names; one that is gone already counts as deleted."""
    for name in erasure.files:
        default_storage.delete(name)
    erasure.files = []
    erasure.save(update_fields=["files"])


def search_imports(erasure: Erasure, traces: Traces) -> str:
    """Release the imports whose files name one of the people; what is to be waited for, if anything."""
    waits = ""
    for run in map(settle_interrupted, _with_files()):
        if run.status in ImportRun.BUSY:
            waits = WAITING
        elif _names(run, traces):
            _release(erasure, run)
    return waits


def search_exports(erasure: Erasure, traces: Traces) -> None:
    """Release the exports whose files name one of the people; a workbook goes unread."""
    for run in ExportRun.objects.exclude(file=""):
        if run.kind == "xlsx" or any(traces.spans(line) for line in _lines(run.file)):
            erasure.files.append(run.file.name)
            run.file, run.message = "", NOTE
            erasure.save(update_fields=["files"])
            run.save(update_fields=["file", "message"])


def _with_files() -> QuerySet[ImportRun]:
    return ImportRun.objects.exclude(file="").filter(files_deleted_at=None).order_by("created_at")


def _release(erasure: Erasure, run: ImportRun) -> int:
    erasure.files += release(run, note=NOTE)
    erasure.save(update_fields=["files"])
    return 1


def _names(run: ImportRun, traces: Traces) -> bool:
    with suppress(ImportingError), open_run(run) as source:
        return any(traces.spans(" ".join(row.cells)) for row in source.rows())
    # What is no table may still be a text.
    return any(traces.spans(line) for line in _lines(run.file))


def _lines(file: FieldFile) -> Iterator[str]:
    with suppress(FileNotFoundError), file.open("rb") as opened:
        yield from io.TextIOWrapper(opened, encoding="utf-8", errors="replace")
