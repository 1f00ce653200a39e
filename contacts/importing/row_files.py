"""The rows of a run as files, their cells as they stand in the file that was imported: done, failed, unprocessed."""

import csv
import io
import tempfile
from collections.abc import Iterator
from itertools import islice

from django.core.files import File
from django.db.models import Max

from contacts.importing.columns import open_run
from contacts.importing.sources import Source
from contacts.models import ImportProblem, ImportRow, ImportRun

REASON_HEADER = "Reason why the row was not imported"
OUTCOME_HEADER = "What became of the row"
# Excel takes a file without the mark for one in the Windows encoding.
BYTE_ORDER_MARK = "\ufeff"
BATCH = 1_000


def keep_failed_rows(run: ImportRun, source: Source) -> None:
    """Store the failed rows of the run with their reasons."""
    if not run.failed:
        return
    with tempfile.TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([*source.headers, REASON_HEADER])
        writer.writerows(_failed(run, source))
        text.flush()
        file.seek(0)
        run.failed_rows.save(f"{run.pk}-failed.csv", File(file), save=False)
    run.save(update_fields=["failed_rows"])


def done_rows(run: ImportRun) -> Iterator[str]:
    """The rows that are in, or were left out on purpose, with what became of each; CSV, some at a time."""
    return _as_csv(run, _done, OUTCOME_HEADER)


def unprocessed_rows(run: ImportRun) -> Iterator[str]:
    """The rows that nothing was done to, for the run was stopped before; CSV, some at a time."""
    return _as_csv(run, _unprocessed)


def left_over(run: ImportRun, source: Source) -> int:
    """How many rows nothing was done to."""
    return sum(1 for _ in _unprocessed(run, source))


def _as_csv(run: ImportRun, rows_of, *more: str) -> Iterator[str]:
    with open_run(run) as source:
        yield BYTE_ORDER_MARK + _text([[*source.headers, *more]])
        rows = rows_of(run, source)
        while batch := list(islice(rows, BATCH)):
            yield _text(batch)


def _text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _failed(run: ImportRun, source: Source) -> Iterator[list[str]]:
    errors = run.problems.filter(severity=ImportProblem.Severity.ERROR).order_by("line")
    reasons = errors.values_list("line", "reason").iterator()
    line, reason = next(reasons, (0, ""))
    for row in source.rows():
        if row.line == line:
            yield [*_padded(row.cells, source), reason]
            line, reason = next(reasons, (0, ""))


def _done(run: ImportRun, source: Source) -> Iterator[list[str]]:
    labels = dict(ImportRow.Outcome.choices)
    rows = run.import_rows.exclude(outcome=ImportRow.Outcome.FAILED).order_by("line")
    outcomes = rows.values_list("line", "outcome").iterator()
    line, outcome = next(outcomes, (0, ""))
    for row in source.rows():
        if row.line == line:
            yield [*_padded(row.cells, source), labels[outcome]]
            line, outcome = next(outcomes, (0, ""))


def _unprocessed(run: ImportRun, source: Source) -> Iterator[list[str]]:
    last = run.import_rows.aggregate(line=Max("line"))["line"] or 0
    return (row.cells for row in source.rows() if row.line > last)


def _padded(cells: list[str], source: Source) -> list[str]:
    width = max(len(source.headers), len(cells))
    return [*cells, *[""] * (width - len(cells))]
