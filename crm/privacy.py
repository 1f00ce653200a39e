"""The words in which a model says what it knows about a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class PersonalData:
    """What the rows of one table know about a person, column by column.

    `subject` is the path from a row to its contact in Django's lookup syntax ("self" for the contact
    itself, "" where rows lead to no single contact). `erase` names each column that can tell something
    about the person with the value that blanks it; `keep` names every other column. A column on neither
    list fails the system check `privacy.E002`. `on_merge` says whether rows follow a contact that is merged into
    another one ("move") or remain with the id that they were written for ("stay"); a table that names contacts and says
    neither fails the check `privacy.E004`.
    """

    subject: str
    erase: Mapping[str, Any] = field(default_factory=dict)
    keep: Collection[str] = frozenset()
    on_merge: Literal["move", "stay", ""] = ""

    def undeclared(self, columns: Collection[str]) -> set[str]:
        """The columns that stand on neither list."""
        return set(columns) - set(self.erase) - set(self.keep)

    def unknown(self, columns: Collection[str]) -> set[str]:
        """The declared names that the table does not have, or that stand on both lists."""
        erased, kept = set(self.erase), set(self.keep)
        return (erased | kept) - set(columns) | erased & kept
