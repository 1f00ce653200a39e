"""The file of a run, and the meaning of its columns."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from contacts import normalize
from contacts.importing.exceptions import FileDeleted
from contacts.importing.mapping import Mapping, suggest_mapping
from contacts.importing.reading import RowReader
from contacts.importing.sources import Source, open_source
from contacts.models import CustomField, ImportRun
from contacts.resources import ContactResource

SAMPLE_ROWS = 1_000


@contextmanager
def open_run(run: ImportRun) -> Iterator[Source]:
    """The run's file as a table. Raises ImportingError; FileDeleted where it was kept long enough."""
    if run.files_deleted_at:
        raise FileDeleted.of(run)
    with _local(run) as path, open_source(path, encoding=run.encoding or None) as source:
        yield source


def mapping_of(run: ImportRun, source: Source | None = None) -> Mapping:
    """The mapping that was settled for the run, or the one that its headers suggest. Raises ImportingError."""
    if run.mapping:
        return Mapping.from_json(run.mapping)
    if source is None:
        with open_run(run) as opened:
            return mapping_of(run, opened)
    contact_fields = CustomField.objects.filter(subject=CustomField.Subject.CONTACT)
    custom_keys = frozenset(contact_fields.values_list("key", flat=True))
    return suggest_mapping(source.headers, samples(source), custom_keys=custom_keys)


def reader_of(run: ImportRun, source: Source) -> RowReader:
    """What reads the rows of the run. Raises ImportingError."""
    mapping = mapping_of(run, source)
    resource = ContactResource(date_order=date_order(source, mapping))
    return RowReader(resource, mapping, match_by=run.match_by, id_system=run.id_system)


def samples(source: Source, count: int = SAMPLE_ROWS) -> list[list[str]]:
    """The cells of the first rows."""
    return [row.cells for row in islice(source.rows(), count) if not row.problem]


def date_order(source: Source, mapping: Mapping) -> str | None:
    """What 03/04 means in this file, if its first rows prove it."""
    indexes = [column.index for column in mapping.columns if _may_hold_dates(column.field)]
    if not indexes:
        return None
    return normalize.date_order(row[index] for row in samples(source) for index in indexes)


def _may_hold_dates(field: str) -> bool:
    return field == "birth_date" or field.startswith("custom.")


@contextmanager
def _local(run: ImportRun) -> Iterator[Path]:
    """The file on this machine: where it lies, or a copy of what another storage keeps."""
    try:
        path = Path(run.file.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, run.file.open("rb") as kept:
            shutil.copyfileobj(kept, copy)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path
