"""Folding the rows of one contact that only the base could tell to be of one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from contacts.importing.reading import Record


class Postponed(NamedTuple):
    """A row that waits for an earlier one of its contact; `is_sure` if the address that identifies it is known."""

    line: int
    contact_id: UUID
    is_sure: bool


def fold_postponed(
    records: Iterable[Record], postponed: Iterable[Postponed], *, in_any_case: bool
) -> tuple[list[Record], dict[int, int]]:
    """The rows that wait, those of one contact folded into the first of them; and the lines folded (line, into).

    Who was found by a further address may no longer be once the contact has new names: such rows are folded only
    with each other and where their names agree, unless `in_any_case`.
    """
    rows = {row.line: row for row in postponed}
    firsts: dict[tuple[UUID, bool], Record] = {}
    waiting, folded = [], {}
    for record in sorted((record for record in records if record.line in rows), key=lambda record: record.line):
        _, contact_id, is_sure = rows[record.line]
        # The chunk may be tried again: its own records stay as they were read.
        first = firsts.setdefault((contact_id, is_sure or in_any_case), own := _copy(record))
        if first is not own and (is_sure or in_any_case or first.agrees_with(record)):
            first.fill_from(record)
            folded[record.line] = first.line
        else:
            waiting.append(own)
    return waiting, folded


def _copy(record: Record) -> Record:
    return replace(record, emails=[*record.emails], values={**record.values}, phones=[*record.phones])
