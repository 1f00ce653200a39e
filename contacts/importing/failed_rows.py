"""The rows that failed, as a file that can be mended and imported again."""

import csv
import io
import tempfile
from collections.abc import Iterator

from django.core.files import File

from contacts.importing.sources import Source
from contacts.models import ImportProblem, ImportRun

REASON_HEADER = "Reason why the row was not imported"


def keep_failed_rows(run: ImportRun, source: Source) -> None:
    """Store the failed rows of the run with their reasons, their cells as they stand in the file."""
    if not run.failed:
        return
    with tempfile.TemporaryFile() as file:
        # Excel takes a file without the mark for one in the Windows encoding.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([*source.headers, REASON_HEADER])
        writer.writerows(_failed(run, source))
        text.flush()
        file.seek(0)
        run.failed_rows.save(f"{run.pk}-failed.csv", File(file), save=False)
    run.save(update_fields=["failed_rows"])


def _failed(run: ImportRun, source: Source) -> Iterator[list[str]]:
    errors = run.problems.filter(severity=ImportProblem.Severity.ERROR).order_by("line")
    reasons = errors.values_list("line", "reason").iterator()
    line, reason = next(reasons, (0, ""))
    for row in source.rows():
        if row.line == line:
            width = max(len(source.headers), len(row.cells))
            yield [*row.cells, *[""] * (width - len(row.cells)), reason]
            line, reason = next(reasons, (0, ""))
