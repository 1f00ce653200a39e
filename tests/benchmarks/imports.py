"""Our import, stock django-import-export, and hand-written SQL, on the same schema with all its triggers."""

from pathlib import Path

from contacts.importing.planning import plan_file
from contacts.importing.run import execute, import_file
from contacts.models import ChangeSet
from tests.benchmarks import floor, stock
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import NotTheSameWork, contents, require_same
from tests.benchmarks.memory import peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import Files, write_files
from tests.benchmarks.timing import rate

Figures = dict[str, float | None]

REMARKS = (
    "The stock resource is measured on at most 5,000 rows, with companies and tags made beforehand: in its favour.",
    "In bulk it writes no tags: bulk mode leaves out many-to-many fields.",
    "It finds contacts by a column without an index of its own, for the schema keeps all addresses in one table.",
    "Memory is the larger of this program's and its server process's, shared buffers included.",
)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many rows."""
    files = write_files(folder, rows)
    figures, held = _ours(files)
    figures |= _floor(files, held)
    sample = min(rows, stock.MOST_ROWS)
    figures |= _stock("", stock.DefaultResource, files, sample)
    figures |= _stock("bulk_", stock.BulkResource, files, sample)
    return Report(figures, _table(figures), REMARKS)


def import_ours(path: Path, **expected: int) -> None:
    """Import a file; raises NotTheSameWork unless its rows became what was expected."""
    counts = import_file(path, door=ChangeSet.Door.COMMAND).counts()
    if expected.items() - counts.items():
        raise NotTheSameWork(counts)


def import_after_preview(path: Path, **expected: int) -> None:
    """Look at what a file would do, then import it; raises NotTheSameWork unless both say what was expected."""
    run = plan_file(path)
    foreseen = run.planned
    counts = execute(run, door=ChangeSet.Door.COMMAND).counts()
    if counts != foreseen or expected.items() - counts.items():
        raise NotTheSameWork(counts)


def _ours(files: Files) -> tuple[Figures, dict[str, int]]:
    """New rows, the same again, and all of them changed; and what the base held after the first."""
    figures: Figures = {"rows": files.rows}
    with fresh_base("ours"):
        with peak_memory() as first:
            figures["ours_rows_s"] = rate(files.rows, lambda: import_ours(files.first, created=files.rows))
        held = contents()
        with peak_memory() as later:
            figures["ours_again_rows_s"] = rate(files.rows, lambda: import_ours(files.first, unchanged=files.rows))
            figures["ours_update_rows_s"] = rate(files.rows, lambda: import_ours(files.changed, updated=files.rows))
    with fresh_base("planned"), peak_memory() as previewed:
        figures["ours_planned_rows_s"] = rate(files.rows, lambda: import_after_preview(files.first, created=files.rows))
        require_same(held, contents())
    peaks = (first, later, previewed)
    figures["peak_mb"] = max((peak.largest_mb for peak in peaks if peak.largest_mb), default=None)
    return figures, held


def _floor(files: Files, held: dict[str, int]) -> Figures:
    """Hand-written SQL. Raises NotTheSameWork unless its base then holds what ours held."""
    prepared = files.first.with_name("prepared.csv")
    with fresh_base("floor"):
        floor.prepare(files.first, prepared)
        figures = {"floor_rows_s": rate(files.rows, lambda: floor.import_prepared(prepared))}
        require_same(held, contents())
    return figures


def _stock(kind: str, resource: type[stock.StockResource], files: Files, rows: int) -> Figures:
    """New rows, and all of them changed."""
    name = f"stock_{kind}" if kind else "stock_default_"
    with fresh_base("stock"):
        stock.prepare(files.first, rows)
        created = rate(rows, lambda: stock.import_with(resource, files.first, rows, "new"))
        updated = rate(rows, lambda: stock.import_with(resource, files.changed, rows, "update"))
    return {f"{name}rows_s": created, f"stock_{kind}update_rows_s": updated}


def _table(figures: Figures) -> dict[str, str]:
    ours, update = figures["ours_rows_s"], figures["ours_update_rows_s"]
    return {
        "rows": thousands(figures["rows"]),
        "ours, new rows/s": thousands(ours),
        "ours, new, previewed first, rows/s": thousands(figures["ours_planned_rows_s"]),
        "ours, the same again, rows/s": thousands(figures["ours_again_rows_s"]),
        "ours, all changed, rows/s": thousands(update),
        "hand-written SQL, new rows/s": thousands(figures["floor_rows_s"]),
        "stock, new rows/s": thousands(figures["stock_default_rows_s"]),
        "stock in bulk, new rows/s": thousands(figures["stock_bulk_rows_s"]),
        "stock, all changed, rows/s": thousands(figures["stock_update_rows_s"]),
        "stock in bulk, all changed, rows/s": thousands(figures["stock_bulk_update_rows_s"]),
        "ours to hand-written SQL, time": times(figures["floor_rows_s"] / ours),
        "ours with preview to hand-written SQL, time": times(figures["floor_rows_s"] / figures["ours_planned_rows_s"]),
        "ours to stock, new": times(ours / figures["stock_default_rows_s"]),
        "ours to stock in bulk, new": times(ours / figures["stock_bulk_rows_s"]),
        "ours to stock, all changed": times(update / figures["stock_update_rows_s"]),
        "ours to stock in bulk, all changed": times(update / figures["stock_bulk_update_rows_s"]),
        "memory of ours, MB": thousands(figures["peak_mb"]),
    }
