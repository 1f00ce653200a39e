"""The pages of the documentation that are drawn up from the models, between two marks in each."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from django.conf import settings

from crm.privacy import Sort
from gdpr.classification import Classified, classified
from gdpr.record.activities import activities
from gdpr.record.formats import in_sections

BEGIN, END = "<!-- begin: {name}, by manage.py record_of_processing --write -->\n", "<!-- end: {name} -->\n"


def outdated_pages() -> list[Path]:
    """The pages that say something else than the models; nothing is written."""
    return [path for path, old, new in _pages() if old != new]


def write_pages() -> list[Path]:
    """Bring the pages up to date; returns those that were not."""
    outdated = [(path, new) for path, old, new in _pages() if old != new]
    for path, new in outdated:
        path.write_text(new)
    return [path for path, _ in outdated]


def _pages() -> Iterator[tuple[Path, str, str]]:
    for (page, name), part in PARTS.items():
        path = settings.BASE_DIR / "docs" / page
        old = path.read_text()
        yield path, old, _replaced(old, name, part())


def _replaced(page: str, name: str, part: str) -> str:
    """The page with this part between its marks, or at its end where it has none."""
    begin, end = BEGIN.format(name=name), END.format(name=name)
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{part}\n{end}{after}"


def _tables() -> str:
    """A line for each table, with its columns by what they can tell; histories are left out."""
    columns = (each for each in classified() if not each.is_history)
    lines = [_line(list(group)) for _, group in groupby(columns, key=attrgetter("model"))]
    head = ["| table | kept for | can tell about a person | tells nothing |", "|---|---|---|---|"]
    return "\n".join([*head, *sorted(lines), ""])


def _line(columns: list[Classified]) -> str:
    telling = [f"{sort}: {names}" for sort in Sort if sort is not Sort.NONE and (names := _names(columns, sort))]
    purpose = columns[0].purpose or "–"
    cells = (columns[0].model._meta.db_table, purpose, "; ".join(telling) or "–", _names(columns, Sort.NONE) or "–")
    return f"| {' | '.join(cells)} |"


def _names(columns: list[Classified], sort: Sort) -> str:
    return ", ".join(each.column.column + "°" * _is_kept_from_them(each) for each in columns if each.sort is sort)


def _is_kept_from_them(each: Classified) -> bool:
    return bool(each.sort is not Sort.NONE and not each.is_exported)


PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("data-model.md", "columns"): _tables,
    ("privacy.md", "record of processing"): lambda: in_sections(activities()),
}
