"""Rows about people who are not welcome: turned away before anything of them is stored.

Such a row keeps its line number, and that it was turned away.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from contacts import guards, normalize
from contacts.guards import Candidate
from contacts.importing.chunks import Chunk, payload_of
from contacts.importing.reading import Problem, Record, Severity
from contacts.importing.sources import Row
from contacts.models import ImportProblem

NUMBERS = ("phone_e164", "mobile_e164")


def turn_away(chunk: Chunk, *, keyed: bool) -> None:
    """Take the rows out of the chunk that the guards turn away, and all that was folded into them; note their lines.

    `keyed` is what the chunk was made with. The chunk is judged once, however often it is tried to be written.
    """
    reasons = guards.blocked(People(chunk))
    if not reasons:
        return
    reasons |= {line: reasons[first] for line, first in chunk.repeats if first in reasons}
    chunk.turned_away = reasons
    chunk.records = [record for record in chunk.records if record.line not in reasons]
    chunk.repeats = [(line, first) for line, first in chunk.repeats if line not in reasons]
    chunk.failed = [(row, problem) for row, problem in chunk.failed if row.line not in reasons]
    chunk.problems = [problem for problem in chunk.problems if problem.line not in reasons]
    chunk.problems += [
        Problem(line, "", Severity.NOTE, ImportProblem.SUPPRESSED, reason) for line, reason in sorted(reasons.items())
    ]
    chunk.payload = payload_of(chunk.records, keyed=keyed)


@dataclass(frozen=True)
class People:
    """Whom a chunk is about, described only where a guard wants to know."""

    chunk: Chunk

    def __iter__(self) -> Iterator[Candidate]:
        yield from map(_of_record, self.chunk.records)
        yield from (_of_failed(row) for row, _ in self.chunk.failed)


def _of_record(record: Record) -> Candidate:
    values = record.values
    phones = [number for name in NUMBERS if (number := values.get(name))]
    phones += [number for _, number in record.phones if number]
    name = f"{values.get('first_name', '')} {values.get('last_name', '')}" if phones else ""
    return Candidate(record.line, record.emails, phones, name)


def _of_failed(row: Row) -> Candidate:
    """What could not be read as a contact may still hold an address, and is kept for whoever mends it."""
    return Candidate(row.line, [*_addresses(row)])


def _addresses(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if "@" in cell:
            with suppress(normalize.Unusable):
                yield normalize.email(cell)
