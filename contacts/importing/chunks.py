"""Rows by the thousand: read, folded, and written out for COPY while the database works on the chunk before."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from contacts.importing.likeness import staged_keys
from contacts.importing.reading import Problem, Record, RowFailed, RowReader
from contacts.importing.sources import Row, Source
from contacts.importing.staging import COPIED, EMPTY, JSON_COLUMNS, Payload
from contacts.models import ImportRun

MatchBy = ImportRun.MatchBy
IDS = (MatchBy.ID, MatchBy.EXTERNAL_ID)
CHUNK_ROWS = 10_000
# Rows as long as a row may be would fill the memory.
CHUNK_CHARACTERS = 16 << 20
SWITCH_SECONDS = 0.0005


@dataclass
class Chunk:
    """What one transaction brings in.

    `repeats` are rows folded into an earlier one of the chunk (line, earlier line); `turned_away` are the lines about
    people who are not welcome, each with the reason; `payload` holds the records, written out for COPY.
    """

    rows: int = 0
    position: int = 0
    records: list[Record] = field(default_factory=list)
    repeats: list[tuple[int, int]] = field(default_factory=list)
    failed: list[tuple[Row, Problem]] = field(default_factory=list)
    turned_away: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    payload: Payload = EMPTY


def chunks(source: Source, reader: RowReader, *, after: int = 0, keyed: bool = True) -> Iterator[Chunk]:
    """The rows below the line `after`, chunk by chunk; `keyed` where duplicates are to be found by them later."""
    rows = (row for row in source.rows() if row.line > after)
    while batch := _batch(rows):
        chunk = _read(batch, source, reader)
        chunk.payload = payload_of(chunk.records, keyed=keyed)
        yield chunk


def _batch(rows: Iterator[Row]) -> list[Row]:
    """So many rows, or fewer where they hold much text."""
    batch, characters = [], 0
    for row in islice(rows, CHUNK_ROWS):
        batch.append(row)
        characters += sum(map(len, row.cells))
        if characters > CHUNK_CHARACTERS:
            break
    return batch


def prefetched(produced: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, each made while its predecessor is in use; what goes wrong in making is raised here."""
    with ThreadPoolExecutor(1, thread_name_prefix="import") as pool, _switching_often():
        upcoming = pool.submit(next, produced, None)
        while (chunk := upcoming.result()) is not None:
            upcoming = pool.submit(next, produced, None)
            yield chunk


@contextmanager
def _switching_often() -> Iterator[None]:
    """A reading thread lets go of the interpreter every 5 ms; for each answer of the database we would wait so long."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _read(batch: list[Row], source: Source, reader: RowReader) -> Chunk:
    chunk = Chunk(rows=len(batch), position=source.position)
    reader.problems = chunk.problems
    found = Fold(chunk, reader.match_by)
    for row in batch:
        try:
            found.add(reader.read(source.meant(row)))
        except RowFailed as error:
            chunk.failed.append((row, error.problem))
    return chunk


class Fold:
    """Folds rows of one person into the first of them: who comes later fills only what is blank.

    So the same file, imported again, finds everything as it left it.
    """

    def __init__(self, chunk: Chunk, match_by: str = MatchBy.EMAIL) -> None:
        self._chunk = chunk
        self._match_by = match_by
        self._claimed: dict[str, Record] = {}
        self._keyed: dict[str, Record] = {}

    def add(self, record: Record) -> None:
        """Keep the record, or fold it into the one that has its key or its address."""
        first = self._by_key(record) or self._by_address(record) or self._by_further_address(record)
        if first is None:
            self._chunk.records.append(record)
        else:
            first.fill_from(record)
            self._chunk.repeats.append((record.line, first.line))
        for email in record.emails:
            self._claimed.setdefault(email, first or record)
        if record.key is not None:
            self._keyed.setdefault(record.key, first or record)

    def _by_key(self, record: Record) -> Record | None:
        """The same telephone may be that of a household: it decides only where the names agree."""
        found = self._keyed.get(record.key) if record.key is not None else None
        if found and self._match_by == MatchBy.PHONE and not found.agrees_with(record):
            return None
        return found

    def _by_address(self, record: Record) -> Record | None:
        """Rows with different ids are different contacts, whatever addresses they have."""
        found = self._claimed.get(record.emails[0]) if record.emails else None
        if found and self._match_by in IDS and None not in (found.key, record.key):
            return None
        return found

    def _by_further_address(self, record: Record) -> Record | None:
        """A further address may be a shared mailbox: it decides only where a name agrees and none contradicts."""
        known = (self._claimed[email] for email in record.emails[1:] if email in self._claimed)
        if self._match_by in IDS and record.key is not None:
            known = (other for other in known if other.key is None)
        return next((other for other in known if other.agrees_with(record)), None)


def payload_of(records: Iterable[Record], *, keyed: bool = True) -> Payload:
    """The records as CSV for COPY, in the columns that any of them fills; blank values are NULL."""
    rows = [record.as_staged() | ({"keys": staged_keys(record)} if keyed else {}) for record in records]
    filled = set().union(*rows) if rows else {"line"}
    columns = [name for name in COPIED if name in filled]
    for name in filled.intersection(JSON_COLUMNS):
        for row in rows:
            if name in row:
                row[name] = json.dumps(row[name], ensure_ascii=False, allow_nan=False)
    text = io.StringIO()
    csv.writer(text).writerows(map(row.get, columns) for row in rows)
    return Payload(columns, text.getvalue())
