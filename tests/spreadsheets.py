"""Plain functions that write small files, import them, and say what came of it."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl

from contacts.importing.run import Choices, choose_columns, import_file
from contacts.models import ChangeSet, ImportRun


def as_csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def write(folder: Path, content: str | bytes | Iterable[Sequence[str]], name: str = "people.csv") -> Path:
    """A file of the given text, bytes or rows of cells."""
    path = folder / name
    if not isinstance(content, str | bytes):
        content = as_csv(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_workbook(folder: Path, sheets: dict[str, Sequence[Sequence[Any]]], name: str = "people.xlsx") -> Path:
    path = folder / name
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def bring_in(
    path: Path, *, mapping: Choices | None = None, constants: dict[str, str] | None = None, **options: Any
) -> ImportRun:
    columns = partial(choose_columns, choices=mapping or {}, constants=constants)
    return import_file(path, columns=columns, **{"door": ChangeSet.Door.COMMAND} | options)


def outcome(run: ImportRun) -> tuple[int, int, int, int, int]:
    """How many rows were created, updated, unchanged, skipped and failed; they add up to all rows."""
    counts = (run.created, run.updated, run.unchanged, run.skipped, run.failed)
    assert sum(counts) == run.rows
    return counts


def problems(run: ImportRun) -> list[tuple[int, str, str, str, str]]:
    found = run.problems.order_by("line", "id")
    return list(found.values_list("line", "column", "severity", "value_class", "reason"))
