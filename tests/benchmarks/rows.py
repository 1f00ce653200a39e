"""Files of believable rows to import. Written by a process of its own, whose memory nobody measures."""

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from crm.sample.people import people
from crm.sample.person import Person

TEXT_COLUMNS = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "title",
    "department",
    "company",
    "address_line1",
    "city",
    "postal_code",
    "country",
)
COLUMNS = (*TEXT_COLUMNS, "tags")


@dataclass(frozen=True)
class Files:
    """So many people, and the same people again, each with another title and another city."""

    rows: int
    first: Path
    changed: Path

    @classmethod
    def below(cls, folder: Path, rows: int) -> "Files":
        """Where the files are or will be."""
        return cls(rows, folder / "people.csv", folder / "people-changed.csv")


def write_files(folder: Path, rows: int) -> Files:
    """Write both files."""
    command = [sys.executable, "-m", "tests.benchmarks.rows", str(folder), str(rows)]
    subprocess.run(command, check=True)
    return Files.below(folder, rows)


def write(files: Files) -> None:
    """Draw the people once, for both files."""
    with files.first.open("w", newline="") as first, files.changed.open("w", newline="") as changed:
        writers = csv.writer(first), csv.writer(changed)
        for writer in writers:
            writer.writerow(COLUMNS)
        for person in people(files.rows, near_duplicates=0):
            writers[0].writerow(cells(person))
            move_on(person)
            writers[1].writerow(cells(person))


def cells(person: Person) -> list[str]:
    """One row of the file."""
    return [*(getattr(person, name) for name in TEXT_COLUMNS), "; ".join(person.tags)]


def move_on(person: Person) -> None:
    """Give the person another title and another city."""
    person.title = f"Senior {person.title}" if person.title else "Consultant"
    person.city = f"New {person.city}" if person.city else "Springfield"


if __name__ == "__main__":
    write(Files.below(Path(sys.argv[1]), int(sys.argv[2])))
