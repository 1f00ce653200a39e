"""What a change set did, counted by table."""

from dataclasses import dataclass

from django.db import connection, models

from contacts.history.undoing.tables import tables
from contacts.models import ChangeSet

COUNT = """
SELECT '{name}', count(DISTINCT pgh_obj_id) FILTER (WHERE pgh_label = 'insert'),
       count(DISTINCT pgh_obj_id) FILTER (WHERE pgh_label = 'update'),
       count(DISTINCT pgh_obj_id) FILTER (WHERE pgh_label = 'delete')
FROM {history} WHERE pgh_context_id = %(set)s
HAVING count(*) > 0
"""


@dataclass(frozen=True)
class Deeds:
    """How many rows of one table it made, changed and removed; one that it made and changed counts twice."""

    model: type[models.Model]
    made: int
    changed: int
    removed: int

    @property
    def name(self) -> str:
        """What the rows are called."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def rows(self) -> int:
        """How many rows that are, at least."""
        return max(self.made, self.changed, self.removed)


def deeds(change_set: ChangeSet) -> list[Deeds]:
    """What the change set did, in the tables in which it wrote: one query, however many."""
    by_name = {table.name: table.model for table in tables()}
    counts = " UNION ALL ".join(COUNT.format(name=table.name, history=table.versions) for table in tables())
    with connection.cursor() as cursor:
        cursor.execute(counts, {"set": change_set.pk})
        return [Deeds(by_name[name], *counted) for name, *counted in cursor.fetchall()]
