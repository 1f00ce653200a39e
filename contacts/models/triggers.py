"""What the database refuses or keeps true by itself.

The functions that several tables share are made in the first migration (`contacts/migrations/0001_functions.py`).
"""

from collections.abc import Collection
from typing import Any

import pgtrigger
from django.db import models


def planned_anew(statement: str, into: str = "") -> str:
    """The statement for a trigger's body, planned at each run for as many rows as there are.

    A session otherwise keeps the plan of the first run. For two transition tables, and a first run that wrote one
    row, that plan compares each row with each: a hundred million times for an import of ten thousand.
    """
    return f"EXECUTE $sql${statement}$sql${f' INTO {into}' if into else ''};"


class SharedFunction(pgtrigger.Trigger):
    """A trigger that runs a function shared by several tables.

    Unlike a body of its own, it cannot be switched off by `pgtrigger.ignore`, and costs no look-up of that setting
    for every row.
    """

    func = "RETURN NULL;"

    def __init__(self, function: str, *arguments: str, **kwargs: Any) -> None:
        self.function = function
        self.arguments = arguments
        super().__init__(**kwargs)

    def render_execute(self, model: type[models.Model]) -> str:
        arguments = ", ".join(f"'{argument}'" for argument in self.arguments)
        return f"{self.function}({arguments})"


def append_only(skeleton: Collection[str]) -> list[pgtrigger.Trigger]:
    """Refuse DELETE and TRUNCATE, and every UPDATE but one that blanks columns outside the skeleton."""
    return [
        SharedFunction(
            "refuse_unless_blanking",
            *skeleton,
            name="append_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
        ),
        SharedFunction(
            "refuse_truncate",
            name="append_only_truncate",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
        ),
    ]


def no_truncate() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which passes by every other trigger."""
    return SharedFunction(
        "refuse_write",
        "a table with a history cannot be truncated: delete its rows",
        name="tracked_truncate",
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
    )


def versioned(*derived: str) -> pgtrigger.Trigger:
    """Count `version` up and set `updated_at` whenever a column changes that is not derived from others."""
    return SharedFunction(
        "next_version",
        name="next_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", "updated_at", *derived]),
    )


TABLES = {
    pgtrigger.Insert: {"new": "new_values"},
    pgtrigger.Update: {"old": "old_values", "new": "new_values"},
    pgtrigger.Delete: {"old": "old_values"},
}
JUDGE = """
INSERT INTO contacts_changedcontact (contact_id, source, change_set_id, list_id)
SELECT concerned.contact_id, 'contacts_contact', nullif(current_setting('pghistory.context_id', true), '')::uuid,
    concerned.list_id
FROM ({concerned}) AS concerned
"""


def judged_anew(name: str, operation: pgtrigger.Operation, concerned: str) -> pgtrigger.Trigger:
    """Have lists judge contacts anew, whatever their filters ask about; `concerned` is a query for both ids."""
    return pgtrigger.Trigger(
        name=f"judged_when_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**TABLES[operation]),
        func=f"{planned_anew(JUDGE.format(concerned=concerned))} RETURN NULL;",
    )


def watched_by_lists(column: str = "contact_id", contacts: str = "", *, name: str = "note") -> list[pgtrigger.Trigger]:
    """Note which contacts a statement has changed, as far as dynamic lists ask about the columns that it has written.

    `column` holds the ids of the contacts; else `contacts` is a query for these, with %s for a query of the column's
    values and the names of the columns that have changed. A table with two such columns has triggers of two names.
    """
    return [
        SharedFunction(
            "note_changed_contacts",
            *filter(None, (column, contacts)),
            name=f"{name}_changed_{operation}".lower(),
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**named),
        )
        for operation, named in TABLES.items()
    ]
