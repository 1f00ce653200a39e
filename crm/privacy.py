"""The words in which a model says what it knows about a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

# In `keep`: every column. For tables whose rows lead to no contact, so that only the exceptions are named.
REST = frozenset({"*"})


class Sort(StrEnum):
    """What one column can tell about a person."""

    NONE = "none"
    PERSONAL = "personal"
    # Article 9 GDPR: health, beliefs, origin and the like.
    SPECIAL = "special"
    CREDENTIAL = "credential"
    # Whatever somebody has written there, about anybody.
    FREE_TEXT = "free text"


class Use(StrEnum):
    """What a table is kept for: an activity in the record of processing."""

    RELATIONS = "Keeping in touch with contacts"
    CONSENT = "Proving consent and answering requests"
    IN_AND_OUT = "Import and export of contacts"
    DUPLICATES = "Keeping the records free of duplicates"
    ACCOUNT = "Accounting for changes"
    STAFF = "Accounts of the staff"
    RUNNING = "Running the program"


@dataclass(frozen=True)
class PersonalData:
    """What the rows of one table know about a person, column by column.

    `subject` is the path from a row to its contact in Django's lookup syntax ("self" for the contact
    itself, "" where rows lead to no single contact). `erase` names each column that can tell something
    about the person with the value that blanks it; `keep` names every other column, or is `REST`. A column on neither
    list fails the system check `privacy.E002`. `on_merge` says whether rows follow a contact that is merged into
    another one ("move") or remain with the id that they were written for ("stay"); a table that names contacts and says
    neither fails the check `privacy.E004`.

    What is erased is personal and what is kept is not, unless a column is named in `personal`, `special`, `credential`
    or `free_text`. A person who asks for their data gets all columns of their rows but credentials and what is
    `hidden`: what only the program understands, or tells of others. `purpose` is what the table is kept for; one that
    can tell about a person and does not say it fails the check `privacy.E005`.
    """

    subject: str
    erase: Mapping[str, Any] = field(default_factory=dict)
    keep: Collection[str] = frozenset()
    on_merge: Literal["move", "stay", ""] = ""
    purpose: Use | None = None
    personal: Collection[str] = frozenset()
    special: Collection[str] = frozenset()
    credential: Collection[str] = frozenset()
    free_text: Collection[str] = frozenset()
    hidden: Collection[str] = frozenset()

    def undeclared(self, columns: Collection[str]) -> set[str]:
        """The columns that stand on neither list."""
        return set() if set(self.keep) >= REST else set(columns) - set(self.erase) - set(self.keep)

    def unknown(self, columns: Collection[str]) -> set[str]:
        """The declared names that the table does not have, or that stand on both lists or are of two sorts."""
        erased, kept = set(self.erase), set(self.keep) - REST
        named = [name for names in self._exceptions().values() for name in names]
        twice = {name for name in named if named.count(name) > 1}
        return (erased | kept | set(named) | set(self.hidden)) - set(columns) | erased & kept | twice

    def sort(self, column: str) -> Sort:
        """What the column can tell about a person."""
        named = (sort for sort, names in self._exceptions().items() if column in names)
        return next(named, Sort.PERSONAL if column in self.erase else Sort.NONE)

    def is_exported(self, column: str) -> bool:
        """Whether the person gets the column with their data."""
        return bool(self.subject) and column not in self.hidden and column not in self.credential

    def _exceptions(self) -> dict[Sort, Collection[str]]:
        return {
            Sort.PERSONAL: self.personal,
            Sort.SPECIAL: self.special,
            Sort.CREDENTIAL: self.credential,
            Sort.FREE_TEXT: self.free_text,
        }
