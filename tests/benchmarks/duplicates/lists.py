"""Lists of entries in which some people stand more than once, written as a CSV file that `dedupe` reads."""

import csv
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

from crm.sample.locale import Locale
from tests.benchmarks.duplicates.copies import DAMAGES, Damage, damaged
from tests.benchmarks.duplicates.town import Entry, Town

COLUMNS = (
    "first_name", "last_name", "email", "email_2", "phone", "mobile", "company", "title", "street", "city",
    "postal_code", "country", "birth_date",
)  # fmt: skip
FIELDS = {name: name for name in COLUMNS} | {"street": "address_line1"}
# Of ten people seven stand in the list once.
COPIES = (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4)


def entries(
    rows: int,
    locales: Sequence[Locale],
    *,
    seed: int,
    weights: dict[Damage, int] = DAMAGES,
    without: Collection[str] = (),
) -> Iterator[tuple[int, Entry, list[str]]]:
    """So many entries as (person, entry, damages), those of one person not far apart; some columns can be blank."""
    rng = Random(seed)
    town = Town(locales, rows, rng)
    blank = dict.fromkeys(without, "")
    return islice(_entries(town, rng, weights, blank), rows)


def compared(entry: Entry) -> tuple[str, ...]:
    """The entry as a row of the relation that the finder reads, but for its id."""
    emails, phones = "\n".join((entry.email, entry.email_2)), "\n".join((entry.phone, entry.mobile))
    return (entry.first_name, entry.last_name, emails, phones, *(getattr(entry, name) for name in COLUMNS[6:]))


def _entries(
    town: Town, rng: Random, weights: dict[Damage, int], blank: dict[str, str]
) -> Iterator[tuple[int, Entry, list[str]]]:
    for person, original in enumerate(town.people()):
        original = replace(original, **blank)
        if not any(getattr(original, name) for name in COLUMNS):
            continue
        yield person, original, []
        for _ in range(rng.choice(COPIES)):
            copy, done = damaged(town, original, weights)
            yield person, replace(copy, **blank), done


def write_list(path: Path, rows: int, locales: Sequence[Locale], *, seed: int) -> tuple[Path, Path]:
    """The file, and the one that says what its columns are."""
    fields = path.with_suffix(".json")
    fields.write_text(json.dumps(FIELDS))
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "cluster", *COLUMNS))
        for number, (person, entry, _) in enumerate(entries(rows, locales, seed=seed)):
            writer.writerow((number, person, *(getattr(entry, name) for name in COLUMNS)))
    return path, fields
